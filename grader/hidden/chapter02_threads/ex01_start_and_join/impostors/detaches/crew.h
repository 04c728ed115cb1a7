// Fails: examples, wrong, "310 loaves"
// "The program crashes without join(), so I call detach()." Nothing crashes any more, and nobody
// waits for the results either.
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
    for (std::size_t i = 0; i < workers.size(); ++i) {
        start(workers[i].name, [work = workers[i].work, results, i] {
            (*results)[i] = work();
        }).detach();
    }
    return *results;
}
