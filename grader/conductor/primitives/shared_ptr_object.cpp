// A shared_ptr guards its count, not its object, which has an atomic; the mistake: it has a plain
// int.
// Finds: race
#include <racecourse/kit.h>

#include <memory>

namespace {
struct Visits {
#ifdef FAULTY
    int count = 0;
#else
    std::atomic<int> count{0};
#endif
};
}  // namespace

TEST(Schedules, SharedPtrObject) {
    auto visits = std::make_shared<Visits>();
    std::thread other([visits] { ++visits->count; });
    ++visits->count;
    other.join();
    EXPECT_EQ(visits->count, 2);
}
