// The consumer who made room notifies the condition variable that consumers wait on.
// Finds: deadlock or lost_wakeup
#include <racecourse/kit.h>

#include <deque>

namespace {

class BoundedQueue {
  public:
    void push(int value) {
        std::unique_lock lock(mutex_);
        not_full_.wait(lock, [this] { return values_.size() < 1; });
        values_.push_back(value);
        not_empty_.notify_one();
    }

    int pop() {
        std::unique_lock lock(mutex_);
        not_empty_.wait(lock, [this] { return !values_.empty(); });
        const int value = values_.front();
        values_.pop_front();
#ifdef FAULTY
        not_empty_.notify_one();
#else
        not_full_.notify_one();
#endif
        return value;
    }

  private:
    std::mutex mutex_;
    std::condition_variable not_full_;
    std::condition_variable not_empty_;
    std::deque<int> values_;
};

}  // namespace

TEST(Schedules, Program) {
    BoundedQueue queue;
    std::thread producer([&] {
        for (int i = 1; i <= 3; ++i) queue.push(i);
    });
    int sum = 0;
    for (int i = 1; i <= 3; ++i) sum += queue.pop();
    producer.join();
    EXPECT_EQ(sum, 6);
}
