// Another design: each task has a place of its own for its exception, and an atomic holds the
// number of the one that was first. It would be easy to report all failures.
#pragma once

#include <atomic>
#include <cstddef>
#include <exception>
#include <functional>
#include <stop_token>
#include <thread>
#include <vector>

using Task = std::function<void(std::stop_token)>;

inline void run_all(const std::vector<Task>& tasks) {
    std::stop_source stop;
    std::vector<std::exception_ptr> errors(tasks.size());
    std::atomic<std::ptrdiff_t> first{-1};
    std::vector<std::thread> threads;
    for (std::size_t i = 0; i < tasks.size(); ++i) {
        threads.emplace_back([&, i] {
            try {
                tasks[i](stop.get_token());
            } catch (...) {
                errors[i] = std::current_exception();
                std::ptrdiff_t none = -1;
                if (first.compare_exchange_strong(none, static_cast<std::ptrdiff_t>(i)))
                    stop.request_stop();
            }
        });
    }
    for (std::thread& thread : threads) thread.join();
    if (first >= 0) std::rethrow_exception(errors[static_cast<std::size_t>(first)]);
}
