// Fails: speed, wrong, "as soon as"
// The counts are right in the end. But whoever looks meanwhile sees nothing happen, and then
// everything at once.
#pragma once

#include <racecourse/http_get.h>

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

class WorkerPool {
  public:
    explicit WorkerPool(int workers) {
        for (int i = 0; i < workers; ++i) workers_.emplace_back([this] { work(); });
    }

    ~WorkerPool() {
        {
            std::lock_guard lock(mutex_);
            closing_ = true;
        }
        something_to_do_.notify_all();
        for (std::thread& worker : workers_) worker.join();
    }

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
    void work() {
        std::unique_lock lock(mutex_);
        while (true) {
            something_to_do_.wait(lock, [this] { return !tasks_.empty() || closing_; });
            if (tasks_.empty()) return;
            const std::function<void()> task = std::move(tasks_.front());
            tasks_.pop_front();
            lock.unlock();
            task();
            lock.lock();
        }
    }

    std::mutex mutex_;
    std::condition_variable something_to_do_;
    std::deque<std::function<void()>> tasks_;
    bool closing_ = false;
    std::vector<std::thread> workers_;
};

class Progress {
  public:
    struct Counts {
        int done = 0;
        int failed = 0;
    };

    void one_done(bool well) {
        std::lock_guard lock(mutex_);
        ++counts_.done;
        if (!well) ++counts_.failed;
    }

    [[nodiscard]] Counts counts() const {
        std::lock_guard lock(mutex_);
        return counts_;
    }

  private:
    mutable std::mutex mutex_;
    Counts counts_;
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
            pool.submit([&, i] { results[i] = download(urls[i]); });
        }
    }
    for (const Download& result : results) progress.one_done(result.error.empty());
    return results;
}
