// Another design: a semaphore counts what is in the queue, and the end is an empty task for each
// worker, behind all others. Who wants to sleep needs no condition then, and no flag.
#pragma once

#include <deque>
#include <functional>
#include <future>
#include <memory>
#include <mutex>
#include <semaphore>
#include <stdexcept>
#include <thread>
#include <type_traits>
#include <utility>
#include <vector>

class ThreadPool {
  public:
    explicit ThreadPool(int threads) {
        if (threads < 1) throw std::invalid_argument("a pool needs at least one thread");
        try {
            for (int i = 0; i < threads; ++i) workers_.emplace_back([this] { work(); });
        } catch (...) {  // a thread could not be started: those before it must end
            shutdown();
            throw;
        }
    }

    ~ThreadPool() { shutdown(); }

    ThreadPool(const ThreadPool&) = delete;
    ThreadPool& operator=(const ThreadPool&) = delete;

    template <class Task>
    std::future<std::invoke_result_t<Task&>> submit(Task task) {
        using Result = std::invoke_result_t<Task&>;
        auto packaged = std::make_shared<std::packaged_task<Result()>>(std::move(task));
        std::future<Result> result = packaged->get_future();
        {
            const std::lock_guard lock(mutex_);
            if (closing_) throw std::runtime_error("the pool has been shut down");
            tasks_.emplace_back([packaged] { (*packaged)(); });
        }
        in_queue_.release();
        return result;
    }

    void shutdown() {
        {
            const std::lock_guard lock(mutex_);
            if (!closing_) {
                tasks_.resize(tasks_.size() + workers_.size());
                in_queue_.release(static_cast<std::ptrdiff_t>(workers_.size()));
            }
            closing_ = true;
        }
        const std::lock_guard joining(joining_);
        for (std::jthread& worker : workers_) {
            if (worker.joinable()) worker.join();
        }
    }

  private:
    void work() {
        while (const auto task = next()) task();
    }
    std::function<void()> next() {
        in_queue_.acquire();
        const std::lock_guard lock(mutex_);
        auto task = std::move(tasks_.front());
        tasks_.pop_front();
        return task;
    }

    std::counting_semaphore<> in_queue_{0};
    std::mutex mutex_;
    std::deque<std::function<void()>>
        tasks_;             // guarded by mutex_; an empty one sends a worker home
    bool closing_ = false;  // guarded by mutex_

    std::mutex joining_;
    std::vector<std::jthread> workers_;  // as many as ever; joined under joining_
};
