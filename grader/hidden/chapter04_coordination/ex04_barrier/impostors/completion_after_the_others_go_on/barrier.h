// Fails: races, race, "completion"
// Wakes the others first, and runs the completion when the lock is free again, because nothing long
// should be done under a lock. The others use what completion has not made yet.
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
        if (--missing_ == 0) {
            end_round();
            lock.unlock();
            if (completion_) completion_();
            return;
        }
        round_over_.wait(lock, [&] { return round_ != my_round; });
    }

    void arrive_and_drop() {
        std::unique_lock lock(mutex_);
        --members_;
        if (--missing_ == 0) {
            end_round();
            lock.unlock();
            if (completion_) completion_();
        }
    }

  private:
    void end_round() {
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
