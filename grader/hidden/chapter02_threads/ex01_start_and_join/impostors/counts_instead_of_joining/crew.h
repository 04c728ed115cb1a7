// Fails: races, race, "results"
// Detaches the threads and waits until a counter has reached their number. A relaxed counter says
// how many are done, and orders nothing: what they wrote need not be there yet.
#pragma once

#include <pthread.h>

#include <atomic>
#include <chrono>
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
    struct Shared {
        std::vector<std::string> results;
        std::atomic<std::size_t> done{0};
    };
    auto shared = std::make_shared<Shared>();
    shared->results.resize(workers.size());
    std::size_t started = 0;
    const auto wait_for_all = [&] {
        while (shared->done.load(std::memory_order_relaxed) < started) {
            std::this_thread::sleep_for(std::chrono::microseconds(100));
        }
    };
    try {
        for (std::size_t i = 0; i < workers.size(); ++i) {
            start(workers[i].name, [work = workers[i].work, shared, i] {
                shared->results[i] = work();
                shared->done.fetch_add(1, std::memory_order_relaxed);
            }).detach();
            ++started;
        }
    } catch (...) {
        wait_for_all();
        throw;
    }
    wait_for_all();
    return shared->results;
}
