// std::try_lock says -1 when it got all; the mistake: any other answer is taken for success.
// Finds: race or unlock_by_other or double_unlock
#include <racecourse/kit.h>

TEST(Schedules, StdTryLock) {
    std::mutex left, right;
    int count = 0;
    std::thread other([&] {
        const std::scoped_lock both(left, right);
        ++count;
    });
    const int failed = std::try_lock(left, right);
#ifdef FAULTY
    if (failed != 1) {
#else
    if (failed == -1) {
#endif
        ++count;
        left.unlock();
        right.unlock();
    }
    other.join();
    EXPECT_GE(count, 1);
}
