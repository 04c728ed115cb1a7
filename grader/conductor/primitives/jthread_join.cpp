// A jthread joins when it leaves its scope; the mistake: the result is read inside the scope.
// Finds: race
#include <racecourse/kit.h>

TEST(Schedules, JthreadJoin) {
    int value = 0;
    {
        std::jthread worker([&] { value = 42; });
#ifdef FAULTY
        racecourse::use(value);
#endif
    }
    EXPECT_EQ(value, 42);
}
