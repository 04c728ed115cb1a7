// A download manager: a pool of workers, a count that anybody may look at, and the two put to use.
#pragma once

#include <racecourse/http_get.h>
#include <racecourse/not_started.h>

#include <functional>
#include <string>
#include <vector>

// A fixed number of threads that carry out tasks, each task once, in the order in which they came.
// Any thread may submit, a task may too. Tasks throw nothing.
class WorkerPool {
  public:
    // Starts `workers` threads, at least one. No more tasks than that ever run at once.
    explicit WorkerPool(int workers) {}

    // Waits until every task has been carried out, also those that are still in the queue, and then
    // for the threads to end. Nobody but tasks submits meanwhile.
    ~WorkerPool() {}

    WorkerPool(const WorkerPool&) = delete;
    WorkerPool& operator=(const WorkerPool&) = delete;

    // Puts the task into the queue and returns at once. Workers without a task wait asleep.
    void submit(std::function<void()> task) { racecourse::not_started("WorkerPool::submit"); }
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
    void one_done(bool well) { racecourse::not_started("Progress::one_done"); }

    // Both counts as they were at one moment.
    [[nodiscard]] Counts counts() const { racecourse::not_started("Progress::counts"); }
};

// What came of one URL.
struct Download {
    std::string url;
    std::string body;   // of the page; empty if there is none
    std::string error;  // empty if all went well
};

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
    racecourse::not_started("download_all");
}
