// Another design: a line, in which the first waits for its time and all others for the first.
// Times are noted when somebody has gone on, not before, so a thread that wakes late moves all that
// follow; for that one pays with a condition variable that wakes all who stand in line.
#pragma once

#include <algorithm>
#include <asio.hpp>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <list>
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

    // When enter_now() says true again.
    Clock::time_point next() const { return times_.front() + period_; }

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
        const long place = last_++;
        moved_.wait(lock, [&] { return first_ == place; });
        while (!table_.enter_now()) moved_.wait_until(lock, table_.next());
        ++first_;
        moved_.notify_all();
    }

    // Says whether the caller may go on just now; others that wait come first. Never waits, even
    // while others do, and if it says false, nothing has been used up.
    [[nodiscard]] bool try_acquire() {
        const std::lock_guard lock(mutex_);
        return first_ == last_ && table_.enter_now();
    }

  private:
    std::mutex mutex_;
    std::condition_variable moved_;
    long first_ = 0;  // the place that is served; guarded by mutex_, as are the others
    long last_ = 0;   // the next place that is free
    TimeTable table_;
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
        asio::steady_timer timer(co_await asio::this_coro::executor);
        const auto me = line_.insert(line_.end(), &timer);
        const Leave leave{line_, me};
        while (line_.front() != &timer) {
            // Not a time but a call: the one before wakes this one when it leaves.
            timer.expires_at(TimeTable::Clock::time_point::max());
            asio::error_code error;
            co_await timer.async_wait(asio::redirect_error(asio::use_awaitable, error));
            const auto state = co_await asio::this_coro::cancellation_state;
            if (state.cancelled() != asio::cancellation_type::none) throw asio::system_error(error);
        }
        while (!table_.enter_now()) {
            timer.expires_at(table_.next());
            co_await timer.async_wait(asio::use_awaitable);
        }
    }

    // As above.
    [[nodiscard]] bool try_acquire() { return line_.empty() && table_.enter_now(); }

  private:
    using Line = std::list<asio::steady_timer*>;

    // Leaves the line, however the coroutine ends, and wakes the next.
    struct Leave {
        Leave(Line& in, Line::iterator at) : line(in), place(at) {}
        Leave(const Leave&) = delete;
        Leave& operator=(const Leave&) = delete;
        ~Leave() {
            line.erase(place);
            if (!line.empty()) line.front()->cancel();
        }
        Line& line;
        Line::iterator place;
    };

    TimeTable table_;
    Line line_;
};
