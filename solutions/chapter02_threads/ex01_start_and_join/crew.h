// Runs a crew of workers, each in a thread of its own, and brings home what they made.
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
    std::function<std::string()> work;  // may take long; never throws
};

// Starts a thread for `body`. Throws std::system_error if there can be no more threads.
using StartThread = std::function<std::thread(const std::string& name, std::function<void()> body)>;

// Starts a thread that runs `body`, and returns its handle without waiting for it. Debuggers and
// `top -H` show the thread under this name, from before body() begins. The system keeps 15
// characters of a name: of a longer one, the first 15.
//
// name and body may be gone as soon as this has returned.
inline std::thread start_named(const std::string& name, std::function<void()> body) {
    // Both are moved into the thread: it may begin after this function has returned.
    return std::thread([name = name.substr(0, 15), body = std::move(body)] {
        pthread_setname_np(pthread_self(), name.c_str());
        body();
    });
}

// The threads that were started so far. Joins them, whichever way its scope is left.
class Crew {
  public:
    Crew() = default;
    Crew(const Crew&) = delete;
    Crew& operator=(const Crew&) = delete;
    ~Crew() {
        for (std::thread& thread : threads_) thread.join();
    }
    void add(std::thread thread) { threads_.push_back(std::move(thread)); }

  private:
    std::vector<std::thread> threads_;
};

// Runs work() of every worker, all at the same time, each in a thread that start(name, ...) makes.
// Waits, asleep, until all threads have ended, and returns what work() returned, in the order of
// `workers`, whoever was done first. start is called by the calling thread, in this order too.
//
// If start throws, no further worker is started. The exception reaches the caller as it is, but
// only after all threads that were started have ended.
inline std::vector<std::string> run_workers(const std::vector<Worker>& workers,
                                            const StartThread& start = start_named) {
    // Each thread writes an element of its own, and the vector never moves: nothing to lock.
    std::vector<std::string> results(workers.size());
    {
        Crew crew;
        for (std::size_t i = 0; i < workers.size(); ++i) {
            const Worker& worker = workers[i];
            crew.add(
                start(worker.name, [&worker, &result = results[i]] { result = worker.work(); }));
        }
    }  // all have ended here, or on the way out of here
    return results;
}
