// Fails: behaviour, wrong, "not wait for ever"
// The destructor does nothing. Whoever waits for a promise that was given up waits for ever.
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

class AlreadySet : public std::logic_error {
  public:
    AlreadySet() : std::logic_error("the promise has been set already") {}
};

class BrokenPromise : public std::runtime_error {
  public:
    BrokenPromise() : std::runtime_error("the promise was broken") {}
};

template <class T>
class Box {
  public:
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

template <class T>
class Future {
  public:
    [[nodiscard]] bool is_ready() const { return box_->is_ready(); }

    T get() const { return box_->get(); }

    template <class Function>
    Future<std::invoke_result_t<Function&, T>> then(Function function) const {
        using Next = std::invoke_result_t<Function&, T>;
        auto promise = std::make_shared<Promise<Next>>();
        auto shared_function = std::make_shared<Function>(std::move(function));
        auto next = promise->future();
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

template <class T>
class Promise {
  public:
    Promise() : box_(std::make_shared<Box<T>>()) {}
    Promise(Promise&& other) noexcept = default;  // leaves a null pointer behind
    Promise& operator=(Promise&& other) noexcept {
        Promise(std::move(other)).box_.swap(box_);  // the temporary breaks what was ours
        return *this;
    }

    ~Promise() {}

    [[nodiscard]] Future<T> future() const { return Future<T>(box_); }

    void set_value(T value) {
        if (!box_->set(std::move(value), nullptr)) throw AlreadySet();
    }
    void set_exception(std::exception_ptr error) {
        if (!box_->set(std::nullopt, std::move(error))) throw AlreadySet();
    }

  private:
    std::shared_ptr<Box<T>> box_;
};
