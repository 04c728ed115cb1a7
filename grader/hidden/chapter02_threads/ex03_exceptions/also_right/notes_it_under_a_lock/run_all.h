// Another design: a mutex guards the exception, and whoever is first notes his and then asks the
// others to stop. It needs no knowledge of what request_stop() returns.
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
                    const std::lock_guard lock(mutex);
                    if (!first) {
                        first = std::current_exception();
                        stop.request_stop();
                    }
                }
            });
        }
    }
    if (first) std::rethrow_exception(first);
}
