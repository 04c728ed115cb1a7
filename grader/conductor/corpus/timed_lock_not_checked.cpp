// The lock was asked for with a time limit, and the work is done whether it was got or not.
// Finds: wrong
#include <racecourse/kit.h>

using namespace std::chrono_literals;

TEST(Schedules, Program) {
    std::timed_mutex printer;
    racecourse::Gauge gauge;
    const auto print = [&] {
        std::unique_lock lock(printer, 50ms);
#ifndef FAULTY
        if (!lock.owns_lock()) return;
#endif
        racecourse::Gauge::Inside inside(gauge);
    };
    std::thread one(print);
    std::thread two(print);
    one.join();
    two.join();
    EXPECT_LE(gauge.highest(), 1);
}
