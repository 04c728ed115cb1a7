// Each thread marks an element of its own, but a vector<bool> keeps them as bits of one word.
// Finds: race
#include <racecourse/kit.h>

namespace {

#ifdef FAULTY
using Marks = std::vector<bool>;
#else
using Marks = std::vector<char>;
#endif

}  // namespace

TEST(Schedules, Program) {
    Marks marks(2);
    std::thread one([&] { marks[0] = true; });
    std::thread two([&] { marks[1] = true; });
    one.join();
    two.join();
    EXPECT_TRUE(marks[0]);
    EXPECT_TRUE(marks[1]);
}
