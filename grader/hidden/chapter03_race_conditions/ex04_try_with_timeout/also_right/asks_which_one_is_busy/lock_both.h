// Another design: std::try_lock says which of the two was busy; wait until that one is free, let go
// of it, and compete for both again. One would choose it for three mutexes or more.
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
    while (true) {
        const int busy = std::try_lock(locks.first, locks.second);
        if (busy == -1) return locks;
        auto& awaited = busy == 0 ? locks.first : locks.second;
        if (!awaited.try_lock_until(deadline)) return std::nullopt;
        awaited.unlock();
    }
}
