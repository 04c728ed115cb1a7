// The producer moves the tail first and fills the slot afterwards.
// Finds: race
#include <racecourse/kit.h>

#include <array>

namespace {

class Ring {
  public:
    // There is always room: the test pushes no more than fit.
    void push(int value) {
        const int tail = tail_.load(std::memory_order_relaxed);
#ifdef FAULTY
        tail_.store(tail + 1, std::memory_order_release);
        slots_[tail] = value;
#else
        slots_[tail] = value;
        tail_.store(tail + 1, std::memory_order_release);
#endif
    }

    bool pop(int& value) {
        if (head_ == tail_.load(std::memory_order_acquire)) return false;
        value = slots_[head_++];
        return true;
    }

  private:
    std::array<int, 4> slots_{};
    std::atomic<int> tail_{0};
    int head_ = 0;
};

}  // namespace

TEST(Schedules, Program) {
    Ring ring;
    std::thread producer([&] {
        ring.push(1);
        ring.push(2);
    });
    int sum = 0;
    std::thread consumer([&] {
        for (int popped = 0; popped < 2;) {
            int value = 0;
            if (ring.pop(value)) {
                sum += value;
                ++popped;
            } else {
                std::this_thread::yield();
            }
        }
    });
    producer.join();
    consumer.join();
    EXPECT_EQ(sum, 3);
}
