// Fails: examples, wrong, "throw"
// A thread must not end by an exception, so each one is caught. And that is all that happens to it.
#pragma once

#include <exception>
#include <functional>
#include <stop_token>
#include <thread>
#include <vector>

using Task = std::function<void(std::stop_token)>;

inline void run_all(const std::vector<Task>& tasks) {
    std::stop_source stop;
    std::vector<std::jthread> threads;
    for (const Task& task : tasks) {
        threads.emplace_back([&] {
            try {
                task(stop.get_token());
            } catch (...) {
                stop.request_stop();
            }
        });
    }
    for (std::jthread& thread : threads) thread.join();
}
