// A worker hands its exception over through the promise; the mistake: it lets it fly.
// Finds: crash
#include <racecourse/kit.h>

#include <future>
#include <stdexcept>

TEST(Schedules, FutureException) {
    std::promise<int> promise;
    std::future<int> future = promise.get_future();
    std::thread worker([promise = std::move(promise)]() mutable {
#ifdef FAULTY
        throw std::out_of_range("no such page");
#else
        try {
            throw std::out_of_range("no such page");
        } catch (...) {
            promise.set_exception(std::current_exception());
        }
#endif
    });
    EXPECT_THROW(future.get(), std::out_of_range);
    worker.join();
}
