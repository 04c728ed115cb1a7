// Another design: std::jthread brings a stop token, and condition_variable_any waits for work or
// for the stop. The two counts share one atomic, so that they change together without a lock.
#pragma once

#include <racecourse/http_get.h>

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <stop_token>
#include <string>
#include <thread>
#include <utility>
#include <vector>

class WorkerPool {
  public:
    explicit WorkerPool(int workers) {
        for (int i = 0; i < workers; ++i)
            workers_.emplace_back([this](std::stop_token stop) { work(stop); });
    }

    ~WorkerPool() = default;

    WorkerPool(const WorkerPool&) = delete;
    WorkerPool& operator=(const WorkerPool&) = delete;

    void submit(std::function<void()> task) {
        {
            std::lock_guard lock(mutex_);
            tasks_.push_back(std::move(task));
        }
        something_to_do_.notify_one();
    }

  private:
    void work(const std::stop_token& stop) {
        std::unique_lock lock(mutex_);
        while (true) {
            something_to_do_.wait(lock, stop, [this] { return !tasks_.empty(); });
            if (tasks_.empty()) return;
            const std::function<void()> task = std::move(tasks_.front());
            tasks_.pop_front();
            lock.unlock();
            task();
            lock.lock();
        }
    }

    std::mutex mutex_;
    std::condition_variable_any something_to_do_;
    std::deque<std::function<void()>> tasks_;
    std::vector<std::jthread> workers_;
};

class Progress {
  public:
    struct Counts {
        int done = 0;
        int failed = 0;
    };

    void one_done(bool well) { both_.fetch_add(well ? one : one + 1); }

    [[nodiscard]] Counts counts() const {
        const long both = both_.load();
        return {static_cast<int>(both / one), static_cast<int>(both % one)};
    }

  private:
    static constexpr long one = 1'000'000'000;
    std::atomic<long> both_{0};
};

struct Download {
    std::string url;
    std::string body;
    std::string error;
};

inline Download download(const std::string& url) {
    try {
        const racecourse::Response response = racecourse::http_get(url);
        if (response.status == 200) return {url, response.body, ""};
        return {url, "", "status " + std::to_string(response.status)};
    } catch (const racecourse::HttpError& error) {
        return {url, "", error.what()};
    }
}

[[nodiscard]] inline std::vector<Download> download_all(const std::vector<std::string>& urls,
                                                        int limit, Progress& progress) {
    std::vector<Download> results(urls.size());
    {
        WorkerPool pool(limit);
        for (std::size_t i = 0; i < urls.size(); ++i) {
            pool.submit([&, i] {
                results[i] = download(urls[i]);
                progress.one_done(results[i].error.empty());
            });
        }
    }
    return results;
}
