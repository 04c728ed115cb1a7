// Closing the queue notifies one of the consumers; the others wait for items for ever.
// Finds: deadlock or lost_wakeup
#include <racecourse/kit.h>

#include <deque>
#include <optional>

namespace {

class Queue {
  public:
    void push(int value) {
        {
            std::lock_guard lock(mutex_);
            values_.push_back(value);
        }
        changed_.notify_one();
    }

    void close() {
        {
            std::lock_guard lock(mutex_);
            closed_ = true;
        }
#ifdef FAULTY
        changed_.notify_one();
#else
        changed_.notify_all();
#endif
    }

    std::optional<int> pop() {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [this] { return closed_ || !values_.empty(); });
        if (values_.empty()) return std::nullopt;
        const int value = values_.front();
        values_.pop_front();
        return value;
    }

  private:
    std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<int> values_;
    bool closed_ = false;
};

}  // namespace

TEST(Schedules, Program) {
    Queue queue;
    std::atomic<int> sum{0};
    const auto consume = [&] {
        while (const std::optional<int> value = queue.pop()) sum += *value;
    };
    std::thread one(consume);
    std::thread two(consume);
    queue.push(4);
    queue.push(5);
    queue.close();
    one.join();
    two.join();
    EXPECT_EQ(sum.load(), 9);
}
