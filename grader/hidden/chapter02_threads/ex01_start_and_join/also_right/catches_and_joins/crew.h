// Another design: no class, but a try block around the loop. Right as long as nobody adds a second
// way out; a destructor cannot be forgotten.
#pragma once

#include <pthread.h>

#include <cstddef>
#include <functional>
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
    std::vector<std::string> results(workers.size());
    std::vector<std::thread> threads;
    threads.reserve(workers.size());
    const auto join_all = [&] {
        for (std::thread& thread : threads) thread.join();
    };
    try {
        for (std::size_t i = 0; i < workers.size(); ++i) {
            threads.push_back(start(workers[i].name,
                                    [&workers, &results, i] { results[i] = workers[i].work(); }));
        }
    } catch (...) {
        join_all();
        throw;
    }
    join_all();
    return results;
}
