// A task: a coroutine that others can await.
#pragma once

#include <racecourse/not_started.h>

#include <coroutine>

// What has come of a task. A promise has either return_value or return_void, so this part of it is
// there twice.
template <class T>
struct Outcome {
    void return_value(T value) {}
};
template <>
struct Outcome<void> {
    void return_void() noexcept {}
};

// What a coroutine with `co_await` and `co_return` returns: `Task<int>`, or `Task<>` if nothing
// comes of it. T is an object type that can be moved, or void; it need not be copyable, nor have a
// default constructor.
// Calling the coroutine runs nothing of its body. It is begun once, by co_await or by start().
template <class T = void>
class [[nodiscard]] Task {
  public:
    // What the compiler asks of such a coroutine. The names are fixed, all else is yours.
    struct promise_type : Outcome<T> {
        Task get_return_object() { racecourse::not_started("Task::promise_type"); }
        std::suspend_always initial_suspend() noexcept { return {}; }
        std::suspend_always final_suspend() noexcept { return {}; }
        void unhandled_exception() noexcept {}
    };

    // Takes over the coroutine. What was moved from may only be destroyed or assigned to.
    Task(Task&& other) noexcept {}
    // The same; the coroutine that this task had before is destroyed.
    Task& operator=(Task&& other) noexcept { return *this; }
    // Destroys the coroutine and all objects that live in it, and with them the tasks that it
    // awaits: before it has begun, while it waits, or at its end. Not while it runs.
    ~Task() {}

    // What the compiler asks when somebody writes `co_await task`.
    struct Awaiter {
        bool await_ready() noexcept { return false; }
        void await_suspend(std::coroutine_handle<> awaiting) {}
        T await_resume() { racecourse::not_started("Task::Awaiter::await_resume"); }
    };

    // `co_await task`, in a coroutine of any type: begins this task and suspends the one that
    // awaits, which goes on when this task has ended and all objects in its scope are gone. That is
    // where the value comes out, moved, or the exception that has left this task.
    //
    // However many awaits follow each other in a loop or lie within each other, the stack does not
    // grow with them. (In what the compiler makes with -O2; see the chapter.)
    Awaiter operator co_await() noexcept { racecourse::not_started("Task::operator co_await"); }

    // For those who are no coroutine: begins the task. Returns when it has ended, or when it, or a
    // task that it awaits, waits for something that is not there yet. Whoever brings that resumes
    // the coroutine that waits, and then all who can go on do, as far as they can. Nobody else
    // resumes it.
    void start() { racecourse::not_started("Task::start"); }

    // Says whether it has ended, with a value or an exception. Runs nothing.
    [[nodiscard]] bool is_done() const { racecourse::not_started("Task::is_done"); }

    // What has come of it: moves the value out, or throws the exception. Called once, when it is
    // done.
    T result() { racecourse::not_started("Task::result"); }
};
