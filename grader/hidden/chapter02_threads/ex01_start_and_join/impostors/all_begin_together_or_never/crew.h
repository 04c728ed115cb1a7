// Fails: behaviour, deadlock, "waits"
// All threads wait at a latch so that they begin at the same moment. When one cannot start, the
// latch never opens: those that were started wait for it for ever, and the join for them.
#pragma once

#include <pthread.h>

#include <cstddef>
#include <functional>
#include <latch>
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
    std::latch all_here(static_cast<std::ptrdiff_t>(workers.size()));
    std::vector<std::thread> threads;
    const auto join_all = [&] {
        for (std::thread& thread : threads) thread.join();
    };
    try {
        for (std::size_t i = 0; i < workers.size(); ++i) {
            threads.push_back(start(workers[i].name, [&, i] {
                all_here.arrive_and_wait();
                results[i] = workers[i].work();
            }));
        }
    } catch (...) {
        join_all();
        throw;
    }
    join_all();
    return results;
}
