// wait_for and wait_until may time out; the mistake: what the worker writes is read all the same.
// Finds: race
#include <racecourse/kit.h>

#include <future>

using namespace std::chrono_literals;

TEST(Schedules, FutureWaitFor) {
    std::promise<void> done;
    std::future<void> future = done.get_future();
    int value = 0;
    std::thread worker([&] {
        value = 42;
        done.set_value();
    });
    bool ready = future.wait_for(1ms) == std::future_status::ready;
    if (!ready) {
        const auto soon = std::chrono::steady_clock::now() + 1ms;
        ready = future.wait_until(soon) == std::future_status::ready;
    }
    if (!ready) {
        const auto soon = std::chrono::system_clock::now() + 1ms;
        ready = future.wait_until(soon) == std::future_status::ready;
    }
#ifdef FAULTY
    (void)ready;
    racecourse::use(value);
#else
    if (!ready) future.wait();
    EXPECT_EQ(value, 42);
#endif
    worker.join();
}
