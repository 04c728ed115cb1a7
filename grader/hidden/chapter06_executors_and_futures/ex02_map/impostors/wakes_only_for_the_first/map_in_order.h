// Fails: schedules, deadlock, "wait"
// Notifies only when the queue was empty: "otherwise somebody has been woken already". But he takes
// one task, and the second lies in the queue while another worker sleeps.
#pragma once

#include <condition_variable>
#include <deque>
#include <future>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <thread>
#include <type_traits>
#include <utility>
#include <vector>

template <class Result>
class Workers {
  public:
    explicit Workers(int threads) {
        try {
            for (int i = 0; i < threads; ++i) threads_.emplace_back([this] { work(); });
        } catch (...) {  // a thread could not be started: those before it must end
            close();
            throw;
        }
    }
    ~Workers() { close(); }  // and then threads_ joins, the first member to be destroyed

    Workers(const Workers&) = delete;
    Workers& operator=(const Workers&) = delete;

    template <class Task>
    std::future<Result> submit(Task task) {
        std::packaged_task<Result()> packaged(std::move(task));
        std::future<Result> result = packaged.get_future();
        bool first = false;
        {
            const std::lock_guard lock(mutex_);
            tasks_.push_back(std::move(packaged));
            first = tasks_.size() == 1;
        }
        if (first) something_to_do_.notify_one();
        return result;
    }

  private:
    void close() {
        {
            const std::lock_guard lock(mutex_);
            closing_ = true;
            tasks_.clear();
        }
        something_to_do_.notify_all();
    }
    void work() {
        std::unique_lock lock(mutex_);
        while (true) {
            something_to_do_.wait(lock, [this] { return closing_ || !tasks_.empty(); });
            if (closing_) return;
            auto task = std::move(tasks_.front());
            tasks_.pop_front();
            lock.unlock();
            task();
            lock.lock();
        }
    }

    std::mutex mutex_;
    std::condition_variable something_to_do_;
    std::deque<std::packaged_task<Result()>> tasks_;  // guarded by mutex_
    bool closing_ = false;                            // guarded by mutex_
    std::vector<std::jthread> threads_;
};

template <class Source, class Function, class Sink>
void map_in_order(int threads, Source next_item, Function f, Sink take) {
    using Item = typename std::invoke_result_t<Source&>::value_type;
    using Result = std::invoke_result_t<Function&, Item>;
    if (threads < 1) throw std::invalid_argument("somebody has to do the work");

    const std::size_t room = 2 * static_cast<std::size_t>(threads);
    std::deque<std::future<Result>> window;  // the oldest item first
    Workers<Result> workers(threads);        // gone before f and the window are, however we leave
    bool more = true;
    while (true) {
        while (more && window.size() < room) {
            std::optional<Item> item = next_item();
            more = item.has_value();
            if (!more) break;
            window.push_back(workers.submit(
                [&f, item = std::move(*item)]() mutable { return f(std::move(item)); }));
        }
        if (window.empty()) return;
        Result result = window.front().get();
        window.pop_front();
        take(std::move(result));
    }
}
