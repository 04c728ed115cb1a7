// The answer is used after waiting at most a second, whether it has come or not.
// Finds: wrong
#include <racecourse/kit.h>

#include <future>

using namespace std::chrono_literals;

TEST(Schedules, Program) {
    std::atomic<int> price{0};
    std::future<void> asking = std::async(std::launch::async, [&] { price = 99; });
    int shown = -1;
#ifdef FAULTY
    asking.wait_for(1s);
    shown = price.load();
#else
    if (asking.wait_for(1s) == std::future_status::ready) shown = price.load();
#endif
    EXPECT_TRUE(shown == -1 || shown == 99);
}
