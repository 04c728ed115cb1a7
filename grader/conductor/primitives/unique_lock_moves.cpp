// A unique_lock is taken late, moved and asked whether it owns; the mistake: release() gives up the
// lock without unlocking it.
// Finds: deadlock
#include <racecourse/kit.h>

TEST(Schedules, UniqueLockMoves) {
    std::mutex mutex;
    int count = 0;
    const auto add = [&] {
        std::unique_lock late(mutex, std::defer_lock);
        EXPECT_FALSE(late.owns_lock());
        late.lock();
        std::unique_lock moved = std::move(late);
        ++count;
#ifdef FAULTY
        moved.release();
#else
        moved.unlock();
        EXPECT_FALSE(moved.owns_lock());
#endif
    };
    std::thread other(add);
    add();
    other.join();
    EXPECT_EQ(count, 2);
}
