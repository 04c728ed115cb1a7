// After realloc the new pointer is told to the other thread; the mistake: it keeps the old one.
// Finds: use_after_free
#include <racecourse/kit.h>

#include <cstdlib>

TEST(Schedules, MallocRealloc) {
    std::mutex mutex;
    int* cells = static_cast<int*>(std::malloc(2 * sizeof(int)));
    ASSERT_NE(cells, nullptr);
    cells[0] = 7;
    std::thread other([&, old = cells] {
        const std::lock_guard lock(mutex);
#ifdef FAULTY
        EXPECT_EQ(old[0], 7);
#else
        (void)old;
        EXPECT_EQ(cells[0], 7);
#endif
    });
    {
        const std::lock_guard lock(mutex);
        int* more = static_cast<int*>(std::realloc(cells, 4096 * sizeof(int)));
        ASSERT_NE(more, nullptr);
        more[4095] = 1;
        cells = more;
    }
    other.join();
    std::free(cells);
}
