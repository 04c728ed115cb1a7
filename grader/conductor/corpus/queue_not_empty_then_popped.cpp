// The queue is asked whether it is empty and popped in two calls; in between another thread
// takes the last value, and the exception of the empty queue leaves the thread.
// Finds: crash
#include <racecourse/kit.h>

#include <deque>
#include <optional>
#include <stdexcept>

namespace {

class Queue {
  public:
    explicit Queue(std::deque<int> values) : values_(std::move(values)) {}

    bool empty() {
        std::lock_guard lock(mutex_);
        return values_.empty();
    }

    int pop() {
        std::lock_guard lock(mutex_);
        if (values_.empty()) throw std::out_of_range("the queue is empty");
        return take();
    }

    std::optional<int> try_pop() {
        std::lock_guard lock(mutex_);
        if (values_.empty()) return std::nullopt;
        return take();
    }

  private:
    int take() {
        const int value = values_.front();
        values_.pop_front();
        return value;
    }

    std::mutex mutex_;
    std::deque<int> values_;
};

}  // namespace

TEST(Schedules, Program) {
    Queue queue({1, 2, 3});
    std::atomic<int> sum{0};
    const auto drain = [&] {
#ifdef FAULTY
        while (!queue.empty()) sum += queue.pop();
#else
        while (const std::optional<int> value = queue.try_pop()) sum += *value;
#endif
    };
    std::thread one(drain);
    std::thread two(drain);
    one.join();
    two.join();
    EXPECT_EQ(sum.load(), 6);
}
