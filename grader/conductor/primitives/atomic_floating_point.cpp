// fetch_add on atomic<float> and atomic<double>; the mistake: load and store.
// Finds: wrong
#include <racecourse/kit.h>

TEST(Schedules, AtomicFloatingPoint) {
    std::atomic<float> single{0.5F};
    std::atomic<double> twice{0.25};
    const auto add = [&] {
#ifdef FAULTY
        single = single + 1.0F;
#else
        single.fetch_add(1.0F);
#endif
        twice += 2.0;
        twice -= 1.0;
    };
    std::thread other(add);
    add();
    other.join();
    EXPECT_EQ(single.load(), 2.5F);
    EXPECT_EQ(twice.load(), 2.25);
}
