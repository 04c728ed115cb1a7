// The result is read after a sleep that is always long enough, until it is not.
// Finds: wrong
#include <racecourse/kit.h>

#include <future>

using namespace std::chrono_literals;

TEST(Schedules, Program) {
    std::atomic<int> result{0};
    std::future<void> computing = std::async(std::launch::async, [&] { result = 42; });
#ifdef FAULTY
    std::this_thread::sleep_for(100ms);
#else
    computing.wait();
#endif
    EXPECT_EQ(result.load(), 42);
}
