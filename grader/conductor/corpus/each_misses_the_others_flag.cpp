// Each of two threads raises its flag and then looks at the other's. With release and acquire
// both may miss it, and both believe that they came first.
// Finds: wrong
#include <racecourse/kit.h>

namespace {

#ifdef FAULTY
constexpr auto on_store = std::memory_order_release;
constexpr auto on_load = std::memory_order_acquire;
#else
constexpr auto on_store = std::memory_order_seq_cst;
constexpr auto on_load = std::memory_order_seq_cst;
#endif

}  // namespace

TEST(Schedules, Program) {
    std::atomic<bool> left_here{false};
    std::atomic<bool> right_here{false};
    bool left_first = false;
    bool right_first = false;
    std::thread left([&] {
        left_here.store(true, on_store);
        left_first = !right_here.load(on_load);
    });
    std::thread right([&] {
        right_here.store(true, on_store);
        right_first = !left_here.load(on_load);
    });
    left.join();
    right.join();
    EXPECT_FALSE(left_first && right_first);
}
