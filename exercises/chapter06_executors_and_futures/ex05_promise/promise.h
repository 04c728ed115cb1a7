// A promise and its future, with continuations.
#pragma once

#include <racecourse/not_started.h>

#include <exception>
#include <stdexcept>
#include <type_traits>

// What is thrown by whoever sets a promise that has been set already.
class AlreadySet : public std::logic_error {
  public:
    AlreadySet() : std::logic_error("the promise has been set already") {}
};

// What a future has when its promise was destroyed without having been set.
class BrokenPromise : public std::runtime_error {
  public:
    BrokenPromise() : std::runtime_error("the promise was broken") {}
};

// A result that will be there one day: a value, or an exception. All copies of a future stand for
// the same result, and any thread may use any of them at any time.
template <class T>
class Future {
  public:
    // Says whether the result is there.
    [[nodiscard]] bool is_ready() const { racecourse::not_started("Future::is_ready"); }

    // Waits, asleep, until the result is there. Returns a copy of the value or throws the
    // exception. May be called often.
    T get() const { racecourse::not_started("Future::get"); }

    // Says what is to be done with the value, and returns the future of what comes of that. Does
    // not wait. `function` takes the value and returns something, not void.
    // - It is called exactly once if there is a value: by the thread that sets the promise, before
    //   set_value() returns; or at once by the thread that calls then(), if the value is there
    //   already. The returned future gets what it returns or throws.
    // - If there is an exception instead, it is not called, and the returned future gets that.
    // - It may use this future and the returned one in any way that does not wait for itself: no
    //   lock is held while it runs. There may be any number of continuations.
    template <class Function>
    Future<std::invoke_result_t<Function&, T>> then(Function function) const {
        racecourse::not_started("Future::then");
    }
};

// The other end: where the result is set, once. Can be moved and not copied. What is moved from
// stands for nothing any more: it may only be destroyed or assigned to.
template <class T>
class Promise {
  public:
    Promise() {}
    Promise(Promise&& other) noexcept {}
    Promise& operator=(Promise&& other) noexcept { return *this; }

    // If nothing has been set, the future gets a BrokenPromise. The same when another promise is
    // assigned to this one.
    ~Promise() {}

    // May be called often: all futures of one promise stand for the same result.
    [[nodiscard]] Future<T> future() const { racecourse::not_started("Promise::future"); }

    // Set the result, wake all who wait for it and call the continuations. Several threads may try
    // at once: one of them sets it, the others get an AlreadySet exception and change nothing.
    void set_value(T value) { racecourse::not_started("Promise::set_value"); }
    void set_exception(std::exception_ptr error) {
        racecourse::not_started("Promise::set_exception");
    }
};
