// A future of a reference gives the object itself; the mistake: the worker goes on changing it.
// Finds: race
#include <racecourse/kit.h>

#include <future>

TEST(Schedules, PromiseReference) {
    std::promise<int&> promise;
    std::future<int&> future = promise.get_future();
    int value = 0;
    std::thread worker([&] {
        value = 1;
        promise.set_value(value);
#ifdef FAULTY
        value = 2;
#endif
    });
    int& got = future.get();
    EXPECT_EQ(&got, &value);
    EXPECT_GE(got, 1);
    worker.join();
}
