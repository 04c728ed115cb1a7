// Everything the thread needs is its own, but the program ends without knowing whether it is
// done.
// Finds: still_running
#include <racecourse/kit.h>

#include <memory>

TEST(Schedules, Program) {
    const auto lines = std::make_shared<std::atomic<int>>(0);
    std::thread flusher([lines] {
        ++*lines;
        ++*lines;
    });
#ifdef FAULTY
    flusher.detach();
#else
    flusher.join();
#endif
    EXPECT_LE(lines->load(), 2);
}
