// Fails: behaviour, wrong, "asked to stop"
// Futures carry exceptions, and get() throws them. But get() is called in the order of the tasks:
// while it waits for the first, nobody learns that the second has failed.
#pragma once

#include <exception>
#include <functional>
#include <future>
#include <stop_token>
#include <thread>
#include <vector>

using Task = std::function<void(std::stop_token)>;

inline void run_all(const std::vector<Task>& tasks) {
    std::stop_source stop;
    std::vector<std::future<void>> results;
    for (const Task& task : tasks) {
        results.push_back(
            std::async(std::launch::async, [&task, token = stop.get_token()] { task(token); }));
    }
    std::exception_ptr first;
    for (std::future<void>& result : results) {
        try {
            result.get();
        } catch (...) {
            if (stop.request_stop()) first = std::current_exception();
        }
    }
    if (first) std::rethrow_exception(first);
}
