// Another design: makes one call at a time, and looks at the clock and at the tasks after each. Due
// timers come first, except that a sleep of 0 ms is a call to be made soon. The timers are a heap.
// Short, but it asks every task after every call whether it has ended.
#pragma once

#include <racecourse/task.h>

#include <algorithm>
#include <chrono>
#include <coroutine>
#include <cstdint>
#include <functional>
#include <queue>
#include <thread>
#include <utility>
#include <vector>

class EventLoop {
  public:
    EventLoop() = default;

    EventLoop(const EventLoop&) = delete;
    EventLoop& operator=(const EventLoop&) = delete;

    void call_soon(std::function<void()> call) { ready_.push(std::move(call)); }

    void call_later(std::chrono::milliseconds delay, std::function<void()> call) {
        timers_.push_back({std::chrono::steady_clock::now() + delay, ++last_, std::move(call)});
        std::push_heap(timers_.begin(), timers_.end(), later);
    }

    void create_task(racecourse::Task<> task) {
        new_.push_back(std::move(task));
        call_soon([this] { begin(); });
    }

    class Sleep {
      public:
        Sleep(EventLoop& loop, std::chrono::milliseconds delay) : loop_(loop), delay_(delay) {}
        bool await_ready() noexcept { return false; }
        void await_suspend(std::coroutine_handle<> sleeper) {
            const auto go_on = [sleeper] { sleeper.resume(); };
            if (delay_.count() == 0) return loop_.call_soon(go_on);
            loop_.call_later(delay_, go_on);
        }
        void await_resume() noexcept {}

      private:
        EventLoop& loop_;
        std::chrono::milliseconds delay_;
    };

    [[nodiscard]] Sleep sleep(std::chrono::milliseconds delay) { return Sleep(*this, delay); }

    void run() {
        for (;;) {
            bury();
            if (!timers_.empty() && (ready_.empty() || is_due())) {
                std::this_thread::sleep_until(timers_.front().time);
                std::pop_heap(timers_.begin(), timers_.end(), later);
                const auto timer = std::move(timers_.back());
                timers_.pop_back();
                timer.call();
            } else if (!ready_.empty()) {
                const auto call = std::move(ready_.front());
                ready_.pop();
                call();
            } else {
                return;
            }
        }
    }

  private:
    struct Timer {
        std::chrono::steady_clock::time_point time;
        std::uint64_t number;
        std::function<void()> call;
    };
    static bool later(const Timer& a, const Timer& b) {
        return std::pair(a.time, a.number) > std::pair(b.time, b.number);
    }
    [[nodiscard]] bool is_due() const {
        return timers_.front().time <= std::chrono::steady_clock::now();
    }

    // The tasks begin in the order in which they were created.
    void begin() {
        tasks_.push_back(std::move(new_.front()));
        new_.erase(new_.begin());
        tasks_.back().start();
    }

    // Throws what has left the first task that has failed, if there is one.
    void bury() {
        for (auto task = tasks_.begin(); task != tasks_.end();) {
            if (!task->is_done()) {
                ++task;
                continue;
            }
            racecourse::Task<> ended = std::move(*task);
            task = tasks_.erase(task);
            ended.result();
        }
    }

    std::queue<std::function<void()>> ready_;
    std::vector<Timer> timers_;  // a heap, the earliest in front
    std::uint64_t last_ = 0;
    std::vector<racecourse::Task<>> new_;
    std::vector<racecourse::Task<>> tasks_;  // those that have begun
};
