// The flag that says "the data is there" is stored relaxed. The data is atomic too, so this is
// no data race: the reader just sees the old value.
// Finds: wrong
#include <racecourse/kit.h>

namespace {

#ifdef FAULTY
constexpr auto publish = std::memory_order_relaxed;
#else
constexpr auto publish = std::memory_order_release;
#endif

}  // namespace

TEST(Schedules, Program) {
    std::atomic<int> data{0};
    std::atomic<bool> ready{false};
    int seen = 42;
    std::thread reader([&] {
        if (ready.load(std::memory_order_acquire)) seen = data.load(std::memory_order_relaxed);
    });
    std::thread writer([&] {
        data.store(42, std::memory_order_relaxed);
        ready.store(true, publish);
    });
    reader.join();
    writer.join();
    EXPECT_EQ(seen, 42);
}
