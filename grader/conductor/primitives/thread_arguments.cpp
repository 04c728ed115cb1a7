// A thread gets its own copy of its argument; the mistake: a reference to the loop's variable.
// Finds: race or wrong
#include <racecourse/kit.h>

#include <numeric>

TEST(Schedules, ThreadArguments) {
    std::vector<int> seen(2);
    std::vector<std::thread> workers;
    int number = 0;
    for (number = 0; number < 2; ++number) {
#ifdef FAULTY
        workers.emplace_back([&] { seen[static_cast<unsigned>(number % 2)] = number + 1; });
#else
        workers.emplace_back([&seen, number] { seen[static_cast<unsigned>(number)] = number + 1; });
#endif
    }
    for (std::thread& worker : workers) worker.join();
    EXPECT_EQ(std::accumulate(seen.begin(), seen.end(), 0), 3);
}
