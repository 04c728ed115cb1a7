// release(2) lets two go on; the mistake: release() lets one, and the other waits for ever.
// Finds: deadlock or lost_wakeup
#include <racecourse/kit.h>

#include <semaphore>

TEST(Schedules, CountingSemaphoreMany) {
    std::counting_semaphore<4> permits(0);
    std::thread first([&] { permits.acquire(); });
    std::thread second([&] { permits.acquire(); });
#ifdef FAULTY
    permits.release();
#else
    permits.release(2);
#endif
    first.join();
    second.join();
}
