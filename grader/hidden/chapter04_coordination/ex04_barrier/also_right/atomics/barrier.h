// Another design: two counters and no mutex. Waiting for an atomic to change is built into C++20,
// and for a barrier nothing more is needed. The number of the round must be read before this thread
// counts itself in, because the round cannot end before that.
#pragma once

#include <atomic>
#include <functional>
#include <utility>

class Barrier {
  public:
    explicit Barrier(int members, std::function<void()> completion = {})
        : members_(members), missing_(members), completion_(std::move(completion)) {}

    Barrier(const Barrier&) = delete;
    Barrier& operator=(const Barrier&) = delete;

    void arrive_and_wait() {
        const int my_round = round_.load();
        if (missing_.fetch_sub(1) == 1) {
            end_round();
        } else {
            round_.wait(my_round);  // returns when the value is another one
        }
    }

    void arrive_and_drop() {
        members_.fetch_sub(1);
        if (missing_.fetch_sub(1) == 1) end_round();
    }

  private:
    void end_round() {
        if (completion_) completion_();
        missing_.store(members_.load());
        round_.fetch_add(1);
        round_.notify_all();
    }

    std::atomic<int> members_;
    std::atomic<int> missing_;
    std::atomic<int> round_{0};
    const std::function<void()> completion_;
};
