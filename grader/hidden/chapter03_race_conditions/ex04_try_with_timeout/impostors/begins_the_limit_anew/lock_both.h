// Fails: behaviour, wrong, "begin the limit anew"
// try_lock_for counts from now, each time it is called. In a loop, the limits add up without end.
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
    BothLocks<Mutex> locks{std::unique_lock(first, std::defer_lock),
                           std::unique_lock(second, std::defer_lock)};
    auto* awaited = &locks.first;
    auto* other = &locks.second;
    while (awaited->try_lock_for(limit)) {
        if (other->try_lock()) return locks;
        awaited->unlock();
        std::swap(awaited, other);
    }
    return std::nullopt;
}
