// When call_once's function throws, the next caller tries again; the mistake: a flag set first lets
// the next caller go on with nothing.
// Finds: wrong
#include <racecourse/kit.h>

#include <stdexcept>

TEST(Schedules, CallOnceException) {
    std::atomic<int> attempts{0};
    int connection = 0;
    std::once_flag connected;
    std::atomic<bool> claimed{false};
    const auto connect = [&] {
        if (attempts.fetch_add(1) == 0) throw std::runtime_error("refused");
        connection = 7;
    };
    const auto use = [&] {
        for (int attempt = 0; attempt < 2; ++attempt) {
            try {
#ifdef FAULTY
                if (!claimed.exchange(true)) connect();
#else
                std::call_once(connected, connect);
#endif
                EXPECT_EQ(connection, 7);
                return;
            } catch (const std::runtime_error&) {
                continue;
            }
        }
    };
    std::thread other(use);
    use();
    other.join();
    EXPECT_EQ(connection, 7);
}
