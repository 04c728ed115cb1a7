// Fails: behaviour, crash, "exception"
// Catches std::exception, "which everything derives from". One may throw anything.
#pragma once

#include <exception>
#include <functional>
#include <stop_token>
#include <thread>
#include <vector>

using Task = std::function<void(std::stop_token)>;

inline void run_all(const std::vector<Task>& tasks) {
    std::stop_source stop;
    std::exception_ptr first;  // written by one thread at most, read after all have ended
    {
        std::vector<std::jthread> threads;
        for (const Task& task : tasks) {
            threads.emplace_back([&task, &stop, &first] {
                try {
                    task(stop.get_token());
                } catch (const std::exception&) {
                    // Of all threads that fail, exactly one is told that it made the request.
                    if (stop.request_stop()) first = std::current_exception();
                }
            });
        }
    }  // the jthreads are joined here
    if (first) std::rethrow_exception(first);
}
