// Each reader has its own shared_future; the mistake: two readers call get() on one future.
// Finds: race or crash or wrong
#include <racecourse/kit.h>

#include <future>

TEST(Schedules, SharedFuture) {
    std::promise<std::string> promise;
#ifdef FAULTY
    std::future<std::string> future = promise.get_future();
    const auto read = [&future] { EXPECT_EQ(future.get(), "ready"); };
#else
    const std::shared_future<std::string> future = promise.get_future().share();
    const auto read = [future] { EXPECT_EQ(future.get(), "ready"); };
#endif
    std::thread first(read);
    std::thread second(read);
    promise.set_value("ready");
    first.join();
    second.join();
}
