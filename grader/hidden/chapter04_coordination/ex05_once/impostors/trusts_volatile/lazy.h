// Fails: races, race, "there_"
// Takes volatile for what makes a variable safe between threads. It only keeps the compiler from
// leaving out a read or a write; it orders nothing, and two threads that use it race.
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
        if (there_) return *value_;
        const std::lock_guard lock(mutex_);
        if (!there_) {
            value_.emplace(make_());
            there_ = true;
        }
        return *value_;
    }

  private:
    const std::function<Value()> make_;
    std::mutex mutex_;
    std::optional<Value> value_;
    volatile bool there_ = false;
};
