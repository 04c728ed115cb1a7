// The semaphore admits one more than there are seats.
// Finds: wrong
#include <racecourse/kit.h>

#include <semaphore>

TEST(Schedules, Program) {
    constexpr int seats = 2;
#ifdef FAULTY
    std::counting_semaphore<> free_seats(seats + 1);
#else
    std::counting_semaphore<> free_seats(seats);
#endif
    racecourse::Gauge gauge;
    racecourse::start_together(3, [&](int) {
        free_seats.acquire();
        { racecourse::Gauge::Inside inside(gauge); }
        free_seats.release();
    });
    EXPECT_LE(gauge.highest(), seats);
}
