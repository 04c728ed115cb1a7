// Fails: schedules, deadlock, "round_over_"
// Counts down with an atomic, because that needs no lock, and notes the number of the round when it
// has the lock to wait with. By then the last one may have come and ended the round: this thread
// notes the next round's number, and waits for a round that cannot end without it.
#pragma once

#include <atomic>
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
        const bool last = missing_.fetch_sub(1) == 1;
        std::unique_lock lock(mutex_);
        if (last) {
            end_round();
            return;
        }
        const long my_round = round_;
        round_over_.wait(lock, [&] { return round_ != my_round; });
    }

    void arrive_and_drop() {
        const std::lock_guard lock(mutex_);
        --members_;
        if (missing_.fetch_sub(1) == 1) end_round();
    }

  private:
    void end_round() {
        if (completion_) completion_();
        missing_ = members_;
        ++round_;
        round_over_.notify_all();
    }

    std::mutex mutex_;
    std::condition_variable round_over_;
    int members_;               // guarded by mutex_, like all that follows
    std::atomic<int> missing_;  // members that have not arrived in this round
    long round_ = 0;
    const std::function<void()> completion_;
};
