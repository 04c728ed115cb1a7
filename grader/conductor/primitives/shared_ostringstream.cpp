// Each thread writes to its own ostringstream; the mistake: both write to one.
// Finds: race
#include <racecourse/kit.h>

#include <sstream>

TEST(Schedules, SharedOstringstream) {
    std::string lines[2];
#ifdef FAULTY
    std::ostringstream out;
#endif
    const auto write = [&](int number) {
#ifndef FAULTY
        std::ostringstream out;
#endif
        out << "line " << number << ": " << 1.5 << '\n';
        lines[number] = out.str();
    };
    std::thread other([&] { write(1); });
    write(0);
    other.join();
    EXPECT_FALSE(lines[0].empty());
#ifndef FAULTY
    EXPECT_EQ(lines[1], "line 1: 1.5\n");
#endif
}
