// A barrier: the members of a group wait for each other at the end of each round.
#pragma once

#include <racecourse/not_started.h>

#include <functional>

// A group of threads works in rounds. Whoever has done his part of a round arrives, and nobody goes
// on before all have arrived. Then the next round begins, at the same barrier.
class Barrier {
  public:
    // A group of `members` threads, at least one. `completion`, if there is one, runs once at the
    // end of each round: in the thread that arrived last, after all have arrived and before any of
    // them goes on. So whatever a member did before it arrived is seen by `completion`, and
    // whatever `completion` does is seen by every member that goes on. It does not throw, and it
    // does not use the barrier.
    explicit Barrier(int members, std::function<void()> completion = {}) {}

    Barrier(const Barrier&) = delete;
    Barrier& operator=(const Barrier&) = delete;

    // Ends this thread's part of the round, and waits, asleep, until all members have arrived. A
    // thread that goes on may arrive again at once, when others have not woken up yet: its arrival
    // belongs to the next round, and keeps nobody of this round from going on.
    void arrive_and_wait() { racecourse::not_started("Barrier::arrive_and_wait"); }

    // Ends this thread's part of the round, and leaves the group: from the next round on there is
    // one member less. Does not wait for the others. If they have all arrived already, this ends
    // the round.
    void arrive_and_drop() { racecourse::not_started("Barrier::arrive_and_drop"); }
};
