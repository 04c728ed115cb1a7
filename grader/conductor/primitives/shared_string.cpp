// A string is extended under a mutex; the mistake: without it.
// Finds: race
#include <racecourse/kit.h>

TEST(Schedules, SharedString) {
    std::mutex mutex;
    std::string text;
    const auto add = [&](char letter) {
#ifndef FAULTY
        const std::lock_guard lock(mutex);
#endif
        text += letter;
    };
    std::thread other([&] { add('b'); });
    add('a');
    other.join();
    EXPECT_EQ(text.size(), 2U);
}
