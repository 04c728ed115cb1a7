// Fails: examples, deadlock, "all_done_"
// The exception goes past task_done(): this job stays unfinished for ever.
#pragma once

#include <atomic>
#include <functional>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

#include "joinable_queue.h"

class Crew {
  public:
    using Job = std::function<void()>;

    explicit Crew(int workers) {
        for (int i = 0; i < workers; ++i) workers_.emplace_back([this] { work(); });
    }

    ~Crew() {
        wait();  // first: a job that is still at work may hand in others
        for (std::size_t i = 0; i < workers_.size(); ++i) jobs_.put(std::nullopt);
    }  // the threads are joined here

    Crew(const Crew&) = delete;
    Crew& operator=(const Crew&) = delete;

    void hand_in(Job job) { jobs_.put(std::move(job)); }

    void wait() { jobs_.join(); }

    [[nodiscard]] int failed() const { return failed_.load(); }

  private:
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
            if (!job) break;
            try {
                (*job)();
                jobs_.task_done();
            } catch (...) {
                failed_.fetch_add(1);
            }
        }
    }

    JoinableQueue<std::optional<Job>> jobs_;  // an empty one is the pill that ends a worker
    std::atomic<int> failed_{0};
    std::vector<std::jthread> workers_;  // last, so that it goes first: they use the others
};
