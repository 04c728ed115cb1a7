// Fails: speed, too slow, "wait"
// One mutex around everything is right. But the value is made once and read for ever, and all
// readers queue up for a lock that has had no purpose since.
#pragma once

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
        const std::lock_guard lock(mutex_);
        if (!value_) value_.emplace(make_());
        return *value_;
    }

  private:
    const std::function<Value()> make_;
    std::mutex mutex_;
    std::optional<Value> value_;
};
