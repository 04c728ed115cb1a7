// A spin lock acquires and releases; the mistake: it is relaxed.
// Finds: race
#include <racecourse/kit.h>

TEST(Schedules, AtomicFlagSpinlock) {
#ifdef FAULTY
    constexpr auto acquire = std::memory_order_relaxed;
    constexpr auto release = std::memory_order_relaxed;
#else
    constexpr auto acquire = std::memory_order_acquire;
    constexpr auto release = std::memory_order_release;
#endif
    std::atomic_flag locked;
    int count = 0;
    const auto add = [&] {
        while (locked.test_and_set(acquire)) std::this_thread::yield();
        ++count;
        locked.clear(release);
    };
    std::thread other(add);
    add();
    other.join();
    EXPECT_EQ(count, 2);
}
