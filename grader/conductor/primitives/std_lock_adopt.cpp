// Guards adopt what std::lock has taken; the mistake: a guard locks it a second time.
// Finds: deadlock
#include <racecourse/kit.h>

TEST(Schedules, StdLockAdopt) {
    std::mutex left, right;
    int count = 0;
    std::thread other([&] {
        const std::scoped_lock both(right, left);
        ++count;
    });
    {
        std::lock(left, right);
        const std::lock_guard first(left, std::adopt_lock);
#ifdef FAULTY
        const std::lock_guard second(right);
#else
        const std::lock_guard second(right, std::adopt_lock);
#endif
        ++count;
    }
    other.join();
    EXPECT_EQ(count, 2);
}
