// A promise that dies without a value makes get() throw; the mistake: the reader does not expect
// it.
// Finds: crash
#include <racecourse/kit.h>

#include <future>

TEST(Schedules, PromiseBroken) {
    std::promise<int> promise;
    std::atomic<bool> cancelled{false};
    std::atomic<int> got{0};
    std::thread reader([&got, future = promise.get_future()]() mutable {
#ifdef FAULTY
        got.store(future.get());
#else
        try {
            got.store(future.get());
        } catch (const std::future_error& error) {
            EXPECT_EQ(error.code(), std::future_errc::broken_promise);
            got.store(-1);
        }
#endif
    });
    std::thread writer([&cancelled, promise = std::move(promise)]() mutable {
        if (!cancelled.load()) promise.set_value(7);
    });
    cancelled.store(true);
    writer.join();
    reader.join();
    EXPECT_NE(got.load(), 0);
}
