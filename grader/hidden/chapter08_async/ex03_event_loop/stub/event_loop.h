// An event loop: many tasks that wait, in one thread.
#pragma once

#include <racecourse/not_started.h>
#include <racecourse/task.h>

#include <chrono>
#include <coroutine>
#include <functional>

// All functions are called by the one thread that calls run(), before it, in it, or after it.
class EventLoop {
  public:
    EventLoop() {}
    // Drops the calls that have not been made, and destroys the tasks that have not ended.
    ~EventLoop() {}

    EventLoop(const EventLoop&) = delete;
    EventLoop& operator=(const EventLoop&) = delete;

    // Makes `call` in run(), after all that is ready by now. Returns at once.
    void call_soon(std::function<void()> call) { racecourse::not_started("EventLoop::call_soon"); }

    // Makes `call` in run(), when `delay` has passed: not before, and as soon after it as no other
    // call is in the way, even if calls go on adding calls that are to be made soon. What is due
    // earlier is called earlier. Returns at once.
    void call_later(std::chrono::milliseconds delay, std::function<void()> call) {
        racecourse::not_started("EventLoop::call_later");
    }

    // Takes a task over, to begin it in run(), after all that is ready by now. Returns at once.
    // When the task has ended, it is destroyed, in run().
    void create_task(racecourse::Task<> task) { racecourse::not_started("EventLoop::create_task"); }

    // What `co_await loop.sleep(delay)` waits for. All else is yours.
    struct Sleep {
        bool await_ready() noexcept { return false; }
        void await_suspend(std::coroutine_handle<> sleeper) {}
        void await_resume() noexcept {}
    };

    // `co_await loop.sleep(delay)`, in a task: it goes on when `delay` has passed. Meanwhile others
    // run. A delay of 0 lets all go first who are ready.
    [[nodiscard]] Sleep sleep(std::chrono::milliseconds delay) {
        racecourse::not_started("EventLoop::sleep");
    }

    // Makes the calls and runs the tasks, until nothing is ready and nothing is due later. While
    // nothing is ready the thread is asleep. May be called again when there is more to do, but not
    // in a call or a task.
    // An exception that leaves a call or a task comes out of here. Nothing else is lost by that:
    // the next run() goes on with the rest.
    void run() { racecourse::not_started("EventLoop::run"); }
};
