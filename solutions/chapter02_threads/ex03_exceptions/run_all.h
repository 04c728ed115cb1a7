// Runs tasks at the same time and brings home what goes wrong.
#pragma once

#include <exception>
#include <functional>
#include <stop_token>
#include <thread>
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
    std::stop_source stop;
    std::exception_ptr first;  // written by one thread at most, read after all have ended
    {
        std::vector<std::jthread> threads;
        for (const Task& task : tasks) {
            threads.emplace_back([&task, &stop, &first] {
                try {
                    task(stop.get_token());
                } catch (...) {
                    // Of all threads that fail, exactly one is told that it made the request.
                    if (stop.request_stop()) first = std::current_exception();
                }
            });
        }
    }  // the jthreads are joined here
    if (first) std::rethrow_exception(first);
}
