// So many per period, and no more: for threads, and for the coroutines of an event loop.
#pragma once

#include <racecourse/not_started.h>

#include <asio.hpp>
#include <chrono>

// Both limiters promise the same: in no stretch of time that is `period` long, wherever it begins,
// do more than `calls` callers go on. Nobody waits longer than that demands. Who comes first goes
// on first. What was not used in one period is no credit for the next.

// For threads. Any thread may call any function at any time, but nobody while it is destroyed.
class RateLimiter {
  public:
    // `calls` is at least 1, `period` more than 0. From the beginning, so many may go on at once.
    RateLimiter(int calls, std::chrono::nanoseconds period) {}

    RateLimiter(const RateLimiter&) = delete;
    RateLimiter& operator=(const RateLimiter&) = delete;

    // Waits, asleep, until the caller may go on.
    void acquire() { racecourse::not_started("RateLimiter::acquire"); }

    // Says whether the caller may go on just now; others that wait come first. Never waits, even
    // while others do, and if it says false, nothing has been used up.
    [[nodiscard]] bool try_acquire() { racecourse::not_started("RateLimiter::try_acquire"); }
};

// For coroutines that run in one event loop, in one thread. It lives until none of them waits.
class AsyncRateLimiter {
  public:
    // As above.
    AsyncRateLimiter(int calls, std::chrono::nanoseconds period) {}

    AsyncRateLimiter(const AsyncRateLimiter&) = delete;
    AsyncRateLimiter& operator=(const AsyncRateLimiter&) = delete;

    // Waits until the caller may go on. The loop and its other coroutines go on meanwhile. If the
    // caller is cancelled, it stops waiting at once; its turn may then go by unused.
    [[nodiscard]] asio::awaitable<void> acquire() {
        racecourse::not_started("AsyncRateLimiter::acquire");
    }

    // As above.
    [[nodiscard]] bool try_acquire() { racecourse::not_started("AsyncRateLimiter::try_acquire"); }
};
