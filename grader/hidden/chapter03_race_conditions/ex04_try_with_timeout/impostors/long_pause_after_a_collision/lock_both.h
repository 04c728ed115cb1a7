// Fails: speed, too slow, "soon"
// Right but for the pause after a collision: it is so long that both would long have been free.
#pragma once

#include <algorithm>
#include <chrono>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <thread>
#include <utility>

template <class Mutex>
using BothLocks = std::pair<std::unique_lock<Mutex>, std::unique_lock<Mutex>>;

template <class Mutex>
[[nodiscard]] std::optional<BothLocks<Mutex>> try_lock_both(Mutex& first, Mutex& second,
                                                            std::chrono::milliseconds limit) {
    if (&first == &second) throw std::invalid_argument("try_lock_both: the same mutex twice");

    const auto deadline = std::chrono::steady_clock::now() + limit;
    BothLocks<Mutex> locks{std::unique_lock(first, std::defer_lock),
                           std::unique_lock(second, std::defer_lock)};
    while (locks.first.try_lock_until(deadline)) {
        if (locks.second.try_lock()) return locks;
        locks.first.unlock();
        const auto now = std::chrono::steady_clock::now();
        if (now >= deadline) break;
        std::this_thread::sleep_until(std::min(deadline, now + std::chrono::milliseconds(40)));
    }
    return std::nullopt;
}
