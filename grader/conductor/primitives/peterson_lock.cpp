// Peterson's lock with seq_cst; the mistake: release and acquire.
// Finds: race
#include <racecourse/kit.h>

TEST(Schedules, PetersonLock) {
#ifdef FAULTY
    constexpr auto store = std::memory_order_release;
    constexpr auto load = std::memory_order_acquire;
#else
    constexpr auto store = std::memory_order_seq_cst;
    constexpr auto load = std::memory_order_seq_cst;
#endif
    std::atomic<bool> wants[2] = {false, false};
    std::atomic<int> polite{0};
    int count = 0;
    const auto add = [&](int me) {
        wants[me].store(true, store);
        polite.store(me, store);
        while (wants[1 - me].load(load) && polite.load(load) == me) std::this_thread::yield();
        ++count;
        wants[me].store(false, std::memory_order_release);
    };
    std::thread other([&] { add(1); });
    add(0);
    other.join();
    EXPECT_EQ(count, 2);
}
