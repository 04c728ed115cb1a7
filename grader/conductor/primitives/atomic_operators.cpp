// ++, +=, -=, |=, &=, ^= on an atomic are one step each; the mistake: a = a | b is two.
// Finds: wrong
#include <racecourse/kit.h>

TEST(Schedules, AtomicOperators) {
    std::atomic<unsigned> bits{0};
    std::atomic<long> number{0};
    const auto work = [&](unsigned bit) {
#ifdef FAULTY
        bits = bits | bit;
#else
        bits |= bit;
#endif
        bits &= 0xffU;
        bits ^= 16U;
        ++number;
        number += 3;
        number -= 2;
        number--;
    };
    std::thread other([&] { work(1); });
    work(2);
    other.join();
    EXPECT_EQ(bits.load(), 3U);
    EXPECT_EQ(number.load(), 2);
}
