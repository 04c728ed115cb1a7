// A text is measured under the mutex; the mistake: while the other thread makes it longer.
// Finds: race
#include <racecourse/kit.h>

#include <cstring>

TEST(Schedules, StrlenBuffer) {
    std::mutex mutex;
    std::vector<char> text(32, '\0');
    text[0] = 'a';
    std::thread writer([&] {
        const std::lock_guard lock(mutex);
        text[1] = 'b';
    });
    std::size_t length = 0;
    {
#ifndef FAULTY
        const std::lock_guard lock(mutex);
#endif
        length = std::strlen(text.data());
    }
    EXPECT_TRUE(length == 1 || length == 2);
    writer.join();
}
