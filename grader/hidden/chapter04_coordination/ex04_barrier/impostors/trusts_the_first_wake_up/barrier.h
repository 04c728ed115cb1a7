// Fails: schedules, deadlock, "round_over_"
// Waits without a predicate: "who is woken was notified". That is nearly always so, but wait() may
// also return by itself, and then one goes on alone.
#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <utility>

class Barrier {
  public:
    explicit Barrier(int members, std::function<void()> completion = {})
        : members_(members), missing_(members), completion_(std::move(completion)) {}

    Barrier(const Barrier&) = delete;
    Barrier& operator=(const Barrier&) = delete;

    void arrive_and_wait() {
        std::unique_lock lock(mutex_);
        if (--missing_ == 0) {
            end_round();
            return;
        }
        round_over_.wait(lock);
    }

    void arrive_and_drop() {
        const std::lock_guard lock(mutex_);
        --members_;
        if (--missing_ == 0) end_round();
    }

  private:
    void end_round() {
        if (completion_) completion_();
        missing_ = members_;
        round_over_.notify_all();
    }

    std::mutex mutex_;
    std::condition_variable round_over_;
    int members_;  // guarded by mutex_, like all that follows
    int missing_;  // members that have not arrived in this round
    const std::function<void()> completion_;
};
