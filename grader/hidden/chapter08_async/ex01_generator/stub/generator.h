// A generator: a coroutine that yields values one by one, each when it is asked for.
#pragma once

#include <racecourse/not_started.h>

#include <coroutine>
#include <cstddef>
#include <iterator>

// What a coroutine with `co_yield` returns. T is an object type that can be moved; it need not be
// copyable, nor have a default constructor. Belongs to one thread.
template <class T>
class [[nodiscard]] Generator {
  public:
    // What the compiler asks of such a coroutine. The names are fixed, all else is yours: what the
    // functions return and do, and whatever members you add.
    // - Calling the coroutine runs nothing of its body.
    // - co_yield takes whatever a T can be made of: a variable, a constant, a temporary.
    struct promise_type {
        Generator get_return_object() { racecourse::not_started("Generator::promise_type"); }
        std::suspend_always initial_suspend() noexcept { return {}; }
        std::suspend_always final_suspend() noexcept { return {}; }
        std::suspend_always yield_value(T value) { return {}; }
        void return_void() noexcept {}
        void unhandled_exception() noexcept {}
    };

    // Takes over the coroutine. What was moved from may only be destroyed or assigned to.
    Generator(Generator&& other) noexcept {}
    // The same; the coroutine that this generator had before is destroyed.
    Generator& operator=(Generator&& other) noexcept { return *this; }
    // Destroys the coroutine and all objects that live in it, wherever it stands: before its first
    // line, at a co_yield, or at its end.
    ~Generator() {}

    // Where the generator stands.
    class Iterator {
      public:
        using value_type = T;
        using difference_type = std::ptrdiff_t;

        // The value that was yielded last. Stays there until ++, however often one looks; it may be
        // changed and moved away.
        T& operator*() const { racecourse::not_started("Generator::Iterator::operator*"); }

        // Runs the coroutine to its next co_yield, or to its end. An exception that leaves the
        // coroutine comes out of here, and the generator is at its end then.
        Iterator& operator++() { racecourse::not_started("Generator::Iterator::operator++"); }
        void operator++(int) { ++*this; }

        // Says whether the coroutine has ended. Runs nothing.
        bool operator==(std::default_sentinel_t) const {
            racecourse::not_started("Generator::Iterator::operator==");
        }
    };

    // Runs the coroutine to its first co_yield, or to its end. Called once. An exception that
    // leaves the coroutine comes out of here.
    Iterator begin() { racecourse::not_started("Generator::begin"); }

    std::default_sentinel_t end() const noexcept { return {}; }
};
