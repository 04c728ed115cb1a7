// A loop looks at its stop_token; the mistake: it looks at a plain bool.
// Finds: race or livelock
#include <racecourse/kit.h>

TEST(Schedules, StopTokenPoll) {
#ifdef FAULTY
    bool stop = false;
    std::thread worker([&] {
        while (!stop) std::this_thread::yield();
    });
    stop = true;
    worker.join();
#else
    bool stopped = false;
    std::jthread worker([&](const std::stop_token& token) {
        while (!token.stop_requested()) std::this_thread::yield();
        stopped = true;
    });
    worker.request_stop();
    worker.join();
    EXPECT_TRUE(stopped);
#endif
}
