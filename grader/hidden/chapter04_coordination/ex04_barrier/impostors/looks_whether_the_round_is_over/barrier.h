// Fails: speed, too slow, "processor"
// Every function is right, but who waits asks again and again, and gives the processor away only
// for a moment.
#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>
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
            return;
        }
        while (round_ == my_round) {
            lock.unlock();
            std::this_thread::yield();
            lock.lock();
        }
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
