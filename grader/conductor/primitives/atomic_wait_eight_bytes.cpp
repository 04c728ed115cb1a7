// wait on 8 bytes, repeated until the value is the wanted one; the mistake: any change is taken for
// it.
// Finds: wrong
#include <racecourse/kit.h>

#include <cstdint>

TEST(Schedules, AtomicWaitEightBytes) {
    std::atomic<std::uint64_t> steps{0};
    std::thread waiter([&] {
#ifdef FAULTY
        steps.wait(0);
        EXPECT_EQ(steps.load(), 2U);
#else
        std::uint64_t seen = steps.load();
        while (seen != 2) {
            steps.wait(seen);
            seen = steps.load();
        }
#endif
    });
    for (int i = 0; i < 2; ++i) {
        steps.fetch_add(1);
        steps.notify_all();
    }
    waiter.join();
}
