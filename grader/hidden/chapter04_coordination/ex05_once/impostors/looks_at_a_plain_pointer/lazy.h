// Fails: races, race, "value_"
// Double-checked locking as it was written before C++11: a quick look without the lock, and a
// second one with it. The quick look reads a plain pointer that another thread is writing.
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <utility>

template <class Value>
class Lazy {
  public:
    explicit Lazy(std::function<Value()> make) : make_(std::move(make)) {}

    Lazy(const Lazy&) = delete;
    Lazy& operator=(const Lazy&) = delete;

    [[nodiscard]] const Value& get() {
        if (!value_) {
            const std::lock_guard lock(mutex_);
            if (!value_) value_ = std::make_unique<Value>(make_());
        }
        return *value_;
    }

  private:
    const std::function<Value()> make_;
    std::mutex mutex_;
    std::unique_ptr<Value> value_;
};
