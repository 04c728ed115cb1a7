// A lazy task, ready-made, for exercises whose subject is something else (you build one in chapter
// 08). It jumps from coroutine to coroutine, for which the compiler must optimise: with sanitizers
// every await takes some of the stack until the outermost coroutine waits, and ten thousand fit.
#pragma once

#include <coroutine>
#include <exception>
#include <optional>
#include <utility>

namespace racecourse {

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
    void take() const {
        if (error) std::rethrow_exception(error);
    }
    std::exception_ptr error;
};

// A coroutine that runs nothing until it is awaited or started, once. It can be moved and not
// copied, and destroys its coroutine with itself, wherever that stands. T is a type that can be
// moved, or void.
template <class T = void>
class [[nodiscard]] Task {
  public:
    struct promise_type;
    using Handle = std::coroutine_handle<promise_type>;

    struct Final {
        bool await_ready() noexcept { return false; }
        std::coroutine_handle<> await_suspend(Handle ended) noexcept {
            return ended.promise().awaiting;
        }
        void await_resume() noexcept {}
    };
    struct promise_type : Outcome<T> {
        Task get_return_object() { return Task(Handle::from_promise(*this)); }
        std::suspend_always initial_suspend() noexcept { return {}; }
        Final final_suspend() noexcept { return {}; }
        void unhandled_exception() noexcept { this->error = std::current_exception(); }

        std::coroutine_handle<> awaiting = std::noop_coroutine();
    };

    Task(Task&& other) noexcept : handle_(std::exchange(other.handle_, nullptr)) {}
    Task& operator=(Task&& other) noexcept {
        Task mine(std::move(other));  // and at the end of the block the one that was ours goes
        std::swap(handle_, mine.handle_);
        return *this;
    }
    ~Task() {
        if (handle_) handle_.destroy();
    }

    class Awaiter {
      public:
        explicit Awaiter(Handle awaited) : awaited_(awaited) {}
        bool await_ready() noexcept { return false; }
        Handle await_suspend(std::coroutine_handle<> awaiting) noexcept {
            awaited_.promise().awaiting = awaiting;
            return awaited_;
        }
        T await_resume() { return awaited_.promise().take(); }

      private:
        Handle awaited_;
    };

    // `co_await task`: begins it and goes on when it has ended, with its value or its exception.
    Awaiter operator co_await() noexcept { return Awaiter(handle_); }

    // For those who are no coroutine: begins it. Returns when it has ended or waits for something.
    void start() { handle_.resume(); }
    // Says whether it has ended.
    [[nodiscard]] bool is_done() const { return handle_.done(); }
    // What has come of it, when it is done: the value, or the exception is thrown.
    T result() { return handle_.promise().take(); }

  private:
    explicit Task(Handle handle) : handle_(handle) {}

    Handle handle_;
};

}  // namespace racecourse
