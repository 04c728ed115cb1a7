// A promise hands over a value; the mistake: two threads may both set it.
// Finds: crash
#include <racecourse/kit.h>

#include <future>

TEST(Schedules, PromiseValue) {
    std::promise<int> promise;
    std::future<int> answer = promise.get_future();
    std::atomic<bool> answered{false};
    const auto offer = [&](int value) {
#ifdef FAULTY
        if (answered.load()) return;
        answered.store(true);
#else
        if (answered.exchange(true)) return;
#endif
        promise.set_value(value);
    };
    std::thread first([&] { offer(1); });
    std::thread second([&] { offer(2); });
    const int value = answer.get();
    EXPECT_TRUE(value == 1 || value == 2);
    first.join();
    second.join();
}
