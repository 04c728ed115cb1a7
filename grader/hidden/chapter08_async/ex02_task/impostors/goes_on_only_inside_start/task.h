// Fails: behaviour, wrong, "up to the first"
// The loop of start() resumes one after the other, as it should. But when a bell resumes a
// coroutine later, no loop runs any more, and the one that is handed over stays where it is.
#pragma once

#include <coroutine>
#include <deque>
#include <exception>
#include <optional>
#include <utility>

class Relay {
  public:
    static void run(std::coroutine_handle<> first) {
        Relay relay;
        relay.next_.push_back(first);
        while (!relay.next_.empty()) {
            const auto next = relay.next_.front();
            relay.next_.pop_front();
            next.resume();
        }
    }

    static void hand_over(std::coroutine_handle<> next) {
        if (innermost_ != nullptr) innermost_->next_.push_back(next);
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
        void await_suspend(Handle ended) noexcept {
            if (const auto awaiting = ended.promise().awaiting) Relay::hand_over(awaiting);
        }
        void await_resume() noexcept {}
    };

    struct promise_type : Outcome<T> {
        Task get_return_object() { return Task(Handle::from_promise(*this)); }
        std::suspend_always initial_suspend() noexcept { return {}; }
        Final final_suspend() noexcept { return {}; }
        void unhandled_exception() noexcept { this->error = std::current_exception(); }

        std::coroutine_handle<> awaiting;
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
            Relay::hand_over(awaited_);
        }
        T await_resume() { return awaited_.promise().take(); }

      private:
        Handle awaited_;
    };

    Awaiter operator co_await() noexcept { return Awaiter(handle_); }

    void start() { Relay::run(handle_); }

    [[nodiscard]] bool is_done() const { return handle_.done(); }

    T result() { return handle_.promise().take(); }

  private:
    explicit Task(Handle handle) : handle_(handle) {}

    void swap(Task& other) noexcept { std::swap(handle_, other.handle_); }

    Handle handle_;
};
