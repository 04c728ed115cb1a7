// Locks taken with a time limit: libstdc++ takes them by calls that g++ 12's ThreadSanitizer does
// not know, so it sees neither the lock nor what it orders.
#include <racecourse/kit.h>
#include <semaphore.h>

#include <shared_mutex>

using namespace std::chrono_literals;

// Two threads, one of which leaves the lock out where `guarded` is false.
template <class Enter, class Leave>
void count_together(bool guarded, Enter enter, Leave leave) {
    int counter = 0;
    racecourse::start_together(2, [&](int number) {
        for (int i = 0; i < 10; ++i) {
            const bool locks = guarded || number == 0;
            if (locks) enter();
            ++counter;
            if (locks) leave();
        }
    });
    racecourse::use(counter);
}

void timed_mutex(bool guarded) {
    std::timed_mutex mutex;
    count_together(
        guarded, [&] { EXPECT_TRUE(mutex.try_lock_for(60s)); }, [&] { mutex.unlock(); });
}
TEST(Right, TimedMutex) {
    timed_mutex(true);
}
TEST(Wrong, TimedMutex) {
    timed_mutex(false);
}

void exclusive(bool guarded) {
    std::shared_timed_mutex mutex;
    count_together(
        guarded, [&] { EXPECT_TRUE(mutex.try_lock_for(60s)); }, [&] { mutex.unlock(); });
}
TEST(Right, SharedTimedMutexExclusive) {
    exclusive(true);
}
TEST(Wrong, SharedTimedMutexExclusive) {
    exclusive(false);
}

// One writes under the exclusive lock, then the other reads under the shared one; wrong: both have
// the shared one.
void shared(bool writer_excludes) {
    std::shared_timed_mutex mutex;
    std::atomic<bool> written{false};  // relaxed: comes first without ordering anything
    int value = 0;
    racecourse::start_together(2, [&](int number) {
        if (number == 0) {
            if (writer_excludes) {
                const std::lock_guard lock(mutex);
                ++value;
            } else {
                const std::shared_lock lock(mutex, 60s);
                ++value;
            }
            written.store(true, std::memory_order_relaxed);
        } else {
            while (!written.load(std::memory_order_relaxed)) std::this_thread::yield();
            const std::shared_lock lock(mutex, 60s);
            racecourse::use(value);
        }
    });
}
TEST(Right, SharedTimedMutexShared) {
    shared(true);
}
TEST(Wrong, SharedTimedMutexShared) {
    shared(false);
}

void semaphore(bool guarded) {
    sem_t free;
    sem_init(&free, 0, 1);
    timespec deadline{};
    clock_gettime(CLOCK_MONOTONIC, &deadline);
    deadline.tv_sec += 60;
    count_together(
        guarded, [&] { EXPECT_EQ(sem_clockwait(&free, CLOCK_MONOTONIC, &deadline), 0); },
        [&] { sem_post(&free); });
    sem_destroy(&free);
}
TEST(Right, SemClockwait) {
    semaphore(true);
}
TEST(Wrong, SemClockwait) {
    semaphore(false);
}

// The calls that are passed on still measure time.
TEST(Right, TimeLimitsEnd) {
    std::timed_mutex mutex;
    const std::lock_guard lock(mutex);
    std::thread other([&] {
        const auto began = std::chrono::steady_clock::now();
        EXPECT_FALSE(mutex.try_lock_for(30ms));
        EXPECT_FALSE(mutex.try_lock_until(std::chrono::steady_clock::now() - 1s));
        EXPECT_GE(std::chrono::steady_clock::now() - began, 30ms);
        EXPECT_LE(std::chrono::steady_clock::now() - began, 30s);
    });
    other.join();
}
