// Each cell becomes its neighbour's old value; without a barrier between reading and writing
// some thread reads the new one.
// Finds: wrong
#include <racecourse/kit.h>

#include <array>
#include <barrier>

TEST(Schedules, Program) {
    constexpr int count = 3;
    std::array<std::atomic<int>, count> cells;
    for (int i = 0; i < count; ++i) cells[i] = i;
    std::barrier all_have_read(count);
    std::vector<std::thread> threads;
    for (int i = 0; i < count; ++i) {
        threads.emplace_back([&, i] {
            const int neighbour = cells[(i + 1) % count];
#ifndef FAULTY
            all_have_read.arrive_and_wait();
#endif
            cells[i] = neighbour;
        });
    }
    for (std::thread& thread : threads) thread.join();
    for (int i = 0; i < count; ++i) EXPECT_EQ(cells[i].load(), (i + 1) % count);
}
