// condition_variable_any with limits: wait_for, wait_until, with a stop_token; the mistake: a time-
// out is taken for a stop.
// Finds: wrong
#include <racecourse/kit.h>

using namespace std::chrono_literals;

TEST(Schedules, ConditionVariableAnyTimed) {
    std::mutex mutex;
    std::condition_variable_any changed;
    bool ready = false;
    std::jthread worker([&](const std::stop_token& token) {
        std::unique_lock lock(mutex);
        const auto is_ready = [&] { return ready; };
        bool came = changed.wait_for(lock, 5ms, is_ready);
        if (!came)
            came = changed.wait_until(lock, std::chrono::system_clock::now() + 5ms, is_ready);
        if (!came) came = changed.wait_for(lock, token, 5ms, is_ready);
        if (came) return;
#ifdef FAULTY
        EXPECT_TRUE(token.stop_requested());
#else
        came = changed.wait(lock, token, is_ready);
        EXPECT_TRUE(came || token.stop_requested());
#endif
    });
    {
        const std::lock_guard lock(mutex);
        ready = true;
    }
    changed.notify_all();
    worker.request_stop();
}
