// A wait that must end on a stop gets the stop_token; the mistake: the token is only looked at in
// the predicate, and a stop notifies nobody.
// Finds: lost_wakeup or deadlock
#include <racecourse/kit.h>

TEST(Schedules, ConditionVariableAnyStopToken) {
    std::mutex mutex;
    std::condition_variable_any changed;
    bool ready = false;
    std::jthread worker([&](const std::stop_token& token) {
        std::unique_lock lock(mutex);
#ifdef FAULTY
        changed.wait(lock, [&] { return ready || token.stop_requested(); });
#else
        const bool came = changed.wait(lock, token, [&] { return ready; });
        EXPECT_EQ(came, ready);
#endif
    });
    worker.request_stop();
}
