// A task that is repeated in the background.
#pragma once

#include <racecourse/not_started.h>

#include <chrono>
#include <functional>

// Calls a function again and again in the background, until it is stopped or destroyed.
class Heartbeat {
  public:
    // From now on, calls beat() in a thread of its own: for the first time when one period has
    // passed, then again after each further period. beat must not throw.
    Heartbeat(std::chrono::milliseconds period, std::function<void()> beat) {}

    // Stops, as stop() does. A Heartbeat that is gone has no thread and never beats again.
    ~Heartbeat() {}

    Heartbeat(const Heartbeat&) = delete;
    Heartbeat& operator=(const Heartbeat&) = delete;

    // No beat begins after this has returned, and none is running any more. It does not wait for
    // the end of the period, however long that is: if no beat is running, it takes no more than a
    // millisecond or two. If one is, it waits, asleep, until that has ended.
    //
    // May be called more than once, and by several threads at the same time: to each of them the
    // same is promised. Only beat itself must not call it.
    void stop() { racecourse::not_started("Heartbeat::stop"); }
};
