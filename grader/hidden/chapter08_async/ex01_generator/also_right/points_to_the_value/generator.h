// Another design: keeps no copy. A temporary that is yielded lives in the frame until the coroutine
// goes on, so its address is enough; this is what std::generator of C++23 does. Only a constant is
// copied, because the reader may change the value. An exception leaves unhandled_exception() again
// and comes out of resume() by itself.
#pragma once

#include <coroutine>
#include <cstddef>
#include <iterator>
#include <memory>
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
        std::suspend_always yield_value(T& next) noexcept {
            value = std::addressof(next);
            return {};
        }
        std::suspend_always yield_value(T&& next) noexcept {
            value = std::addressof(next);
            return {};
        }
        auto yield_value(const T& next) {
            struct Copy {
                explicit Copy(const T& original) : value(original) {}
                bool await_ready() const noexcept { return false; }
                void await_suspend(Handle handle) noexcept { handle.promise().value = &value; }
                void await_resume() const noexcept {}
                T value;
            };
            return Copy(next);
        }
        void return_void() noexcept {}
        void unhandled_exception() { throw; }

        T* value = nullptr;
    };

    Generator(Generator&& other) noexcept : handle_(std::exchange(other.handle_, nullptr)) {}
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

    static void go_on(Handle handle) { handle.resume(); }

    Handle handle_;
};
