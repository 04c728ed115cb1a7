// notify_all_at_thread_exit tells after the thread_locals are gone; the mistake: a notification
// while their destructors have yet to write.
// Finds: race
#include <racecourse/kit.h>

#include <memory>

namespace {
struct Shared {
    std::mutex mutex;
    std::condition_variable done;
    bool ready = false;
    int total = 0;
};

struct Flush {
    std::shared_ptr<Shared> to;
    int count = 0;
    ~Flush() {
        if (to) to->total += count;
    }
};

thread_local Flush flush;
}  // namespace

TEST(Schedules, NotifyAllAtThreadExit) {
    auto shared = std::make_shared<Shared>();
    std::thread worker([shared] {
        flush.to = shared;
        flush.count = 5;
        std::unique_lock lock(shared->mutex);
        shared->ready = true;
#ifdef FAULTY
        shared->done.notify_all();
#else
        std::notify_all_at_thread_exit(shared->done, std::move(lock));
#endif
    });
    {
        std::unique_lock lock(shared->mutex);
        shared->done.wait(lock, [&] { return shared->ready; });
        racecourse::use(shared->total);
    }
    worker.join();
    EXPECT_EQ(shared->total, 5);
}
