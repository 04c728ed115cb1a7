// A thread's result is read after join(); the mistake: it is read before.
// Finds: race
#include <racecourse/kit.h>

TEST(Schedules, ThreadJoin) {
    int value = 0;
    std::thread worker([&] { value = 42; });
#ifdef FAULTY
    racecourse::use(value);
    worker.join();
#else
    worker.join();
#endif
    EXPECT_EQ(value, 42);
}
