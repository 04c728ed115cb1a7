// Two searchers look whether the answer has been given and then both give it; the second
// set_value() throws in a thread where nobody catches.
// Finds: crash
#include <racecourse/kit.h>

#include <future>

TEST(Schedules, Program) {
    std::promise<int> answer;
    std::future<int> result = answer.get_future();
    std::atomic<bool> given{false};
    const auto search = [&](int found) {
#ifdef FAULTY
        if (given.load()) return;
        given.store(true);
#else
        if (given.exchange(true)) return;
#endif
        answer.set_value(found);
    };
    std::thread one(search, 1);
    std::thread two(search, 2);
    const int first = result.get();
    one.join();
    two.join();
    EXPECT_TRUE(first == 1 || first == 2);
}
