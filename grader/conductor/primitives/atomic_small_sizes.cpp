// Atomics of 1, 2, 4 and 8 bytes are changed in one step; the mistake: load, then exchange.
// Finds: wrong
#include <racecourse/kit.h>

#include <cstdint>

namespace {
template <class T>
void count_to_two() {
    std::atomic<T> count{0};
    const auto add = [&] {
#ifdef FAULTY
        const T seen = count.load();
        count.exchange(static_cast<T>(seen + 1));
#else
        T seen = count.load();
        while (!count.compare_exchange_strong(seen, static_cast<T>(seen + 1))) {
        }
#endif
    };
    std::thread other(add);
    add();
    other.join();
    EXPECT_EQ(count.load(), T{2});
    EXPECT_EQ(count.fetch_sub(T{1}), T{2});
    EXPECT_EQ(count.fetch_or(T{6}), T{1});
    EXPECT_EQ(count.fetch_and(T{3}), T{7});
    EXPECT_EQ(count.fetch_xor(T{1}), T{3});
    EXPECT_EQ(count.exchange(T{9}), T{2});
}
}  // namespace

TEST(Schedules, AtomicOneByte) {
    count_to_two<std::uint8_t>();
}
TEST(Schedules, AtomicTwoBytes) {
    count_to_two<std::uint16_t>();
}
TEST(Schedules, AtomicFourBytes) {
    count_to_two<std::uint32_t>();
}
TEST(Schedules, AtomicEightBytes) {
    count_to_two<std::uint64_t>();
}
