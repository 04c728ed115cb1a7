// Another design: each result comes home in a future, and a jthread stands by to join each thread.
// More machinery, but it also would carry exceptions of the work.
#pragma once

#include <pthread.h>

#include <cstddef>
#include <functional>
#include <future>
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
    std::vector<std::future<std::string>> futures;
    {
        struct Joins {
            std::thread thread;
            explicit Joins(std::thread started) : thread(std::move(started)) {}
            Joins(Joins&&) = default;
            ~Joins() {
                if (thread.joinable()) thread.join();
            }
        };
        std::vector<Joins> threads;
        for (const Worker& worker : workers) {
            auto task = std::make_shared<std::packaged_task<std::string()>>(worker.work);
            futures.push_back(task->get_future());
            threads.emplace_back(start(worker.name, [task] { (*task)(); }));
        }
    }
    std::vector<std::string> results;
    for (auto& future : futures) results.push_back(future.get());
    return results;
}
