// Fails: examples, deadlock, "changed_"
// Notes that the value is being made, and never takes the note away when make throws: all who ask
// later wait for somebody who has given up.
#pragma once

#include <condition_variable>
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
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [&] { return value_ || !being_made_; });
        if (!value_) {
            being_made_ = true;
            lock.unlock();
            Value fresh = make_();
            lock.lock();
            value_.emplace(std::move(fresh));
            changed_.notify_all();
        }
        return *value_;
    }

  private:
    const std::function<Value()> make_;
    std::mutex mutex_;
    std::condition_variable changed_;
    bool being_made_ = false;
    std::optional<Value> value_;
};
