// A semaphore of two lets two threads inside at once; the mistake: it starts with three.
// Finds: wrong
#include <racecourse/kit.h>

#include <semaphore>

TEST(Schedules, CountingSemaphore) {
#ifdef FAULTY
    std::counting_semaphore<8> places(3);
#else
    std::counting_semaphore<8> places(2);
#endif
    racecourse::Gauge gauge;
    const auto visit = [&] {
        places.acquire();
        { const racecourse::Gauge::Inside inside(gauge); }
        places.release();
    };
    std::thread first(visit);
    std::thread second(visit);
    visit();
    first.join();
    second.join();
    EXPECT_LE(gauge.highest(), 2);
}
