// The first worker that runs out of work closes the queue behind it, and what the other worker
// still delivers is refused.
// Finds: wrong
#include <racecourse/kit.h>

namespace {

class Output {
  public:
    void push(int value) {
        std::lock_guard lock(mutex_);
        if (!closed_) sum_ += value;
    }

    void close() {
        std::lock_guard lock(mutex_);
        closed_ = true;
    }

    int sum() {
        std::lock_guard lock(mutex_);
        return sum_;
    }

  private:
    std::mutex mutex_;
    bool closed_ = false;
    int sum_ = 0;
};

}  // namespace

TEST(Schedules, Program) {
    Output output;
    std::atomic<int> next{1};
    std::atomic<int> working{2};
    const auto work = [&] {
        for (int job = next++; job <= 3; job = next++) output.push(job);
#ifdef FAULTY
        --working;
        output.close();
#else
        if (--working == 0) output.close();
#endif
    };
    std::thread one(work);
    std::thread two(work);
    one.join();
    two.join();
    EXPECT_EQ(output.sum(), 6);
}
