// Fails: speed, too slow, "asleep"
// Waits for the threads in a loop that asks and yields, and joins when all are done. Correct, but
// it keeps a core busy for as long as the slowest worker takes.
#pragma once

#include <pthread.h>

#include <atomic>
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
    std::atomic<std::size_t> done{0};
    std::vector<std::thread> threads;
    const auto join_all = [&] {
        while (done < threads.size()) std::this_thread::yield();
        for (std::thread& thread : threads) thread.join();
    };
    try {
        for (std::size_t i = 0; i < workers.size(); ++i) {
            threads.push_back(start(workers[i].name, [&, i] {
                results[i] = workers[i].work();
                ++done;
            }));
        }
    } catch (...) {
        join_all();
        throw;
    }
    join_all();
    return results;
}
