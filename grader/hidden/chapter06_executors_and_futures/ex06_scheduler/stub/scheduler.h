// Calls at a later time, and calls again and again, all of them from one thread.
#pragma once

#include <racecourse/not_started.h>

#include <chrono>
#include <cstdint>
#include <functional>

// Any thread may call any function at any time, the scheduled calls too, but nobody while it is
// destroyed.
class Scheduler {
  public:
    using Id = std::uint64_t;  // which call; never used again for another one

    // Starts the one thread in which all calls run, one after the other. While none is due it
    // sleeps.
    Scheduler() {}

    // What has not begun is dropped. Returns at once, or when the call that runs just now has
    // ended; nothing runs afterwards.
    ~Scheduler() {}

    Scheduler(const Scheduler&) = delete;
    Scheduler& operator=(const Scheduler&) = delete;

    // Makes `call` once, `delay` from now: not before, and as soon after it as no other call is in
    // the way. What is due earlier is called earlier, whatever the order in which it came.
    // Does not wait.
    Id call_later(std::chrono::milliseconds delay, std::function<void()> call) {
        racecourse::not_started("Scheduler::call_later");
    }

    // Makes `call` again and again: the n-th time is due n periods from now, however long the calls
    // take. When calls have been missed because one took too long, they follow at once, until the
    // time-table is kept again. The period is more than 0.
    Id call_every(std::chrono::milliseconds period, std::function<void()> call) {
        racecourse::not_started("Scheduler::call_every");
    }

    // When this has returned, the call does not run and will never run again. If it is running just
    // now, this waits until it has ended. Only where a call cancels itself, which it may, there is
    // no waiting: it ends, and is not made again.
    // Says whether it kept something from being called: false if all was over, or for an unknown
    // id.
    bool cancel(Id id) { racecourse::not_started("Scheduler::cancel"); }
};
