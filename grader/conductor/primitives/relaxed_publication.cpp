// A flag that publishes data is released and acquired; the mistake: it is relaxed.
// Finds: race
#include <racecourse/kit.h>

TEST(Schedules, RelaxedPublication) {
#ifdef FAULTY
    constexpr auto publish = std::memory_order_relaxed;
#else
    constexpr auto publish = std::memory_order_release;
#endif
    int data = 0;
    std::atomic<bool> ready{false};
    std::thread writer([&] {
        data = 42;
        ready.store(true, publish);
    });
    if (ready.load(std::memory_order_acquire)) {
        EXPECT_EQ(data, 42);
    }
    writer.join();
}
