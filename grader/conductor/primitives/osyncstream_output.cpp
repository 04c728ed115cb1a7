// Each thread has its own osyncstream on one stream; the mistake: one of them writes to the stream
// itself.
// Finds: race
#include <racecourse/kit.h>

#include <sstream>
#include <syncstream>

TEST(Schedules, OsyncstreamOutput) {
    std::ostringstream out;
    std::thread other([&] { std::osyncstream(out) << "one " << 1 << '\n'; });
#ifdef FAULTY
    out << "two " << 2 << '\n';
#else
    std::osyncstream(out) << "two " << 2 << '\n';
#endif
    other.join();
    EXPECT_EQ(out.str().size(), 12U);
}
