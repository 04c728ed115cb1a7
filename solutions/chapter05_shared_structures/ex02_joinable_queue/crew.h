// A crew of threads that do jobs from a queue.
#pragma once

#include <atomic>
#include <functional>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

#include "joinable_queue.h"

// Any thread may call any function at any time, a job as well, unless it says otherwise.
class Crew {
  public:
    using Job = std::function<void()>;

    // Starts `workers` threads. Each does one job after the other, in the order in which they were
    // handed in; different workers do different jobs at the same time.
    explicit Crew(int workers) {
        for (int i = 0; i < workers; ++i) workers_.emplace_back([this] { work(); });
    }

    // Waits until all jobs are done, also those that jobs hand in, and then ends the threads.
    // Nobody else uses the crew by then.
    ~Crew() {
        wait();  // first: a job that is still at work may hand in others
        for (std::size_t i = 0; i < workers_.size(); ++i) jobs_.put(std::nullopt);
    }  // the threads are joined here

    Crew(const Crew&) = delete;
    Crew& operator=(const Crew&) = delete;

    // Hands in a job, which some worker will do. A job that throws counts as failed; the worker
    // goes on with the next.
    void hand_in(Job job) { jobs_.put(std::move(job)); }

    // Waits until all jobs are done, also those that jobs hand in. The crew can be used again
    // afterwards. A job must not call this: it would wait for its own end.
    void wait() { jobs_.join(); }

    // How many jobs have failed. After wait() it counts all of them.
    [[nodiscard]] int failed() const { return failed_.load(); }

  private:
    // Reports a job as done when it ends, in whatever way it does.
    class Done {
      public:
        explicit Done(JoinableQueue<std::optional<Job>>& jobs) : jobs_(jobs) {}
        ~Done() { jobs_.task_done(); }
        Done(const Done&) = delete;
        Done& operator=(const Done&) = delete;

      private:
        JoinableQueue<std::optional<Job>>& jobs_;
    };

    void work() {
        while (true) {
            const auto job = jobs_.get();
            const Done done(jobs_);
            if (!job) return;
            try {
                (*job)();
            } catch (...) {
                failed_.fetch_add(1);
            }
        }
    }

    JoinableQueue<std::optional<Job>> jobs_;  // an empty one is the pill that ends a worker
    std::atomic<int> failed_{0};
    std::vector<std::jthread> workers_;  // last, so that it goes first: they use the others
};
