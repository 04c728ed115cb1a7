// An early return leaves a thread that was never joined.
// Finds: crash
#include <racecourse/kit.h>

namespace {

#ifdef FAULTY
using Thread = std::thread;
#else
using Thread = std::jthread;
#endif

int fetch() {
    std::atomic<int> cached{0};
    Thread loading([&] { cached = 5; });
    if (const int value = cached.load(); value != 0) return value;
    loading.join();
    return cached.load();
}

}  // namespace

TEST(Schedules, Program) {
    EXPECT_EQ(fetch(), 5);
}
