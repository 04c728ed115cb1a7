// A download manager: a pool of workers, a count that anybody may look at, and the two put to use.
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

// A fixed number of threads that carry out tasks, each task once, in the order in which they came.
// Any thread may submit, a task may too. Tasks throw nothing.
class WorkerPool {
  public:
    // Starts `workers` threads, at least one. No more tasks than that ever run at once.
    explicit WorkerPool(int workers) {
        for (int i = 0; i < workers; ++i) workers_.emplace_back([this] { work(); });
    }

    // Waits until every task has been carried out, also those that are still in the queue, and then
    // for the threads to end. Nobody but tasks submits meanwhile.
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

    // Puts the task into the queue and returns at once. Workers without a task wait asleep.
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
            if (tasks_.empty()) return;  // closing, and nothing is left to do
            const std::function<void()> task = std::move(tasks_.front());
            tasks_.pop_front();
            lock.unlock();  // the others go on while this one works
            task();
            lock.lock();
        }
    }

    std::mutex mutex_;
    std::condition_variable something_to_do_;
    std::deque<std::function<void()>> tasks_;  // guarded by mutex_
    bool closing_ = false;                     // guarded by mutex_
    std::vector<std::thread> workers_;         // last: they use all of the above
};

// How far a job has come. Any thread may call any function at any time.
class Progress {
  public:
    struct Counts {
        int done = 0;    // all that are over
        int failed = 0;  // of these, those that went wrong
    };

    // One more is over. Both counts change at one moment: nobody ever sees only one of them
    // changed.
    void one_done(bool well) {
        std::lock_guard lock(mutex_);
        ++counts_.done;
        if (!well) ++counts_.failed;
    }

    // Both counts as they were at one moment.
    [[nodiscard]] Counts counts() const {
        std::lock_guard lock(mutex_);
        return counts_;
    }

  private:
    mutable std::mutex mutex_;
    Counts counts_;  // guarded by mutex_
};

// What came of one URL.
struct Download {
    std::string url;
    std::string body;   // of the page; empty if there is none
    std::string error;  // empty if all went well
};

// One page; it throws nothing.
inline Download download(const std::string& url) {
    try {
        const racecourse::Response response = racecourse::http_get(url);
        if (response.status == 200) return {url, response.body, ""};
        return {url, "", "status " + std::to_string(response.status)};
    } catch (const racecourse::HttpError& error) {
        return {url, "", error.what()};
    }
}

// Downloads each of the URLs once, with racecourse::http_get, up to `limit` of them at the same
// time and never more. `limit` is at least 1.
//
// - Returns when all are over, with the results in the order of `urls`.
// - A page counts if its status is 200. With another status the error is "status 404", or whatever
//   it was; if http_get throws, it is what the exception says. It stays with its URL.
// - Each URL is counted in `progress` as soon as it is over, and is one that failed if it has an
//   error. Others may look at `progress` all the time.
[[nodiscard]] inline std::vector<Download> download_all(const std::vector<std::string>& urls,
                                                        int limit, Progress& progress) {
    std::vector<Download> results(urls.size());  // each task writes an element of its own
    {
        WorkerPool pool(limit);
        for (std::size_t i = 0; i < urls.size(); ++i) {
            pool.submit([&, i] {
                results[i] = download(urls[i]);
                progress.one_done(results[i].error.empty());
            });
        }
    }  // the pool has carried out everything here
    return results;
}
