// Fails: speed, wrong, "bytes for each"
// Each resumes the next with a call, which returns when that one is suspended. It works, until the
// awaits are many: every one leaves two calls on the stack.
#pragma once

#include <coroutine>
#include <exception>
#include <optional>
#include <utility>

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

template <class T = void>
class [[nodiscard]] Task {
  public:
    struct promise_type;
    using Handle = std::coroutine_handle<promise_type>;

    struct Final {
        bool await_ready() noexcept { return false; }
        void await_suspend(Handle ended) noexcept { ended.promise().awaiting.resume(); }
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
        Task(std::move(other)).swap(*this);
        return *this;
    }
    ~Task() {
        if (handle_) handle_.destroy();
    }

    class Awaiter {
      public:
        explicit Awaiter(Handle awaited) : awaited_(awaited) {}
        bool await_ready() noexcept { return false; }
        void await_suspend(std::coroutine_handle<> awaiting) {
            awaited_.promise().awaiting = awaiting;
            awaited_.resume();
        }
        T await_resume() { return awaited_.promise().take(); }

      private:
        Handle awaited_;
    };

    Awaiter operator co_await() noexcept { return Awaiter(handle_); }

    void start() { handle_.resume(); }

    [[nodiscard]] bool is_done() const { return handle_.done(); }

    T result() { return handle_.promise().take(); }

  private:
    explicit Task(Handle handle) : handle_(handle) {}

    void swap(Task& other) noexcept { std::swap(handle_, other.handle_); }

    Handle handle_;
};
