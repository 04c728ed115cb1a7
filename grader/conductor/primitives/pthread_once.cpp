// pthread_once runs a function once; the mistake: a plain int.
// Finds: race
#include <racecourse/kit.h>

#include <pthread.h>

namespace {
int starts = 0;
void start() {
    ++starts;
}

#ifdef FAULTY
int started = 0;
#else
pthread_once_t started = PTHREAD_ONCE_INIT;
#endif

void use() {
#ifdef FAULTY
    if (started == 0) {
        started = 1;
        start();
    }
#else
    pthread_once(&started, start);
#endif
    EXPECT_EQ(starts, 1);
}
}  // namespace

TEST(Schedules, PthreadOnce) {
    std::thread other(use);
    use();
    other.join();
}
