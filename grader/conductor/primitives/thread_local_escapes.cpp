// A thread hands out a copy of its thread_local; the mistake: a pointer into it, used when the
// thread has ended.
// Finds: use_after_free
#include <racecourse/kit.h>

namespace {
thread_local std::vector<int> scratch;
}

TEST(Schedules, ThreadLocalEscapes) {
    std::vector<int> copy;
    const int* first = nullptr;
    std::thread worker([&] {
        scratch.assign(4, 9);
        copy = scratch;
        first = copy.data();
#ifdef FAULTY
        first = scratch.data();
#endif
    });
    worker.join();
    EXPECT_EQ(*first, 9);
}
