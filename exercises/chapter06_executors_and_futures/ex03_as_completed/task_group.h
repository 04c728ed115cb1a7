// Tasks that run at the same time, and their results in the order in which they are ready.
#pragma once

#include <racecourse/not_started.h>

#include <chrono>
#include <cstddef>
#include <exception>
#include <functional>
#include <optional>

// What a task came to.
template <class Result>
struct Outcome {
    std::size_t number = 0;       // which task: 0 for the one that was started first, then 1, ...
    std::optional<Result> value;  // what it returned; empty if it threw
    std::exception_ptr error;     // what it threw; null if it returned
};

// Any thread may call any function at any time, tasks of the group too, but nobody while it is
// destroyed. All who wait do so asleep.
template <class Result>
class TaskGroup {
  public:
    TaskGroup() {}

    // Waits until all tasks have completed. Outcomes that nobody has taken are thrown away.
    ~TaskGroup() {}

    TaskGroup(const TaskGroup&) = delete;
    TaskGroup& operator=(const TaskGroup&) = delete;

    // Starts a task in a thread of its own, so that all tasks run at the same time, and returns its
    // number. Does not wait for it.
    std::size_t start(std::function<Result()> task) { racecourse::not_started("TaskGroup::start"); }

    // Takes the outcome of the task that completed first among those not taken yet; waits if there
    // is none. Each outcome is given to one caller only, once. Returns an empty optional when
    // nothing is left, which is when the outcomes of all tasks that were started have been taken;
    // somebody who is waiting when the last one is taken by another gets that answer, too.
    [[nodiscard]] std::optional<Outcome<Result>> next() {
        racecourse::not_started("TaskGroup::next");
    }

    // The same, but waits no longer than `limit`: an empty optional says that nothing is left or
    // that nothing came in time. What comes later is not lost.
    [[nodiscard]] std::optional<Outcome<Result>> next_for(std::chrono::milliseconds limit) {
        racecourse::not_started("TaskGroup::next_for");
    }

    // Waits until all tasks that were started have completed. Takes nothing.
    void wait_all() { racecourse::not_started("TaskGroup::wait_all"); }

    // The same, but no longer than `limit`; says whether all have completed.
    [[nodiscard]] bool wait_all_for(std::chrono::milliseconds limit) {
        racecourse::not_started("TaskGroup::wait_all_for");
    }

    // How many outcomes are still to be taken, those of running tasks included.
    [[nodiscard]] std::size_t left() const { racecourse::not_started("TaskGroup::left"); }
};
