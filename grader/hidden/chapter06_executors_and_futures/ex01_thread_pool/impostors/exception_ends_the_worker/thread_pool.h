// Fails: behaviour, wrong, "the next one returned 5"
// The exception is caught and handed on, outside the loop: the thread has ended then, and nobody
// runs the next task.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <future>
#include <memory>
#include <mutex>
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
        auto promise = std::make_shared<std::promise<Result>>();
        auto shared = std::make_shared<Task>(std::move(task));
        std::future<Result> result = promise->get_future();
        {
            const std::lock_guard lock(mutex_);
            if (closing_) throw std::runtime_error("the pool has been shut down");
            tasks_.emplace_back([promise, shared] {
                try {
                    if constexpr (std::is_void_v<Result>) {
                        (*shared)();
                        promise->set_value();
                    } else {
                        promise->set_value((*shared)());
                    }
                } catch (...) {
                    promise->set_exception(std::current_exception());
                    throw;
                }
            });
        }
        something_to_do_.notify_one();
        return result;
    }

    void shutdown() {
        {
            const std::lock_guard lock(mutex_);
            closing_ = true;
        }
        something_to_do_.notify_all();
        const std::lock_guard joining(joining_);  // whoever else calls shutdown() waits here
        workers_.clear();                         // a jthread joins when it is destroyed
    }

  private:
    void work() {
        try {
            run_tasks();
        } catch (...) {
            return;  // "the caller has been told already"
        }
    }
    void run_tasks() {
        std::unique_lock lock(mutex_);
        while (true) {
            something_to_do_.wait(lock, [this] { return closing_ || !tasks_.empty(); });
            if (tasks_.empty()) return;  // closing, and nothing is left
            {
                const std::function<void()> task = std::move(tasks_.front());
                tasks_.pop_front();
                lock.unlock();
                task();
            }
            lock.lock();
        }
    }

    std::mutex mutex_;
    std::condition_variable something_to_do_;
    std::deque<std::function<void()>> tasks_;  // guarded by mutex_
    bool closing_ = false;                     // guarded by mutex_

    std::mutex joining_;
    std::vector<std::jthread> workers_;  // guarded by joining_ once the constructor has ended
};
