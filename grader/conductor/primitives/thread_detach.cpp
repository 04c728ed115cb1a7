// A detached thread says through a latch that it is done; the mistake: nobody waits for it.
// Finds: still_running
#include <racecourse/kit.h>

#include <memory>

namespace {
struct Shared {
    std::latch done{1};
    int value = 0;
};
}  // namespace

TEST(Schedules, ThreadDetach) {
    // Shared, because the latch must live until count_down() has returned.
    auto shared = std::make_shared<Shared>();
    std::thread([shared] {
        shared->value = 42;
        shared->done.count_down();
    }).detach();
#ifndef FAULTY
    shared->done.wait();
    EXPECT_EQ(shared->value, 42);
#endif
}
