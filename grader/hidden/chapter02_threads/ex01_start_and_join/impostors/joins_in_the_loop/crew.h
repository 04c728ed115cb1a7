// Fails: speed, too slow, "100 ms"
// Everything is started and joined, and each is joined before the next is started. The threads are
// there for nothing: it is a sequential program.
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
    for (std::size_t i = 0; i < workers.size(); ++i) {
        std::thread thread = start(workers[i].name, [&] { results[i] = workers[i].work(); });
        thread.join();
    }
    return results;
}
