// Fails: behaviour, crash, "freed"
// A handle is only a pointer, and a moved-from generator still has it: the coroutine is destroyed
// twice.
#pragma once

#include <coroutine>
#include <cstddef>
#include <exception>
#include <iterator>
#include <optional>
#include <utility>

template <class T>
class [[nodiscard]] Generator {
  public:
    struct promise_type;
    using Handle = std::coroutine_handle<promise_type>;

    struct promise_type {
        Generator get_return_object() { return Generator(Handle::from_promise(*this)); }
        std::suspend_always initial_suspend() noexcept { return {}; }
        std::suspend_always final_suspend() noexcept { return {}; }
        std::suspend_always yield_value(T next) {
            value.emplace(std::move(next));
            return {};
        }
        void return_void() noexcept {}
        void unhandled_exception() noexcept { error = std::current_exception(); }

        std::optional<T> value;
        std::exception_ptr error;
    };

    Generator(Generator&& other) noexcept : handle_(other.handle_) {}
    Generator& operator=(Generator&& other) noexcept {
        Generator(std::move(other)).swap(*this);
        return *this;
    }
    ~Generator() {
        if (handle_) handle_.destroy();
    }

    class Iterator {
      public:
        using value_type = T;
        using difference_type = std::ptrdiff_t;

        explicit Iterator(Handle handle) : handle_(handle) {}

        T& operator*() const { return *handle_.promise().value; }

        Iterator& operator++() {
            go_on(handle_);
            return *this;
        }
        void operator++(int) { ++*this; }

        bool operator==(std::default_sentinel_t) const { return handle_.done(); }

      private:
        Handle handle_;
    };

    Iterator begin() {
        go_on(handle_);
        return Iterator(handle_);
    }

    std::default_sentinel_t end() const noexcept { return {}; }

  private:
    explicit Generator(Handle handle) : handle_(handle) {}

    void swap(Generator& other) noexcept { std::swap(handle_, other.handle_); }

    static void go_on(Handle handle) {
        handle.resume();
        if (handle.promise().error) std::rethrow_exception(handle.promise().error);
    }

    Handle handle_;
};
