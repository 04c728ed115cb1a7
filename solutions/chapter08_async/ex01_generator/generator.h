// A generator: a coroutine that yields values one by one, each when it is asked for.
#pragma once

#include <coroutine>
#include <cstddef>
#include <exception>
#include <iterator>
#include <optional>
#include <utility>

// What a coroutine with `co_yield` returns. T is an object type that can be moved; it need not be
// copyable, nor have a default constructor. Belongs to one thread.
template <class T>
class [[nodiscard]] Generator {
  public:
    struct promise_type;
    using Handle = std::coroutine_handle<promise_type>;

    // What the compiler asks of such a coroutine.
    // - Calling the coroutine runs nothing of its body.
    // - co_yield takes whatever a T can be made of: a variable, a constant, a temporary.
    struct promise_type {
        Generator get_return_object() { return Generator(Handle::from_promise(*this)); }
        std::suspend_always initial_suspend() noexcept { return {}; }
        // Stay suspended at the end: if the frame were gone by then, who could ask for done()?
        std::suspend_always final_suspend() noexcept { return {}; }
        std::suspend_always yield_value(T next) {
            value.emplace(std::move(next));  // the parameter itself does not live long enough
            return {};
        }
        void return_void() noexcept {}
        void unhandled_exception() noexcept { error = std::current_exception(); }

        std::optional<T> value;    // what was yielded last
        std::exception_ptr error;  // what has left the coroutine
    };

    // Takes over the coroutine. What was moved from may only be destroyed or assigned to.
    Generator(Generator&& other) noexcept : handle_(std::exchange(other.handle_, nullptr)) {}
    // The same; the coroutine that this generator had before is destroyed.
    Generator& operator=(Generator&& other) noexcept {
        Generator(std::move(other)).swap(*this);  // the temporary destroys what was ours
        return *this;
    }
    // Destroys the coroutine and all objects that live in it, wherever it stands: before its first
    // line, at a co_yield, or at its end.
    ~Generator() {
        if (handle_) handle_.destroy();
    }

    // Where the generator stands.
    class Iterator {
      public:
        using value_type = T;
        using difference_type = std::ptrdiff_t;

        explicit Iterator(Handle handle) : handle_(handle) {}

        // The value that was yielded last. Stays there until ++, however often one looks; it may be
        // changed and moved away.
        T& operator*() const { return *handle_.promise().value; }

        // Runs the coroutine to its next co_yield, or to its end. An exception that leaves the
        // coroutine comes out of here, and the generator is at its end then.
        Iterator& operator++() {
            go_on(handle_);
            return *this;
        }
        void operator++(int) { ++*this; }

        // Says whether the coroutine has ended. Runs nothing.
        bool operator==(std::default_sentinel_t) const { return handle_.done(); }

      private:
        Handle handle_;
    };

    // Runs the coroutine to its first co_yield, or to its end. Called once. An exception that
    // leaves the coroutine comes out of here.
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
