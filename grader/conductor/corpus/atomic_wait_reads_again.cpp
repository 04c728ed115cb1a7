// The value to wait on is read a second time: if it has changed since the first, the thread
// waits for the next change, which does not come.
// Finds: deadlock or lost_wakeup
#include <racecourse/kit.h>

TEST(Schedules, Program) {
    std::atomic<int> version{0};
    int seen = 0;
    std::thread reader([&] {
        while (version.load() == 0) {
#ifdef FAULTY
            version.wait(version.load());
#else
            version.wait(0);
#endif
        }
        seen = version.load();
    });
    std::thread writer([&] {
        version.store(1);
        version.notify_one();
    });
    reader.join();
    writer.join();
    EXPECT_EQ(seen, 1);
}
