// scoped_lock takes two mutexes in any order without deadlock; the mistake: one after the other, in
// opposite order.
// Finds: deadlock
#include <racecourse/kit.h>

TEST(Schedules, ScopedLockTwo) {
    std::mutex left, right;
    int moved = 0;
    const auto move = [&](std::mutex& from, std::mutex& to) {
#ifdef FAULTY
        const std::lock_guard first(from);
        const std::lock_guard second(to);
#else
        const std::scoped_lock both(from, to);
#endif
        ++moved;
    };
    std::thread other([&] { move(left, right); });
    move(right, left);
    other.join();
    EXPECT_EQ(moved, 2);
}
