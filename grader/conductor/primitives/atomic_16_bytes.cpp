// An atomic of 16 bytes changes both halves in one step; the mistake: two atomics of 8 bytes.
// Finds: wrong
#include <racecourse/kit.h>

#include <cstdint>

namespace {
struct alignas(16) Range {
    std::int64_t low = 0;
    std::int64_t high = 0;
};
}  // namespace

TEST(Schedules, Atomic16Bytes) {
#ifdef FAULTY
    std::atomic<std::int64_t> low{0}, high{0};
    std::thread other([&] {
        low.store(5);
        high.store(5);
    });
    const Range seen{low.load(), high.load()};
#else
    std::atomic<Range> range{Range{}};
    std::thread other([&] {
        Range expected = range.load();
        while (!range.compare_exchange_weak(expected, Range{5, 5})) {
        }
    });
    const Range seen = range.load();
#endif
    EXPECT_EQ(seen.low, seen.high);
    other.join();
}
