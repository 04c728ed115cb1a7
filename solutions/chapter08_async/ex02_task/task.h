// A task: a coroutine that others can await.
#pragma once

#include <coroutine>
#include <deque>
#include <exception>
#include <optional>
#include <utility>

// Resumes coroutines one after the other, from one loop: whoever would resume another one hands it
// over and returns. If each resumed the next itself, the stack would grow with every await.
class Relay {
  public:
    // Resumes `first`, and whoever is handed over until nobody is left.
    static void run(std::coroutine_handle<> first) {
        Relay relay;
        relay.next_.push_back(first);
        while (!relay.next_.empty()) {
            const auto next = relay.next_.front();
            relay.next_.pop_front();
            next.resume();
        }
    }

    // For the loop of this thread that is running; if none is, this is the place to begin one.
    static void hand_over(std::coroutine_handle<> next) {
        if (innermost_ == nullptr) return run(next);
        innermost_->next_.push_back(next);
    }

    Relay(const Relay&) = delete;
    Relay& operator=(const Relay&) = delete;

  private:
    Relay() : outer_(std::exchange(innermost_, this)) {}
    ~Relay() { innermost_ = outer_; }

    static inline thread_local Relay* innermost_ = nullptr;
    Relay* outer_;
    std::deque<std::coroutine_handle<>> next_;
};

// What has come of a task. A promise has either return_value or return_void, so this part of it is
// there twice.
template <class T>
struct Outcome {
    void return_value(T result) { value.emplace(std::move(result)); }
    T take() {
        if (error) std::rethrow_exception(error);
        return std::move(*value);
    }
    std::optional<T> value;
    std::exception_ptr error;
};
template <>
struct Outcome<void> {
    void return_void() noexcept {}
    void take() {
        if (error) std::rethrow_exception(error);
    }
    std::exception_ptr error;
};

// What a coroutine with `co_await` and `co_return` returns: `Task<int>`, or `Task<>` if nothing
// comes of it. T is an object type that can be moved, or void; it need not be copyable, nor have a
// default constructor.
// Calling the coroutine runs nothing of its body. It is begun once, by co_await or by start().
template <class T = void>
class [[nodiscard]] Task {
  public:
    struct promise_type;
    using Handle = std::coroutine_handle<promise_type>;

    // At its end a task hands over to the one that awaits it. Only here: the objects in its scope
    // are gone, and it is suspended, so the other may destroy it.
    struct Final {
        bool await_ready() noexcept { return false; }
        void await_suspend(Handle ended) noexcept {
            if (const auto awaiting = ended.promise().awaiting) Relay::hand_over(awaiting);
        }
        void await_resume() noexcept {}
    };

    // What the compiler asks of such a coroutine.
    struct promise_type : Outcome<T> {
        Task get_return_object() { return Task(Handle::from_promise(*this)); }
        std::suspend_always initial_suspend() noexcept { return {}; }
        Final final_suspend() noexcept { return {}; }
        void unhandled_exception() noexcept { this->error = std::current_exception(); }

        std::coroutine_handle<> awaiting;  // goes on when this one has ended
    };

    // Takes over the coroutine. What was moved from may only be destroyed or assigned to.
    Task(Task&& other) noexcept : handle_(std::exchange(other.handle_, nullptr)) {}
    // The same; the coroutine that this task had before is destroyed.
    Task& operator=(Task&& other) noexcept {
        Task(std::move(other)).swap(*this);  // the temporary destroys what was ours
        return *this;
    }
    // Destroys the coroutine and all objects that live in it, and with them the tasks that it
    // awaits: before it has begun, while it waits, or at its end. Not while it runs.
    ~Task() {
        if (handle_) handle_.destroy();
    }

    // What the compiler asks when somebody writes `co_await task`.
    class Awaiter {
      public:
        explicit Awaiter(Handle awaited) : awaited_(awaited) {}
        bool await_ready() noexcept { return false; }
        void await_suspend(std::coroutine_handle<> awaiting) {
            awaited_.promise().awaiting = awaiting;
            Relay::hand_over(awaited_);  // the last thing: this awaiter may be gone afterwards
        }
        T await_resume() { return awaited_.promise().take(); }

      private:
        Handle awaited_;
    };

    // `co_await task`, in a coroutine of any type: begins this task and suspends the one that
    // awaits, which goes on when this task has ended and all objects in its scope are gone. That is
    // where the value comes out, moved, or the exception that has left this task.
    //
    // However many awaits follow each other in a loop or lie within each other, the stack does not
    // grow with them. (In what the compiler makes with -O2; see the chapter.)
    Awaiter operator co_await() noexcept { return Awaiter(handle_); }

    // For those who are no coroutine: begins the task. Returns when it has ended, or when it, or a
    // task that it awaits, waits for something that is not there yet. Whoever brings that resumes
    // the coroutine that waits, and then all who can go on do, as far as they can. Nobody else
    // resumes it.
    void start() { Relay::run(handle_); }

    // Says whether it has ended, with a value or an exception. Runs nothing.
    [[nodiscard]] bool is_done() const { return handle_.done(); }

    // What has come of it: moves the value out, or throws the exception. Called once, when it is
    // done.
    T result() { return handle_.promise().take(); }

  private:
    explicit Task(Handle handle) : handle_(handle) {}

    void swap(Task& other) noexcept { std::swap(handle_, other.handle_); }

    Handle handle_;
};
