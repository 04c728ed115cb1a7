// The producer sends one end mark, and two consumers wait for one. The right consumer puts it
// back.
// Finds: deadlock or lost_wakeup
#include <racecourse/kit.h>

#include <deque>

namespace {

constexpr int end_mark = -1;

class Queue {
  public:
    void push(int value) {
        std::lock_guard lock(mutex_);
        values_.push_back(value);
        pushed_.notify_one();
    }

    int pop() {
        std::unique_lock lock(mutex_);
        pushed_.wait(lock, [this] { return !values_.empty(); });
        const int value = values_.front();
        values_.pop_front();
        return value;
    }

  private:
    std::mutex mutex_;
    std::condition_variable pushed_;
    std::deque<int> values_;
};

}  // namespace

TEST(Schedules, Program) {
    Queue queue;
    std::atomic<int> sum{0};
    const auto consume = [&] {
        for (int value = queue.pop(); value != end_mark; value = queue.pop()) sum += value;
#ifndef FAULTY
        queue.push(end_mark);
#endif
    };
    std::thread one(consume);
    std::thread two(consume);
    queue.push(4);
    queue.push(5);
    queue.push(end_mark);
    one.join();
    two.join();
    EXPECT_EQ(sum.load(), 9);
}
