// Fails: behaviour, wrong, "took the longest"
// Each worker appends its result, under a lock, so nothing is lost. But the order is that in which
// they were done.
#pragma once

#include <pthread.h>

#include <cstddef>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

struct Worker {
    std::string name;
    std::function<std::string()> work;
};

using StartThread = std::function<std::thread(const std::string& name, std::function<void()> body)>;

inline std::thread start_named(const std::string& name, std::function<void()> body) {
    return std::thread([name = name.substr(0, 15), body = std::move(body)] {
        pthread_setname_np(pthread_self(), name.c_str());
        body();
    });
}

inline std::vector<std::string> run_workers(const std::vector<Worker>& workers,
                                            const StartThread& start = start_named) {
    std::mutex mutex;
    std::vector<std::string> results;
    std::vector<std::thread> threads;
    const auto join_all = [&] {
        for (std::thread& thread : threads) thread.join();
    };
    try {
        for (const Worker& worker : workers) {
            threads.push_back(start(worker.name, [&] {
                std::string result = worker.work();
                const std::lock_guard lock(mutex);
                results.push_back(std::move(result));
            }));
        }
    } catch (...) {
        join_all();
        throw;
    }
    join_all();
    return results;
}
