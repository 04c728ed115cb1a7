// Fails: speed, too slow, "held up"
// Gives the second two milliseconds before it lets go of the first, and pauses for one before it
// comes again. That is not long, but most of the time the first is locked for nothing.
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
    using std::chrono::milliseconds;
    BothLocks<Mutex> locks{std::unique_lock(first, std::defer_lock),
                           std::unique_lock(second, std::defer_lock)};
    while (locks.first.try_lock_until(deadline)) {
        const auto now = std::chrono::steady_clock::now();
        if (locks.second.try_lock_until(std::min(deadline, now + milliseconds(2)))) return locks;
        locks.first.unlock();
        if (std::chrono::steady_clock::now() >= deadline) return std::nullopt;
        std::this_thread::sleep_until(std::min(deadline, now + milliseconds(3)));
    }
    return std::nullopt;
}
