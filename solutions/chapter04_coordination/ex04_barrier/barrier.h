// A barrier: the members of a group wait for each other at the end of each round.
#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <utility>

// A group of threads works in rounds. Whoever has done his part of a round arrives, and nobody goes
// on before all have arrived. Then the next round begins, at the same barrier.
class Barrier {
  public:
    // A group of `members` threads, at least one. `completion`, if there is one, runs once at the
    // end of each round: in the thread that arrived last, after all have arrived and before any of
    // them goes on. So whatever a member did before it arrived is seen by `completion`, and
    // whatever `completion` does is seen by every member that goes on. It does not throw, and it
    // does not use the barrier.
    explicit Barrier(int members, std::function<void()> completion = {})
        : members_(members), missing_(members), completion_(std::move(completion)) {}

    Barrier(const Barrier&) = delete;
    Barrier& operator=(const Barrier&) = delete;

    // Ends this thread's part of the round, and waits, asleep, until all members have arrived. A
    // thread that goes on may arrive again at once, when others have not woken up yet: its arrival
    // belongs to the next round, and keeps nobody of this round from going on.
    void arrive_and_wait() {
        std::unique_lock lock(mutex_);
        const long my_round = round_;
        if (--missing_ == 0) {
            end_round();
            return;
        }
        round_over_.wait(lock, [&] { return round_ != my_round; });
    }

    // Ends this thread's part of the round, and leaves the group: from the next round on there is
    // one member less. Does not wait for the others. If they have all arrived already, this ends
    // the round.
    void arrive_and_drop() {
        const std::lock_guard lock(mutex_);
        --members_;
        if (--missing_ == 0) end_round();
    }

  private:
    // Called with the lock held, by whoever arrived last.
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
    // Counts the rounds: "my round is over" stays true when the next one has begun.
    long round_ = 0;
    const std::function<void()> completion_;
};
