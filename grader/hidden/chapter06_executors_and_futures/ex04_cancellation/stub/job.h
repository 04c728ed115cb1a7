// A task that can be cancelled, and whose result can be waited for with a limit.
#pragma once

#include <racecourse/not_started.h>

#include <chrono>
#include <functional>
#include <stdexcept>
#include <stop_token>

// What result() throws when the job was cancelled before it had begun.
class Cancelled : public std::runtime_error {
  public:
    Cancelled() : std::runtime_error("the job was cancelled") {}
};

// What result_for() throws when its time is over.
class TimedOut : public std::runtime_error {
  public:
    TimedOut() : std::runtime_error("the job did not end in time") {}
};

enum class State {
    waiting,    // nobody has run it yet
    running,    // a thread is in the task, whether or not it was asked to stop
    done,       // the task has returned or thrown
    cancelled,  // it was cancelled while it waited, and never runs
};

// Whoever has a free thread calls run(), a worker of a pool for example; whoever needs the result
// calls result(). Any thread may call any function at any time, the task and the callbacks of its
// stop token too (but the task must not wait for its own result). All who wait do so asleep.
template <class Result>
class Job {
  public:
    // The task gets a stop token, which tells it when nobody needs it any longer.
    explicit Job(std::function<Result(std::stop_token)> task) {}

    Job(const Job&) = delete;
    Job& operator=(const Job&) = delete;

    // Runs the task here, in the calling thread, if the job is waiting; else does nothing. So the
    // task runs at most once, whoever calls this and how often. What the task throws goes to those
    // who want the result and does not leave run().
    void run() { racecourse::not_started("Job::run"); }

    // Waiting: the job is cancelled. It never runs, and everybody who waits for its result gets
    // Cancelled at once. Returns true; also when it was cancelled before.
    // Running: asks the task to stop, through its token, and returns false. The job goes on being
    // `running` until the task has ended, and its result is what the task makes of it.
    // Done: returns false.
    bool cancel() { racecourse::not_started("Job::cancel"); }

    // Waits until the job is done or cancelled. Returns a copy of what the task returned, throws
    // what it threw, or throws Cancelled. May be called often.
    Result result() { racecourse::not_started("Job::result"); }

    // The same, but waits no longer than `limit`. If the job has not ended then, nobody needs it
    // any longer: it is cancelled as by cancel(), and this throws TimedOut without waiting for the
    // task.
    Result result_for(std::chrono::milliseconds limit) {
        racecourse::not_started("Job::result_for");
    }

    [[nodiscard]] State state() const { racecourse::not_started("Job::state"); }
};
