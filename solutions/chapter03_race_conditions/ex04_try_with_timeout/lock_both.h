// Locks two mutexes within a time limit, or neither.
#pragma once

#include <chrono>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <utility>

// The locks on both mutexes. Whoever destroys it unlocks both.
template <class Mutex>
using BothLocks = std::pair<std::unique_lock<Mutex>, std::unique_lock<Mutex>>;

// Locks both mutexes and returns the locks, or gives up once `limit` has passed and returns
// nothing. Mutex is std::timed_mutex, or a class with the same functions. Any thread may call this
// at any time, with the mutexes in either order, as long as it holds neither of them itself.
//
// - In what is returned, `first` of the pair holds `first`, and `second` holds `second`.
// - It waits as long as it takes, up to `limit`, reckoned once from the call. With a limit of
//   zero it takes both if both are free at once, and does not wait.
// - It waits asleep: that takes next to no processor time.
// - While it waits for one of the two, it does not keep the other: threads that need only that
//   one are not held up.
// - When it has given up, it holds neither.
// - Callers that name the same two mutexes in opposite order do not block each other for good.
// - If `first` and `second` are the same mutex, it throws std::invalid_argument and locks nothing.
template <class Mutex>
[[nodiscard]] std::optional<BothLocks<Mutex>> try_lock_both(Mutex& first, Mutex& second,
                                                            std::chrono::milliseconds limit) {
    if (&first == &second) throw std::invalid_argument("try_lock_both: the same mutex twice");

    // A point in time, not a length: however often we wait below, all waits end at the same moment.
    // The steady clock, because nobody can set it back while we wait.
    const auto deadline = std::chrono::steady_clock::now() + limit;

    BothLocks<Mutex> locks{std::unique_lock(first, std::defer_lock),
                           std::unique_lock(second, std::defer_lock)};
    auto* awaited = &locks.first;  // we wait for this one while we hold nothing,
    auto* other = &locks.second;   // and then only try this one
    while (awaited->try_lock_until(deadline)) {
        if (other->try_lock()) return locks;
        // Back off: let go, and wait asleep for the one that was busy. Two callers that bounced off
        // each other get through as soon as one of them is a moment ahead.
        awaited->unlock();
        std::swap(awaited, other);
    }
    return std::nullopt;
}
