// Two threads move within their own halves of a buffer; the mistake: the halves overlap.
// Finds: race
#include <racecourse/kit.h>

#include <cstring>

TEST(Schedules, MemmoveOverlap) {
    std::vector<char> buffer(64, 'x');
#ifdef FAULTY
    const std::size_t length = 33;
#else
    const std::size_t length = 32;
#endif
    std::thread other([&] { std::memmove(buffer.data() + 32, buffer.data() + 33, 31); });
    std::memmove(buffer.data() + 1, buffer.data(), length - 1);
    other.join();
    EXPECT_EQ(buffer[63], 'x');
}
