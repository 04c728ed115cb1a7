// Fails: schedules, wrong, "failure"
// Whoever waited for the value gets what became of it, also if that is an exception. The next one
// who asks makes it anew; but those who waited have been told of a failure that was not theirs.
#pragma once

#include <condition_variable>
#include <exception>
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
        if (being_made_) {
            const int this_attempt = attempt_;
            changed_.wait(lock, [&] { return !being_made_ || attempt_ != this_attempt; });
            if (!value_ && failure_) std::rethrow_exception(failure_);
            changed_.wait(lock, [&] { return !being_made_; });
        }
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
            ++attempt_;
            failure_ = std::current_exception();
            changed_.notify_all();
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
    int attempt_ = 0;
    std::exception_ptr failure_;
    std::optional<Value> value_;
};
