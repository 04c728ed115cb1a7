// Fails: speed, too slow, "again and again"
// While nothing is ready, the loop sleeps for a millisecond and looks again. That is nearly in
// time, and a thousand wake-ups a second for nothing.
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

class EventLoop {
  public:
    EventLoop() = default;
    ~EventLoop() = default;

    EventLoop(const EventLoop&) = delete;
    EventLoop& operator=(const EventLoop&) = delete;

    void call_soon(std::function<void()> call) { ready_.push_back(std::move(call)); }

    void call_later(std::chrono::milliseconds delay, std::function<void()> call) {
        due_.emplace(Clock::now() + delay, std::move(call));
    }

    void create_task(racecourse::Task<> task) {
        const std::uint64_t id = ++last_id_;
        tasks_.emplace(id, to_its_end(id, std::move(task)));
        call_soon([this, id] { tasks_.at(id).start(); });
    }

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

    [[nodiscard]] Sleep sleep(std::chrono::milliseconds delay) { return Sleep(*this, delay); }

    void run() {
        while (!ready_.empty() || !due_.empty()) {
            if (ready_.empty()) std::this_thread::sleep_for(std::chrono::milliseconds(1));
            for (const auto now = Clock::now(); !due_.empty() && due_.begin()->first <= now;) {
                ready_.push_back(std::move(due_.begin()->second));
                due_.erase(due_.begin());
            }
            for (std::size_t left = ready_.size(); left > 0; --left) {
                const auto call = std::move(ready_.front());
                ready_.pop_front();
                call();
            }
        }
    }

  private:
    using Clock = std::chrono::steady_clock;

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
    std::multimap<Clock::time_point, std::function<void()>> due_;
    std::map<std::uint64_t, racecourse::Task<>> tasks_;
    std::uint64_t last_id_ = 0;
};
