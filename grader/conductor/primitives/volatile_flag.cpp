// A flag between threads is atomic; the mistake: it is volatile, which orders nothing.
// Finds: race
#include <racecourse/kit.h>

TEST(Schedules, VolatileFlag) {
    int data = 0;
#ifdef FAULTY
    volatile bool ready = false;
#else
    std::atomic<bool> ready{false};
#endif
    std::thread writer([&] {
        data = 42;
        ready = true;
    });
    if (ready) {
        EXPECT_EQ(data, 42);
    }
    writer.join();
}
