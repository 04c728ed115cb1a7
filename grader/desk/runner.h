// Grades in the background, one run at a time: the next one calls off the one before. It knows
// nothing of exercises; what a run does is given to it.
//
// One thread holds the Runner and calls all of its functions. Runs happen on a thread of its own,
// which sleeps between them. What a run tells is kept until news() is asked for it.
#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

#include "report/verdict.h"

namespace grader {

struct News {
    enum Kind {
        doing,    // text says what is being done
        verdict,  // of one check
        done,     // the run has come to its end
        failed,   // the run could not be done; text says why
        note,     // text is worth reading once
    };
    Kind kind = doing;
    std::string text;
    Verdict check = {};
};

class Runner {
  public:
    using Tell = std::function<void(News)>;
    // Called on the runner's thread. It may throw; when the stop is requested, what it does no
    // longer counts, and it should end soon (Cancelled will do).
    using Work = std::function<void(const Tell&, const std::stop_token&)>;

    Runner();
    // Calls off what runs and waits until it is gone.
    ~Runner();
    Runner(const Runner&) = delete;
    Runner& operator=(const Runner&) = delete;

    // The run before is called off at once, and nothing more is heard of it. `ready` is done first
    // and is called off only when the Runner goes, because the next run would need it too.
    void start(Work work, Work ready = {});
    void cancel();

    // Readable as long as there is news.
    [[nodiscard]] int descriptor() const { return signal_; }
    // Of the run that was started last, in order.
    [[nodiscard]] std::vector<News> news();

  private:
    void live(const std::stop_token& end);
    void tell(int run, News news);

    int signal_ = -1;  // an eventfd

    std::mutex mutex_;
    std::condition_variable_any work_waits_;
    int run_ = 0;             // guarded by mutex_; the number of the run that counts
    Work next_, ready_;       // guarded by mutex_
    std::stop_source stop_;   // guarded by mutex_; of the run that counts
    std::vector<News> news_;  // guarded by mutex_

    std::jthread thread_;  // last: it uses everything above
};

}  // namespace grader
