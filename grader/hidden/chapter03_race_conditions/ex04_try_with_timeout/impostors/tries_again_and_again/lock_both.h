// Fails: speed, too slow, "processor time"
// Tries until it works or the time is up. It is never late and in nobody's way, but a thread that
// only waits keeps a whole core busy with it.
#pragma once

#include <chrono>
#include <mutex>
#include <optional>
#include <stdexcept>
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
    auto* awaited = &locks.first;
    auto* other = &locks.second;
    while (true) {
        while (!awaited->try_lock()) {
            if (std::chrono::steady_clock::now() >= deadline) return std::nullopt;
        }
        if (other->try_lock()) return locks;
        awaited->unlock();
        std::swap(awaited, other);
    }
}
