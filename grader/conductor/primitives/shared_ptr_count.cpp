// Copies of a shared_ptr in several threads count safely; the mistake: one shared_ptr object is
// assigned by one and copied by the other.
// Finds: race or use_after_free
#include <racecourse/kit.h>

#include <memory>

TEST(Schedules, SharedPtrCount) {
    auto value = std::make_shared<int>(42);
#ifdef FAULTY
    std::thread other([&value] {
#else
    std::thread other([value] {
#endif
        const std::shared_ptr<int> mine = value;
        EXPECT_GE(*mine, 42);
    });
    value = std::make_shared<int>(43);
    other.join();
    EXPECT_EQ(*value, 43);
    EXPECT_EQ(value.use_count(), 1);
}
