// Neighbouring members are separate; the mistake: neighbouring bit-fields share a byte.
// Finds: race
#include <racecourse/kit.h>

namespace {
struct Flags {
#ifdef FAULTY
    unsigned char left : 4;
    unsigned char right : 4;
#else
    unsigned char left;
    unsigned char right;
#endif
};
}  // namespace

TEST(Schedules, BitFields) {
    Flags flags{0, 0};
    std::thread other([&] { flags.right = 2; });
    flags.left = 1;
    other.join();
    EXPECT_EQ(flags.left + flags.right, 3);
}
