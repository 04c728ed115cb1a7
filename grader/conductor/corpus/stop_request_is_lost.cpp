// The waiter's predicate asks for the stop request, but requesting a stop takes no lock: it may
// come between the question and the wait. The right one lets the wait itself listen to the
// token.
// Finds: deadlock or lost_wakeup
#include <racecourse/kit.h>

#include <stop_token>

TEST(Schedules, Program) {
    std::mutex mutex;
    std::condition_variable_any changed;
    bool work = false;
    bool stopped = false;
    std::jthread worker([&](const std::stop_token& stop) {
        std::unique_lock lock(mutex);
#ifdef FAULTY
        changed.wait(lock, [&] { return work || stop.stop_requested(); });
#else
        changed.wait(lock, stop, [&] { return work; });
#endif
        stopped = stop.stop_requested();
    });
    worker.request_stop();
    changed.notify_all();
    worker.join();
    EXPECT_TRUE(stopped);
}
