// Fails: behaviour, wrong, "only when both have ended"
// Saves the program from std::terminate by detaching what runs when one thread cannot start. The
// caller learns of the failure while two workers still use what it is about to destroy.
#pragma once

#include <pthread.h>

#include <cstddef>
#include <functional>
#include <memory>
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
    auto results = std::make_shared<std::vector<std::string>>(workers.size());
    std::vector<std::thread> threads;
    try {
        for (std::size_t i = 0; i < workers.size(); ++i) {
            threads.push_back(start(
                workers[i].name, [work = workers[i].work, results, i] { (*results)[i] = work(); }));
        }
    } catch (...) {
        for (std::thread& thread : threads) thread.detach();
        throw;
    }
    for (std::thread& thread : threads) thread.join();
    return *results;
}
