// Three stages joined by bounded queues. A stage that meets a bad value cancels the pipeline,
// which wakes all who wait for a value but nobody who waits for room.
// Finds: deadlock or lost_wakeup
#include <racecourse/kit.h>

#include <algorithm>
#include <deque>
#include <limits>
#include <optional>

namespace {

// push() and pop() give up when the queue is cancelled; after close() the values left can be
// popped.
template <class T>
class BoundedQueue {
  public:
    explicit BoundedQueue(std::size_t capacity) : capacity_(capacity) {}

    bool push(T value) {
        std::unique_lock lock(mutex_);
        not_full_.wait(lock, [this] { return cancelled_ || values_.size() < capacity_; });
        if (cancelled_) return false;
        values_.push_back(std::move(value));
        not_empty_.notify_one();
        return true;
    }

    std::optional<T> pop() {
        std::unique_lock lock(mutex_);
        not_empty_.wait(lock, [this] { return cancelled_ || closed_ || !values_.empty(); });
        if (cancelled_ || values_.empty()) return std::nullopt;
        std::optional<T> value = std::move(values_.front());
        values_.pop_front();
        not_full_.notify_one();
        return value;
    }

    void close() {
        std::lock_guard lock(mutex_);
        closed_ = true;
        not_empty_.notify_all();
    }

    void cancel() {
        std::lock_guard lock(mutex_);
        cancelled_ = true;
        not_empty_.notify_all();
#ifndef FAULTY
        not_full_.notify_all();
#endif
    }

  private:
    const std::size_t capacity_;
    std::mutex mutex_;
    std::condition_variable not_full_;
    std::condition_variable not_empty_;
    std::deque<T> values_;
    bool closed_ = false;
    bool cancelled_ = false;
};

class Statistics {
  public:
    void add(int value) {
        lowest_ = std::min(lowest_, value);
        highest_ = std::max(highest_, value);
        sum_ += value;
        ++count_;
    }

    [[nodiscard]] int count() const { return count_; }
    [[nodiscard]] int range() const { return count_ == 0 ? 0 : highest_ - lowest_; }
    [[nodiscard]] int mean() const { return count_ == 0 ? 0 : sum_ / count_; }

  private:
    int lowest_ = std::numeric_limits<int>::max();
    int highest_ = std::numeric_limits<int>::min();
    int sum_ = 0;
    int count_ = 0;
};

// Reads readings, turns each into degrees, makes statistics of them.
class Pipeline {
  public:
    // Returns nothing if one of the readings was bad.
    std::optional<Statistics> run(const std::vector<int>& readings) {
        std::thread reader([&] { read(readings); });
        std::vector<std::thread> converters;
        for (int i = 0; i < converter_count; ++i) converters.emplace_back([this] { convert(); });
        std::thread adder([this] { add(); });
        reader.join();
        for (std::thread& converter : converters) converter.join();
        adder.join();
        if (bad_.load()) return std::nullopt;
        return statistics_;
    }

  private:
    static constexpr int converter_count = 2;

    void read(const std::vector<int>& readings) {
        for (const int reading : readings) {
            if (!raw_.push(reading)) return;
        }
        raw_.close();
    }

    void convert() {
        while (const std::optional<int> reading = raw_.pop()) {
            if (*reading < 0) {
                bad_ = true;
                cancel();
                return;
            }
            if (!degrees_.push(*reading - 273)) return;
        }
        if (--converting_ == 0) degrees_.close();
    }

    void add() {
        while (const std::optional<int> degrees = degrees_.pop()) statistics_.add(*degrees);
    }

    void cancel() {
        raw_.cancel();
        degrees_.cancel();
    }

    BoundedQueue<int> raw_{1};
    BoundedQueue<int> degrees_{1};
    std::atomic<int> converting_{converter_count};
    std::atomic<bool> bad_{false};
    Statistics statistics_;
};

}  // namespace

TEST(Schedules, Program) {
    Pipeline with_a_bad_reading;
    EXPECT_FALSE(with_a_bad_reading.run({-1, 274, 275, 276}).has_value());

    Pipeline good;
    const std::optional<Statistics> statistics = good.run({273, 277});
    ASSERT_TRUE(statistics.has_value());
    EXPECT_EQ(statistics->count(), 2);
    EXPECT_EQ(statistics->range(), 4);
    EXPECT_EQ(statistics->mean(), 2);
}
