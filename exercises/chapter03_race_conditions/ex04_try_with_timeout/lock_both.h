// Locks two mutexes within a time limit, or neither.
#pragma once

#include <racecourse/not_started.h>

#include <chrono>
#include <mutex>
#include <optional>
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
    racecourse::not_started("try_lock_both");
}
