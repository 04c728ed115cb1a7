// A buffer is copied when the other thread has filled it; the mistake: while it fills it.
// Finds: race
#include <racecourse/kit.h>

#include <cstring>

TEST(Schedules, MemcpyBuffer) {
    std::vector<char> from(64, 'a'), to(64, '-');
    std::thread writer([&] { std::memset(from.data(), 'b', from.size()); });
#ifdef FAULTY
    std::memcpy(to.data(), from.data(), from.size());
    writer.join();
#else
    writer.join();
    std::memcpy(to.data(), from.data(), from.size());
    EXPECT_EQ(std::memcmp(to.data(), from.data(), to.size()), 0);
#endif
    EXPECT_NE(to[0], '-');
}
