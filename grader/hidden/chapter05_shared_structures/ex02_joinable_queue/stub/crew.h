// A crew of threads that do jobs from a queue.
#pragma once

#include <racecourse/not_started.h>

#include <functional>

#include "joinable_queue.h"

// Any thread may call any function at any time, a job as well, unless it says otherwise.
class Crew {
  public:
    using Job = std::function<void()>;

    // Starts `workers` threads. Each does one job after the other, in the order in which they were
    // handed in; different workers do different jobs at the same time.
    explicit Crew(int workers) {}

    // Waits until all jobs are done, also those that jobs hand in, and then ends the threads.
    // Nobody else uses the crew by then.
    ~Crew() {}

    Crew(const Crew&) = delete;
    Crew& operator=(const Crew&) = delete;

    // Hands in a job, which some worker will do. A job that throws counts as failed; the worker
    // goes on with the next.
    void hand_in(Job job) { racecourse::not_started("Crew::hand_in"); }

    // Waits until all jobs are done, also those that jobs hand in. The crew can be used again
    // afterwards. A job must not call this: it would wait for its own end.
    void wait() { racecourse::not_started("Crew::wait"); }

    // How many jobs have failed. After wait() it counts all of them.
    [[nodiscard]] int failed() const { racecourse::not_started("Crew::failed"); }
};
