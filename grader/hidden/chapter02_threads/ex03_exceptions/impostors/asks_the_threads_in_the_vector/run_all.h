// Fails: races, race, "threads"
// Every jthread has a token of its own, so whoever fails asks each of them in turn. But the caller
// may still be adding threads to that vector.
#pragma once

#include <atomic>
#include <exception>
#include <functional>
#include <stop_token>
#include <thread>
#include <vector>

using Task = std::function<void(std::stop_token)>;

inline void run_all(const std::vector<Task>& tasks) {
    std::atomic<bool> failed{false};
    std::exception_ptr first;
    std::vector<std::jthread> threads;
    threads.reserve(tasks.size());
    for (const Task& task : tasks) {
        threads.emplace_back([&](std::stop_token token) {
            try {
                task(token);
            } catch (...) {
                if (!failed.exchange(true)) {
                    first = std::current_exception();
                    for (std::jthread& thread : threads) thread.request_stop();
                }
            }
        });
    }
    for (std::jthread& thread : threads) thread.join();
    if (first) std::rethrow_exception(first);
}
