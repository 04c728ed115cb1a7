// Both threads go through atomic_ref; the mistake: one of them goes to the int directly.
// Finds: race
#include <racecourse/kit.h>

TEST(Schedules, AtomicRef) {
    int count = 0;
    std::thread other([&] { std::atomic_ref(count).fetch_add(1); });
#ifdef FAULTY
    ++count;
#else
    std::atomic_ref(count).fetch_add(1);
#endif
    other.join();
    EXPECT_EQ(count, 2);
}
