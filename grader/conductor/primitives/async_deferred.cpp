// A deferred async runs in get(); the mistake: a loop waits until it becomes ready, and it never
// does.
// Finds: livelock
#include <racecourse/kit.h>

#include <future>

using namespace std::chrono_literals;

TEST(Schedules, AsyncDeferred) {
    std::thread::id ran_in;
    std::future<int> answer = std::async(std::launch::deferred, [&] {
        ran_in = std::this_thread::get_id();
        return 42;
    });
    int got = 0;
    std::thread::id asked_in;
    std::thread reader([&] {
        asked_in = std::this_thread::get_id();
#ifdef FAULTY
        while (answer.wait_for(1ms) != std::future_status::ready) std::this_thread::yield();
#else
        EXPECT_EQ(answer.wait_for(1ms), std::future_status::deferred);
#endif
        got = answer.get();
    });
    reader.join();
    EXPECT_EQ(got, 42);
    EXPECT_EQ(ran_in, asked_in);
}
