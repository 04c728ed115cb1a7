// calloc gives zeroes, free ends it; the mistake: one thread frees what the other still reads.
// Finds: use_after_free or race
#include <racecourse/kit.h>

#include <cstdlib>

TEST(Schedules, MallocCalloc) {
    int* cells = static_cast<int*>(std::calloc(4, sizeof(int)));
    ASSERT_NE(cells, nullptr);
    std::thread other([cells] { EXPECT_EQ(cells[3], 0); });
#ifdef FAULTY
    std::free(cells);
    other.join();
#else
    other.join();
    std::free(cells);
#endif
}
