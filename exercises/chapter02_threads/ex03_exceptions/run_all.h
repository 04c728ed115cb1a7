// Runs tasks at the same time and brings home what goes wrong.
#pragma once

#include <racecourse/not_started.h>

#include <functional>
#include <stop_token>
#include <vector>

// What can be run: it may throw anything, and should end soon once its token says so.
using Task = std::function<void(std::stop_token)>;

// Runs every task in a thread of its own, all at the same time, and waits, asleep, until all
// threads have ended.
//
// When a task throws, the tokens of all tasks are asked to stop at that moment, also those of tasks
// that have not begun yet. Once all threads have ended, the exception comes to the caller: the very
// one that was thrown, whatever its type. If several tasks throw, it is the exception for which the
// others were asked to stop; what they throw after that is dropped. So a task that throws because
// it was asked to stop never hides the cause.
//
// If no task throws, no token is ever asked to stop.
inline void run_all(const std::vector<Task>& tasks) {
    racecourse::not_started("run_all");
}
