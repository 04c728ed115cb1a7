// A thread that has nothing more to do returns; the mistake: it ends the whole program.
// Finds: crash or wrong
#include <racecourse/kit.h>

#include <cstdlib>

TEST(Schedules, ExitInThread) {
    std::atomic<int> done{0};
    const auto work = [&] {
        const int before = done.fetch_add(1);
#ifdef FAULTY
        if (before == 1) std::_Exit(0);
#else
        if (before == 1) return;
#endif
    };
    std::thread first(work);
    std::thread second(work);
    first.join();
    second.join();
    EXPECT_EQ(done.load(), 2);
}
