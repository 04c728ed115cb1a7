// An event loop: many tasks that wait, in one thread.
#pragma once

#include <racecourse/task.h>

#include <chrono>
#include <coroutine>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <exception>
#include <functional>
#include <map>
#include <thread>
#include <utility>

// All functions are called by the one thread that calls run(), before it, in it, or after it.
class EventLoop {
  public:
    EventLoop() = default;
    // Drops the calls that have not been made, and destroys the tasks that have not ended.
    ~EventLoop() = default;

    EventLoop(const EventLoop&) = delete;
    EventLoop& operator=(const EventLoop&) = delete;

    // Makes `call` in run(), after all that is ready by now. Returns at once.
    void call_soon(std::function<void()> call) { ready_.push_back(std::move(call)); }

    // Makes `call` in run(), when `delay` has passed: not before, and as soon after it as no other
    // call is in the way, even if calls go on adding calls that are to be made soon. What is due
    // earlier is called earlier. Returns at once.
    void call_later(std::chrono::milliseconds delay, std::function<void()> call) {
        due_.emplace(Clock::now() + delay, std::move(call));
    }

    // Takes a task over, to begin it in run(), after all that is ready by now. Returns at once.
    // When the task has ended, it is destroyed, in run().
    void create_task(racecourse::Task<> task) {
        const std::uint64_t id = ++last_id_;
        tasks_.emplace(id, to_its_end(id, std::move(task)));
        call_soon([this, id] { tasks_.at(id).start(); });
    }

    // What `co_await loop.sleep(delay)` waits for.
    class Sleep {
      public:
        Sleep(EventLoop& loop, std::chrono::milliseconds delay) : loop_(loop), delay_(delay) {}
        bool await_ready() noexcept { return false; }
        void await_suspend(std::coroutine_handle<> sleeper) {
            loop_.call_later(delay_, [sleeper] { sleeper.resume(); });
        }
        void await_resume() noexcept {}

      private:
        EventLoop& loop_;
        std::chrono::milliseconds delay_;
    };

    // `co_await loop.sleep(delay)`, in a task: it goes on when `delay` has passed. Meanwhile others
    // run. A delay of 0 lets all go first who are ready.
    [[nodiscard]] Sleep sleep(std::chrono::milliseconds delay) { return Sleep(*this, delay); }

    // Makes the calls and runs the tasks, until nothing is ready and nothing is due later. While
    // nothing is ready the thread is asleep. May be called again when there is more to do, but not
    // in a call or a task.
    // An exception that leaves a call or a task comes out of here. Nothing else is lost by that:
    // the next run() goes on with the rest.
    void run() {
        while (!ready_.empty() || !due_.empty()) {
            if (ready_.empty()) std::this_thread::sleep_until(due_.begin()->first);
            for (const auto now = Clock::now(); !due_.empty() && due_.begin()->first <= now;) {
                ready_.push_back(std::move(due_.begin()->second));
                due_.erase(due_.begin());
            }
            // One turn: those that are ready now. What they add waits for the next turn, after
            // another look at the clock.
            for (std::size_t left = ready_.size(); left > 0; --left) {
                const auto call = std::move(ready_.front());
                ready_.pop_front();  // before the call: it may throw
                call();
            }
        }
    }

  private:
    using Clock = std::chrono::steady_clock;

    // Its end is one more call: a coroutine cannot destroy itself while it runs, and what has left
    // it leaves run() from there.
    racecourse::Task<> to_its_end(std::uint64_t id, racecourse::Task<> task) {
        std::exception_ptr error;
        try {
            co_await task;
        } catch (...) {
            error = std::current_exception();
        }
        call_soon([this, id, error] {
            tasks_.erase(id);
            if (error) std::rethrow_exception(error);
        });
    }

    std::deque<std::function<void()>> ready_;
    std::multimap<Clock::time_point, std::function<void()>> due_;  // the earliest first
    std::map<std::uint64_t, racecourse::Task<>> tasks_;            // those that have not ended
    std::uint64_t last_id_ = 0;
};
