// Fails: schedules, wrong, "at a stretch"
// Before it lets go of the one it has, it gives the other a few milliseconds: "it will be free in a
// moment". It knows nothing of that, and whoever needs only the one it holds has to wait as well.
#pragma once

#include <algorithm>
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
    while (awaited->try_lock_until(deadline)) {
        const auto in_a_moment = std::chrono::steady_clock::now() + std::chrono::milliseconds(20);
        if (other->try_lock_until(std::min(in_a_moment, deadline))) return locks;
        awaited->unlock();
        std::swap(awaited, other);
    }
    return std::nullopt;
}
