// Fails: examples, crash, "exception"
// The try block stands around the place where the threads are started and joined. An exception does
// not go from one thread to another: it ends the program.
#pragma once

#include <exception>
#include <functional>
#include <stop_token>
#include <thread>
#include <vector>

using Task = std::function<void(std::stop_token)>;

inline void run_all(const std::vector<Task>& tasks) {
    std::stop_source stop;
    try {
        std::vector<std::jthread> threads;
        for (const Task& task : tasks) threads.emplace_back([&] { task(stop.get_token()); });
        for (std::jthread& thread : threads) thread.join();
    } catch (...) {
        stop.request_stop();
        throw;
    }
}
