// A thread is joined before its object dies; the mistake: an early return forgets the join.
// Finds: crash
#include <racecourse/kit.h>

namespace {
void work(std::atomic<int>& finished) {
    std::thread worker([&] { finished.fetch_add(1); });
#ifdef FAULTY
    if (finished.load() == 1) return;
#endif
    worker.join();
}
}  // namespace

TEST(Schedules, ThreadNotJoined) {
    std::atomic<int> finished{0};
    work(finished);
    EXPECT_EQ(finished.load(), 1);
}
