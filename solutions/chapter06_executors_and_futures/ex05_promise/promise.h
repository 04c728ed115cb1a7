// A promise and its future, with continuations.
#pragma once

#include <condition_variable>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <type_traits>
#include <utility>
#include <vector>

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

// What a promise and its futures share: a box for one result, which never changes once it is there.
template <class T>
class Box {
  public:
    // Says whether it was the first.
    bool set(std::optional<T> value, std::exception_ptr error) {
        std::vector<std::function<void()>> continuations;
        {
            const std::lock_guard lock(mutex_);
            if (ready_) return false;
            value_ = std::move(value);
            error_ = error;
            ready_ = true;
            continuations.swap(continuations_);
            set_.notify_all();
        }
        for (const auto& continuation : continuations) continuation();  // without the lock
        return true;
    }
    bool is_ready() const {
        const std::lock_guard lock(mutex_);
        return ready_;
    }
    const T& get() const {
        std::unique_lock lock(mutex_);
        set_.wait(lock, [this] { return ready_; });
        if (error_) std::rethrow_exception(error_);
        return *value_;
    }
    // Calls it when the result is there, which may be now.
    void when_ready(std::function<void()> continuation) {
        {
            const std::lock_guard lock(mutex_);
            if (!ready_) {  // then set() will find it in the list
                continuations_.push_back(std::move(continuation));
                return;
            }
        }
        continuation();
    }

  private:
    mutable std::mutex mutex_;
    mutable std::condition_variable set_;
    bool ready_ = false;                                // guarded by mutex_, as are the others
    std::optional<T> value_;                            // constant once ready_ is true
    std::exception_ptr error_;                          // the same
    std::vector<std::function<void()>> continuations_;  // empty once ready_ is true
};

template <class T>
class Promise;

// A result that will be there one day: a value, or an exception. All copies of a future stand for
// the same result, and any thread may use any of them at any time.
template <class T>
class Future {
  public:
    // Says whether the result is there.
    [[nodiscard]] bool is_ready() const { return box_->is_ready(); }

    // Waits, asleep, until the result is there. Returns a copy of the value or throws the
    // exception. May be called often.
    T get() const { return box_->get(); }

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
        using Next = std::invoke_result_t<Function&, T>;
        // Shared, because a std::function must be able to copy what it holds.
        auto promise = std::make_shared<Promise<Next>>();
        auto shared_function = std::make_shared<Function>(std::move(function));
        auto next = promise->future();
        // The box and what waits in it hold each other, until the result is set: and it will be,
        // because a promise sets it at the latest when it is destroyed.
        box_->when_ready([box = box_, promise, shared_function] {
            std::optional<Next> value;
            try {
                value.emplace((*shared_function)(T(box->get())));
            } catch (...) {
                promise->set_exception(std::current_exception());
                return;
            }
            promise->set_value(std::move(*value));
        });
        return next;
    }

  private:
    friend class Promise<T>;
    explicit Future(std::shared_ptr<Box<T>> box) : box_(std::move(box)) {}

    std::shared_ptr<Box<T>> box_;
};

// The other end: where the result is set, once. Can be moved and not copied. What is moved from
// stands for nothing any more: it may only be destroyed or assigned to.
template <class T>
class Promise {
  public:
    Promise() : box_(std::make_shared<Box<T>>()) {}
    Promise(Promise&& other) noexcept = default;  // leaves a null pointer behind
    Promise& operator=(Promise&& other) noexcept {
        Promise(std::move(other)).box_.swap(box_);  // the temporary breaks what was ours
        return *this;
    }

    // If nothing has been set, the future gets a BrokenPromise. The same when another promise is
    // assigned to this one.
    ~Promise() {
        if (box_) box_->set(std::nullopt, std::make_exception_ptr(BrokenPromise()));
    }

    // May be called often: all futures of one promise stand for the same result.
    [[nodiscard]] Future<T> future() const { return Future<T>(box_); }

    // Set the result, wake all who wait for it and call the continuations. Several threads may try
    // at once: one of them sets it, the others get an AlreadySet exception and change nothing.
    void set_value(T value) {
        if (!box_->set(std::move(value), nullptr)) throw AlreadySet();
    }
    void set_exception(std::exception_ptr error) {
        if (!box_->set(std::nullopt, std::move(error))) throw AlreadySet();
    }

  private:
    std::shared_ptr<Box<T>> box_;
};
