// Fails: schedules, wrong, "completion"
// The lock is free while the completion runs, and whoever wakes up and sees that nobody is missing
// runs it. That is the last one to arrive; but a waiter may wake up by itself at that moment, and
// runs it a second time.
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
        const long my_round = round_;
        --missing_;
        while (round_ == my_round) {
            if (missing_ == 0) {
                end_round(lock);
            } else {
                round_over_.wait(lock);
            }
        }
    }

    void arrive_and_drop() {
        std::unique_lock lock(mutex_);
        --members_;
        if (--missing_ == 0) end_round(lock);
    }

  private:
    void end_round(std::unique_lock<std::mutex>& lock) {
        lock.unlock();
        if (completion_) completion_();
        lock.lock();
        missing_ = members_;
        ++round_;
        round_over_.notify_all();
    }

    std::mutex mutex_;
    std::condition_variable round_over_;
    int members_;  // guarded by mutex_, like all that follows
    int missing_;  // members that have not arrived in this round
    long round_ = 0;
    const std::function<void()> completion_;
};
