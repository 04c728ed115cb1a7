// Fails: speed, wrong, "in each stretch of time"
// A bucket of tokens that is refilled evenly. It keeps the rate over a long time. But when all
// tokens have been taken at once, the next is there after a third of the period, not after a whole.
#pragma once

#include <algorithm>
#include <asio.hpp>
#include <chrono>
#include <deque>
#include <mutex>
#include <thread>

// Both limiters promise the same: in no stretch of time that is `period` long, wherever it begins,
// do more than `calls` callers go on. Nobody waits longer than that demands. Who comes first goes
// on first. What was not used in one period is no credit for the next.

// When the next token is there, if each takes a part of the period. It has no lock.
class TimeTable {
  public:
    using Clock = std::chrono::steady_clock;

    TimeTable(int calls, std::chrono::nanoseconds period)
        : calls_(calls), part_(period / calls), empty_until_(Clock::now() - period) {}

    Clock::time_point enter() {
        const auto now = Clock::now();
        empty_until_ = std::max(empty_until_, now - calls_ * part_) + part_;
        return std::max(now, empty_until_);
    }

    bool enter_now() {
        if (empty_until_ + part_ > Clock::now()) return false;
        enter();
        return true;
    }

  private:
    int calls_;
    std::chrono::nanoseconds part_;
    Clock::time_point empty_until_;  // what there is in tokens has come since then
};

// For threads. Any thread may call any function at any time, but nobody while it is destroyed.
class RateLimiter {
  public:
    // `calls` is at least 1, `period` more than 0. From the beginning, so many may go on at once.
    RateLimiter(int calls, std::chrono::nanoseconds period) : table_(calls, period) {}

    RateLimiter(const RateLimiter&) = delete;
    RateLimiter& operator=(const RateLimiter&) = delete;

    // Waits, asleep, until the caller may go on.
    void acquire() {
        TimeTable::Clock::time_point time;
        {
            const std::lock_guard lock(mutex_);
            time = table_.enter();
        }
        // Without the lock: whoever comes meanwhile gets a place behind this one.
        std::this_thread::sleep_until(time);
    }

    // Says whether the caller may go on just now; others that wait come first. Never waits, even
    // while others do, and if it says false, nothing has been used up.
    [[nodiscard]] bool try_acquire() {
        const std::lock_guard lock(mutex_);
        return table_.enter_now();
    }

  private:
    std::mutex mutex_;
    TimeTable table_;  // guarded by mutex_
};

// For coroutines that run in one event loop, in one thread. It lives until none of them waits.
class AsyncRateLimiter {
  public:
    // As above.
    AsyncRateLimiter(int calls, std::chrono::nanoseconds period) : table_(calls, period) {}

    AsyncRateLimiter(const AsyncRateLimiter&) = delete;
    AsyncRateLimiter& operator=(const AsyncRateLimiter&) = delete;

    // Waits until the caller may go on. The loop and its other coroutines go on meanwhile. If the
    // caller is cancelled, it stops waiting at once; its turn may then go by unused.
    [[nodiscard]] asio::awaitable<void> acquire() {
        // No lock: there is no co_await between the look at the table and the entry.
        const auto time = table_.enter();
        asio::steady_timer timer(co_await asio::this_coro::executor, time);
        co_await timer.async_wait(asio::use_awaitable);
    }

    // As above.
    [[nodiscard]] bool try_acquire() { return table_.enter_now(); }

  private:
    TimeTable table_;
};
