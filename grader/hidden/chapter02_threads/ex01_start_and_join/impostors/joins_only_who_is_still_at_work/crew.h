// Fails: schedules, wrong, "not only their work"
// "Whoever is done need not be waited for." But what is done is the work; the thread itself may
// have a few steps left, and nobody waits for those.
#pragma once

#include <pthread.h>

#include <atomic>
#include <cstddef>
#include <deque>
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
    struct Job {
        std::string result;
        std::atomic<bool> done{false};
        std::thread thread;
    };
    std::vector<std::shared_ptr<Job>> jobs;
    const auto wait_for_all = [&] {
        for (const auto& job : jobs) {
            if (job->done)
                job->thread.detach();
            else
                job->thread.join();
        }
    };
    try {
        for (const Worker& worker : workers) {
            auto job = std::make_shared<Job>();
            job->thread = start(worker.name, [work = worker.work, job = job.get()] {
                job->result = work();
                job->done = true;
            });
            jobs.push_back(std::move(job));
        }
    } catch (...) {
        wait_for_all();
        throw;
    }
    wait_for_all();
    std::vector<std::string> results;
    for (const auto& job : jobs) results.push_back(job->result);
    return results;
}
