// A promise of void says "done" after the work; the mistake: before it.
// Finds: race
#include <racecourse/kit.h>

#include <future>

TEST(Schedules, PromiseVoid) {
    std::promise<void> done;
    int value = 0;
    std::thread worker([&] {
#ifdef FAULTY
        done.set_value();
        value = 42;
#else
        value = 42;
        done.set_value();
#endif
    });
    done.get_future().get();
    racecourse::use(value);
    worker.join();
    EXPECT_EQ(value, 42);
}
