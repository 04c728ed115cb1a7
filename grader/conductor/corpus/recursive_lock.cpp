// A function that holds the mutex calls another one that locks it too.
// Finds: deadlock
#include <racecourse/kit.h>

namespace {

class Scores {
  public:
    void add(int score) {
        std::lock_guard lock(mutex_);
        append(score);
    }

    void add_all(const std::vector<int>& scores) {
        std::lock_guard lock(mutex_);
        for (const int score : scores) {
#ifdef FAULTY
            add(score);
#else
            append(score);
#endif
        }
    }

    std::size_t size() {
        std::lock_guard lock(mutex_);
        return scores_.size();
    }

  private:
    void append(int score) {
        scores_.push_back(score);
    }

    std::mutex mutex_;
    std::vector<int> scores_;
};

}  // namespace

TEST(Schedules, Program) {
    Scores scores;
    std::thread one([&] { scores.add(1); });
    std::thread many([&] { scores.add_all({2, 3}); });
    one.join();
    many.join();
    EXPECT_EQ(scores.size(), 3U);
}
