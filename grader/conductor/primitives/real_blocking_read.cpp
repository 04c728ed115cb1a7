// One thread hands a byte to another in memory; the mistake: through a pipe, whose read really
// blocks.
// Finds: environment
#include <racecourse/kit.h>

#include <unistd.h>

TEST(Schedules, RealBlockingRead) {
#ifdef FAULTY
    int ends[2] = {-1, -1};
    ASSERT_EQ(pipe(ends), 0);
    char got = 0;
    std::thread reader([&] { EXPECT_EQ(read(ends[0], &got, 1), 1); });
    const char byte = 'x';
    EXPECT_EQ(write(ends[1], &byte, 1), 1);
    reader.join();
    close(ends[0]);
    close(ends[1]);
#else
    std::atomic<char> slot{0};
    char got = 0;
    std::thread reader([&] {
        slot.wait(0);
        got = slot.load();
    });
    slot.store('x');
    slot.notify_one();
    reader.join();
#endif
    EXPECT_EQ(got, 'x');
}
