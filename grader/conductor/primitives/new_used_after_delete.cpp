// An object is deleted after the last look at it; the mistake: before, though in good order.
// Finds: use_after_free
#include <racecourse/kit.h>

TEST(Schedules, NewUsedAfterDelete) {
    int* value = new int(42);
#ifdef FAULTY
    std::thread other([&] { delete value; });
    other.join();
    EXPECT_EQ(*value, 42);
#else
    std::thread other([&] { EXPECT_EQ(*value, 42); });
    other.join();
    delete value;
#endif
}
