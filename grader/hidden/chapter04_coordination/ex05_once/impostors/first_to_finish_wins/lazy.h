// Fails: schedules, wrong, "make ran"
// No lock: whoever finds nothing makes a value, and the first to finish puts it in place. All get
// the same object, but it has been made more than once.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <utility>

template <class Value>
class Lazy {
  public:
    explicit Lazy(std::function<Value()> make) : make_(std::move(make)) {}

    Lazy(const Lazy&) = delete;
    Lazy& operator=(const Lazy&) = delete;
    ~Lazy() { delete value_.load(); }

    [[nodiscard]] const Value& get() {
        const Value* there = value_.load();
        if (there == nullptr) {
            auto fresh = std::make_unique<const Value>(make_());
            if (value_.compare_exchange_strong(there, fresh.get())) there = fresh.release();
        }
        return *there;
    }

  private:
    const std::function<Value()> make_;
    std::atomic<const Value*> value_{nullptr};
};
