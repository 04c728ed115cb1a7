// The worker looks at a plain bool to learn that it should stop.
// Finds: race
#include <racecourse/kit.h>

namespace {

#ifdef FAULTY
using Flag = bool;
#else
using Flag = std::atomic<bool>;
#endif

}  // namespace

TEST(Schedules, Program) {
    Flag stop{false};
    int rounds = 0;
    std::thread worker([&] {
        do {
            ++rounds;
            std::this_thread::yield();
        } while (!stop);
    });
    stop = true;
    worker.join();
    EXPECT_GE(rounds, 1);
}
