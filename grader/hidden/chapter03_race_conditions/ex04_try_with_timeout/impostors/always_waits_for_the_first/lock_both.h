// Fails: schedules, too slow, "very many steps"
// Waits asleep for the first and only tries the second, but never changes the two over. When it is
// the second that is busy, the first is free each time, and nothing in the loop waits.
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
    while (locks.first.try_lock_until(deadline)) {
        if (locks.second.try_lock()) return locks;
        locks.first.unlock();
        if (std::chrono::steady_clock::now() >= deadline) break;
    }
    return std::nullopt;
}
