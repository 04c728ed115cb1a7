// A table is filled on first use behind a plain flag, where a static local would have been safe.
// Finds: race
#include <racecourse/kit.h>

namespace {

int make_limit() {
    return 5;
}

int limit() {
#ifdef FAULTY
    static bool ready = false;
    static int value = 0;
    if (!ready) {
        value = make_limit();
        ready = true;
    }
#else
    static const int value = make_limit();
#endif
    return value;
}

}  // namespace

TEST(Schedules, Program) {
    int one = 0;
    int two = 0;
    std::thread first([&] { one = limit(); });
    std::thread second([&] { two = limit(); });
    first.join();
    second.join();
    EXPECT_EQ(one, 5);
    EXPECT_EQ(two, 5);
}
