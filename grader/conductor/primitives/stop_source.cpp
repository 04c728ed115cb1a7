// request_stop() tells the one caller that was first; the mistake: each caller asks first whether
// stop was requested, and both believe they were first.
// Finds: wrong
#include <racecourse/kit.h>

#include <stop_token>

TEST(Schedules, StopSource) {
    std::stop_source source;
    std::atomic<int> first{0};
    const auto stop = [&] {
#ifdef FAULTY
        if (!source.stop_requested()) {
            source.request_stop();
            first.fetch_add(1);
        }
#else
        if (source.request_stop()) first.fetch_add(1);
#endif
    };
    std::thread other(stop);
    stop();
    other.join();
    EXPECT_TRUE(source.get_token().stop_requested());
    EXPECT_EQ(first.load(), 1);
}
