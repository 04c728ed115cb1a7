// Fails: races, race, "first"
// "If there is none yet, this one is the first." Two threads may ask at the same time, and both
// write.
#pragma once

#include <exception>
#include <functional>
#include <stop_token>
#include <thread>
#include <vector>

using Task = std::function<void(std::stop_token)>;

inline void run_all(const std::vector<Task>& tasks) {
    std::stop_source stop;
    std::exception_ptr first;
    {
        std::vector<std::jthread> threads;
        for (const Task& task : tasks) {
            threads.emplace_back([&] {
                try {
                    task(stop.get_token());
                } catch (...) {
                    if (!first) first = std::current_exception();
                    stop.request_stop();
                }
            });
        }
    }
    if (first) std::rethrow_exception(first);
}
