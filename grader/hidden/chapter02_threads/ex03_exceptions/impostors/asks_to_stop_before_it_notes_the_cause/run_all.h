// Fails: schedules, wrong, "stopped"
// Everything under a lock, but in the wrong order. Between the request and the note, a task that
// was asked to stop may throw, and is noted as the cause.
#pragma once

#include <exception>
#include <functional>
#include <mutex>
#include <stop_token>
#include <thread>
#include <vector>

using Task = std::function<void(std::stop_token)>;

inline void run_all(const std::vector<Task>& tasks) {
    std::stop_source stop;
    std::exception_ptr first;
    std::mutex mutex;
    {
        std::vector<std::jthread> threads;
        for (const Task& task : tasks) {
            threads.emplace_back([&] {
                try {
                    task(stop.get_token());
                } catch (...) {
                    stop.request_stop();
                    const std::lock_guard lock(mutex);
                    if (!first) first = std::current_exception();
                }
            });
        }
    }
    if (first) std::rethrow_exception(first);
}
