// Another design: looks without the lock first, at an atomic pointer that is set when the value is
// complete. Whoever sees it set sees the value, too. That is all there is to "double-checked
// locking", and what call_once does inside; here one can add more, such as a look that never waits.
#pragma once

#include <atomic>
#include <functional>
#include <mutex>
#include <optional>
#include <utility>

template <class Value>
class Lazy {
  public:
    explicit Lazy(std::function<Value()> make) : make_(std::move(make)) {}

    Lazy(const Lazy&) = delete;
    Lazy& operator=(const Lazy&) = delete;

    [[nodiscard]] const Value& get() {
        if (const Value* ready = ready_.load()) return *ready;
        const std::lock_guard lock(mutex_);
        if (!value_) {
            value_.emplace(make_());  // if it throws, the lock goes and the next one tries
            ready_.store(&*value_);
        }
        return *value_;
    }

  private:
    const std::function<Value()> make_;
    std::mutex mutex_;
    std::optional<Value> value_;  // guarded by mutex_ until it is published
    std::atomic<const Value*> ready_{nullptr};
};
