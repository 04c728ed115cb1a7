// The futures of two asyncs are kept, so both run at once; the mistake: the first is dropped, and
// its destructor waits for what the second would bring.
// Finds: deadlock or lost_wakeup
#include <racecourse/kit.h>

#include <future>

TEST(Schedules, AsyncFutureWaits) {
    std::latch second_runs(1);
    {
        std::future<void> first = std::async(std::launch::async, [&] { second_runs.wait(); });
#ifdef FAULTY
        first = std::future<void>();
#endif
        std::future<void> second =
            std::async(std::launch::async, [&] { second_runs.count_down(); });
    }
}
