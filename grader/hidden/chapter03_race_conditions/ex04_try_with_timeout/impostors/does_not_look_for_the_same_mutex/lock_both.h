// Fails: behaviour, wrong, "The same mutex was given twice"
// Nobody would pass the same mutex twice, one thinks, until two names stand for one thing. A thread
// that tries to lock a std::timed_mutex it already holds breaks the rules of the language.
#pragma once

#include <chrono>
#include <mutex>
#include <optional>
#include <utility>

template <class Mutex>
using BothLocks = std::pair<std::unique_lock<Mutex>, std::unique_lock<Mutex>>;

template <class Mutex>
[[nodiscard]] std::optional<BothLocks<Mutex>> try_lock_both(Mutex& first, Mutex& second,
                                                            std::chrono::milliseconds limit) {
    const auto deadline = std::chrono::steady_clock::now() + limit;
    BothLocks<Mutex> locks{std::unique_lock(first, std::defer_lock),
                           std::unique_lock(second, std::defer_lock)};
    auto* awaited = &locks.first;
    auto* other = &locks.second;
    while (awaited->try_lock_until(deadline)) {
        if (other->try_lock()) return locks;
        awaited->unlock();
        std::swap(awaited, other);
    }
    return std::nullopt;
}
