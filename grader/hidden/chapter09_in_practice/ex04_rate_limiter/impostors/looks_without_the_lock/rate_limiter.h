// Fails: races, race, "times_"
// "To see whether there is room is only a look." Others change the list at the same moment.
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

// The times at which the last callers go on; some of them are still to come. It has no lock.
class TimeTable {
  public:
    using Clock = std::chrono::steady_clock;

    TimeTable(int calls, std::chrono::nanoseconds period)
        : calls_(static_cast<std::size_t>(calls)), period_(period) {}

    // Enters a caller and returns when it goes on: now, or a period after the one who is `calls`
    // places before it.
    Clock::time_point enter() {
        auto time = Clock::now();
        if (times_.size() == calls_) {
            time = std::max(time, times_.front() + period_);
            times_.pop_front();
        }
        times_.push_back(time);
        return time;
    }

    [[nodiscard]] bool has_room() const { return times_.size() < calls_; }

    // Enters a caller only if it goes on now, and says whether it does.
    bool enter_now() {
        if (times_.size() == calls_ && Clock::now() < times_.front() + period_) return false;
        enter();
        return true;
    }

  private:
    std::size_t calls_;
    std::chrono::nanoseconds period_;
    std::deque<Clock::time_point> times_;  // in order, at most `calls`
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
        std::unique_lock lock(mutex_);
        const auto time = table_.enter();
        lock.unlock();
        std::this_thread::sleep_until(time);
    }

    // Says whether the caller may go on just now; others that wait come first. Never waits, even
    // while others do, and if it says false, nothing has been used up.
    [[nodiscard]] bool try_acquire() {
        const bool room = table_.has_room();
        const std::lock_guard lock(mutex_);
        if (!room) return table_.enter_now();
        table_.enter();
        return true;
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
