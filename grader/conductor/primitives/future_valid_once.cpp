// get() empties a future; the mistake: a worker asks a second time.
// Finds: crash
#include <racecourse/kit.h>

#include <future>

TEST(Schedules, FutureValidOnce) {
    std::promise<int> promise;
    std::thread worker([future = promise.get_future()]() mutable {
        EXPECT_TRUE(future.valid());
        EXPECT_EQ(future.get(), 5);
        EXPECT_FALSE(future.valid());
#ifdef FAULTY
        EXPECT_EQ(future.get(), 5);
#endif
    });
    promise.set_value(5);
    worker.join();
}
