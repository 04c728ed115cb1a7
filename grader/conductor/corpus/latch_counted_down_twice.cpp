// A job that fails and is tried again counts the latch down for each attempt, so the latch opens
// while another job is still running, or goes below zero unseen.
// Finds: wrong or deadlock or lost_wakeup
#include <racecourse/kit.h>

TEST(Schedules, Program) {
    std::latch all_done(2);
    std::atomic<int> finished{0};
    std::thread flaky([&] {
        for (int attempt = 0; attempt < 2; ++attempt) {
            if (attempt == 1) ++finished;
#ifdef FAULTY
            all_done.count_down();
#else
            if (attempt == 1) all_done.count_down();
#endif
        }
    });
    std::thread steady([&] {
        ++finished;
        all_done.count_down();
    });
    all_done.wait();
    const int seen = finished.load();
    flaky.join();
    steady.join();
    EXPECT_EQ(seen, 2);
}
