// Fails: schedules, deadlock, "changed_"
// When make throws, the note that somebody is at it is taken away, but those who wait for that are
// not told.
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
        changed_.wait(lock, [&] { return !being_made_; });
        if (value_) return *value_;
        being_made_ = true;
        lock.unlock();
        try {
            Value fresh = make_();
            lock.lock();
            value_.emplace(std::move(fresh));
        } catch (...) {
            lock.lock();
            being_made_ = false;
            throw;
        }
        being_made_ = false;
        changed_.notify_all();
        return *value_;
    }

  private:
    const std::function<Value()> make_;
    std::mutex mutex_;
    std::condition_variable changed_;
    bool being_made_ = false;
    std::optional<Value> value_;
};
