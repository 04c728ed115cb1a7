// Two threads change different elements of a vector; the mistake: one of them makes it grow.
// Finds: race or use_after_free
#include <racecourse/kit.h>

TEST(Schedules, SharedVector) {
    std::vector<int> cells(2);
    std::thread other([&] { cells[1] = 2; });
    cells[0] = 1;
#ifdef FAULTY
    cells.push_back(3);
#endif
    other.join();
    EXPECT_EQ(cells[0] + cells[1], 3);
}
