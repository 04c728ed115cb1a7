// Two readers look at one exception while the worker drops its copy; the mistake: both change it.
// Finds: race
#include <racecourse/kit.h>

#include <future>

namespace {
struct Refused {
    std::string reason;
    int seen = 0;
};
}  // namespace

TEST(Schedules, SharedFutureException) {
    std::promise<void> promise;
    const std::shared_future<void> future = promise.get_future().share();
    const auto read = [future] {
        try {
            future.get();
        } catch (Refused& refused) {
            EXPECT_EQ(refused.reason, "no room");
#ifdef FAULTY
            ++refused.seen;
#endif
        }
    };
    std::thread first(read);
    std::thread second(read);
    std::thread worker([promise = std::move(promise)]() mutable {
        std::exception_ptr error = std::make_exception_ptr(Refused{"no room"});
        promise.set_exception(error);
        error = nullptr;
    });
    first.join();
    second.join();
    worker.join();
}
