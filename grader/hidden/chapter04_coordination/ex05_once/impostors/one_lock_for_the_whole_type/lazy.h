// Fails: behaviour, deadlock, "mutex"
// Each object needs the lock only once, so all share one. But make may ask another object, and then
// this thread wants the lock that it has.
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
            value_.emplace(make_());
            ready_.store(&*value_);
        }
        return *value_;
    }

  private:
    const std::function<Value()> make_;
    inline static std::mutex mutex_;
    std::optional<Value> value_;
    std::atomic<const Value*> ready_{nullptr};
};
