// Each thread announces itself, then looks for the other, with a seq_cst fence between; the
// mistake: an acq_rel fence lets both miss each other.
// Finds: wrong
#include <racecourse/kit.h>

TEST(Schedules, FenceStoreBuffering) {
#ifdef FAULTY
    constexpr auto order = std::memory_order_acq_rel;
#else
    constexpr auto order = std::memory_order_seq_cst;
#endif
    std::atomic<bool> here[2] = {false, false};
    bool alone[2] = {false, false};
    const auto enter = [&](int me) {
        here[me].store(true, std::memory_order_relaxed);
        std::atomic_thread_fence(order);
        alone[me] = !here[1 - me].load(std::memory_order_relaxed);
    };
    std::thread other([&] { enter(1); });
    enter(0);
    other.join();
    EXPECT_FALSE(alone[0] && alone[1]);
}
