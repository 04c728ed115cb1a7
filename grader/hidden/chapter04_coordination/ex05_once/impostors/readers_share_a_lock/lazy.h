// Fails: speed, too slow, "none has a reason to wait"
// Readers do not wait for each other: they share the lock. But each of them writes into it that
// there is one reader more, and all processors take turns at that one place.
#pragma once

#include <functional>
#include <mutex>
#include <optional>
#include <shared_mutex>
#include <utility>

template <class Value>
class Lazy {
  public:
    explicit Lazy(std::function<Value()> make) : make_(std::move(make)) {}

    Lazy(const Lazy&) = delete;
    Lazy& operator=(const Lazy&) = delete;

    [[nodiscard]] const Value& get() {
        {
            const std::shared_lock reading(mutex_);
            if (value_) return *value_;
        }
        const std::lock_guard writing(mutex_);
        if (!value_) value_.emplace(make_());
        return *value_;
    }

  private:
    const std::function<Value()> make_;
    std::shared_mutex mutex_;
    std::optional<Value> value_;
};
