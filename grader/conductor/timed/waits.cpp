// Every wait of the library that takes a time, on virtual cores: it must last that long to the
// microsecond, on both clocks, and no longer when what it waits for comes first.
#include <racecourse/kit.h>

#include <atomic>
#include <barrier>
#include <condition_variable>
#include <future>
#include <latch>
#include <mutex>
#include <semaphore>
#include <shared_mutex>
#include <stop_token>
#include <thread>

#include <pthread.h>
#include <semaphore.h>

namespace {

using namespace std::chrono_literals;
using std::chrono::steady_clock;
using std::chrono::system_clock;

// The price of some steps and of the hand-over is all that may be added.
constexpr auto slack = 1ms;
// Where another thread's sleep ends the wait: it begins before the measurement does, by what the
// code between the two costs. That is real processor time, more of it where memory is touched
// first.
constexpr auto head_start = slack;

void lasts(const std::function<void()>& body, std::chrono::nanoseconds time) {
    const auto took = racecourse::took(body);
    EXPECT_AT_LEAST(took.time, time);
    EXPECT_AT_MOST(took.time, time + slack);
    EXPECT_AT_MOST(took.work, slack);
}

// While another thread holds it for 50 ms.
template <class Lock, class Wait>
void while_held(Lock& lock, const Wait& wait) {
    std::latch held(1);
    std::jthread holder([&] {
        const std::lock_guard guard(lock);
        held.count_down();
        std::this_thread::sleep_for(50ms);
    });
    held.wait();
    wait();
}

}  // namespace

TEST(Speed, SleepFor) {
    lasts([] { std::this_thread::sleep_for(30ms); }, 30ms);
}
TEST(Speed, SleepUntilSteady) {
    lasts([] { std::this_thread::sleep_until(steady_clock::now() + 30ms); }, 30ms);
}
TEST(Speed, SleepUntilSystem) {
    lasts([] { std::this_thread::sleep_until(system_clock::now() + 30ms); }, 30ms);
}
TEST(Speed, SleepAnHour) {
    lasts([] { std::this_thread::sleep_for(1h); }, 1h);
}
TEST(Speed, ClocksAgree) {
    const auto steady = steady_clock::now();
    const auto system = system_clock::now();
    std::this_thread::sleep_for(20ms);
    EXPECT_GE(steady_clock::now() - steady, 20ms);
    EXPECT_LT(steady_clock::now() - steady, 21ms);
    EXPECT_GE(system_clock::now() - system, 20ms);
    EXPECT_LT(system_clock::now() - system, 21ms);
}

TEST(Speed, TimedMutexFor) {
    std::timed_mutex mutex;
    while_held(mutex, [&] { lasts([&] { EXPECT_FALSE(mutex.try_lock_for(10ms)); }, 10ms); });
}
TEST(Speed, TimedMutexUntilSteady) {
    std::timed_mutex mutex;
    while_held(mutex, [&] {
        lasts([&] { EXPECT_FALSE(mutex.try_lock_until(steady_clock::now() + 10ms)); }, 10ms);
    });
}
TEST(Speed, TimedMutexUntilSystem) {
    std::timed_mutex mutex;
    while_held(mutex, [&] {
        lasts([&] { EXPECT_FALSE(mutex.try_lock_until(system_clock::now() + 10ms)); }, 10ms);
    });
}
TEST(Speed, TimedMutexComesFree) {
    std::timed_mutex mutex;
    while_held(mutex, [&] {
        lasts(
            [&] {
                EXPECT_TRUE(mutex.try_lock_for(1s));
                mutex.unlock();
            },
            50ms - head_start);
    });
}
TEST(Speed, RecursiveTimedMutexFor) {
    std::recursive_timed_mutex mutex;
    while_held(mutex, [&] { lasts([&] { EXPECT_FALSE(mutex.try_lock_for(10ms)); }, 10ms); });
}
TEST(Speed, SharedTimedMutexFor) {
    std::shared_timed_mutex mutex;
    while_held(mutex, [&] {
        lasts([&] { EXPECT_FALSE(mutex.try_lock_for(10ms)); }, 10ms);
        lasts([&] { EXPECT_FALSE(mutex.try_lock_shared_for(10ms)); }, 10ms);
    });
}
TEST(Speed, SharedTimedMutexUntilSystem) {
    std::shared_timed_mutex mutex;
    while_held(mutex, [&] {
        lasts([&] { EXPECT_FALSE(mutex.try_lock_shared_until(system_clock::now() + 10ms)); }, 10ms);
    });
}
TEST(Speed, MutexIsReleasedAfterFifty) {
    std::mutex mutex;
    while_held(mutex,
               [&] { lasts([&] { const std::lock_guard guard(mutex); }, 50ms - head_start); });
}

TEST(Speed, ConditionVariableWaitFor) {
    std::mutex mutex;
    std::condition_variable never;
    std::unique_lock lock(mutex);
    lasts([&] { EXPECT_EQ(never.wait_for(lock, 10ms), std::cv_status::timeout); }, 10ms);
}
TEST(Speed, ConditionVariableWaitForPredicate) {
    std::mutex mutex;
    std::condition_variable never;
    std::unique_lock lock(mutex);
    lasts([&] { EXPECT_FALSE(never.wait_for(lock, 10ms, [] { return false; })); }, 10ms);
}
TEST(Speed, ConditionVariableUntilSteady) {
    std::mutex mutex;
    std::condition_variable never;
    std::unique_lock lock(mutex);
    lasts([&] { never.wait_until(lock, steady_clock::now() + 10ms); }, 10ms);
}
TEST(Speed, ConditionVariableUntilSystem) {
    std::mutex mutex;
    std::condition_variable never;
    std::unique_lock lock(mutex);
    lasts([&] { never.wait_until(lock, system_clock::now() + 10ms); }, 10ms);
}
TEST(Speed, ConditionVariableIsNotified) {
    std::mutex mutex;
    std::condition_variable changed;
    bool ready = false;
    std::jthread other([&] {
        std::this_thread::sleep_for(5ms);
        const std::lock_guard lock(mutex);
        ready = true;
        changed.notify_one();
    });
    std::unique_lock lock(mutex);
    lasts([&] { EXPECT_TRUE(changed.wait_for(lock, 1s, [&] { return ready; })); },
          5ms - head_start);
}
TEST(Speed, ConditionVariableAnyWaitFor) {
    std::mutex mutex;
    std::condition_variable_any never;
    std::unique_lock lock(mutex);
    lasts([&] { never.wait_for(lock, 10ms); }, 10ms);
}
TEST(Speed, ConditionVariableAnyIsStopped) {
    std::mutex mutex;
    std::condition_variable_any changed;
    std::jthread waiter([&](const std::stop_token& stop) {
        std::unique_lock lock(mutex);
        changed.wait(lock, stop, [] { return false; });
    });
    std::this_thread::sleep_for(5ms);
    lasts(
        [&] {
            waiter.request_stop();
            waiter.join();
        },
        0ms);
}

TEST(Speed, SemaphoreFor) {
    std::counting_semaphore<> none(0);
    lasts([&] { EXPECT_FALSE(none.try_acquire_for(10ms)); }, 10ms);
}
TEST(Speed, SemaphoreUntilSteady) {
    std::binary_semaphore none(0);
    lasts([&] { EXPECT_FALSE(none.try_acquire_until(steady_clock::now() + 10ms)); }, 10ms);
}
TEST(Speed, SemaphoreUntilSystem) {
    std::binary_semaphore none(0);
    lasts([&] { EXPECT_FALSE(none.try_acquire_until(system_clock::now() + 10ms)); }, 10ms);
}
TEST(Speed, SemaphoreIsReleased) {
    std::binary_semaphore none(0);
    std::jthread other([&] {
        std::this_thread::sleep_for(5ms);
        none.release();
    });
    lasts([&] { EXPECT_TRUE(none.try_acquire_for(1s)); }, 5ms - head_start);
}

TEST(Speed, FutureWaitFor) {
    std::promise<int> promise;
    auto future = promise.get_future();
    lasts([&] { EXPECT_EQ(future.wait_for(10ms), std::future_status::timeout); }, 10ms);
}
TEST(Speed, FutureWaitUntilSystem) {
    std::promise<int> promise;
    auto future = promise.get_future();
    lasts([&] { future.wait_until(system_clock::now() + 10ms); }, 10ms);
}
TEST(Speed, FutureGetsItsValue) {
    std::promise<int> promise;
    auto future = promise.get_future();
    std::jthread other([&] {
        std::this_thread::sleep_for(5ms);
        promise.set_value(1);
    });
    lasts([&] { EXPECT_EQ(future.get(), 1); }, 5ms - head_start);
}
TEST(Speed, AsyncOverlaps) {
    lasts(
        [] {
            auto one = std::async(std::launch::async, [] { std::this_thread::sleep_for(20ms); });
            auto two = std::async(std::launch::async, [] { std::this_thread::sleep_for(20ms); });
            one.get();
            two.get();
        },
        20ms);
}

TEST(Speed, AtomicWait) {
    std::atomic<int> value{0};
    std::jthread other([&] {
        std::this_thread::sleep_for(5ms);
        value = 1;
        value.notify_all();
    });
    lasts([&] { value.wait(0); }, 5ms - head_start);
}
TEST(Speed, LatchAndBarrier) {
    std::latch latch(1);
    std::barrier barrier(2);
    std::jthread other([&] {
        std::this_thread::sleep_for(5ms);
        latch.count_down();
        std::this_thread::sleep_for(5ms);
        barrier.arrive_and_wait();
    });
    lasts(
        [&] {
            latch.wait();
            barrier.arrive_and_wait();
        },
        10ms - head_start);
}
TEST(Speed, CallOnceWaitsForTheFirst) {
    std::once_flag once;
    const auto initialise = [&] {
        std::call_once(once, [] { std::this_thread::sleep_for(10ms); });
    };
    std::jthread other(initialise);
    std::this_thread::sleep_for(5ms);
    lasts(initialise, 5ms - head_start);
}
TEST(Speed, StaticLocalWaitsForTheFirst) {
    const auto initialise = [] {
        static const int value = [] {
            std::this_thread::sleep_for(10ms);
            return 1;
        }();
        racecourse::use(value);
    };
    std::jthread other(initialise);
    std::this_thread::sleep_for(5ms);
    lasts(initialise, 5ms - head_start);
}

TEST(Speed, PosixWaits) {
    pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
    pthread_cond_t condition = PTHREAD_COND_INITIALIZER;
    sem_t semaphore;
    sem_init(&semaphore, 0, 0);
    const auto in_ten = [] {
        timespec time{};
        clock_gettime(CLOCK_REALTIME, &time);
        time.tv_nsec += 10'000'000;
        time.tv_sec += time.tv_nsec / 1'000'000'000;
        time.tv_nsec %= 1'000'000'000;
        return time;
    };
    lasts(
        [&] {
            const timespec until = in_ten();
            pthread_mutex_lock(&mutex);
            EXPECT_EQ(pthread_cond_timedwait(&condition, &mutex, &until), ETIMEDOUT);
            pthread_mutex_unlock(&mutex);
        },
        10ms);
    lasts(
        [&] {
            const timespec until = in_ten();
            EXPECT_EQ(sem_timedwait(&semaphore, &until), -1);
        },
        10ms);
    sem_destroy(&semaphore);
}
TEST(Speed, SixtySleepersNeedNoCore) {
    const auto took = racecourse::took([] {
        std::vector<std::jthread> threads;
        for (int i = 0; i < 60; ++i)
            threads.emplace_back([] { std::this_thread::sleep_for(20ms); });
    });
    EXPECT_AT_LEAST(took.time, 20ms);
    EXPECT_AT_MOST(took.time, 22ms);
    EXPECT_AT_MOST(took.threads, 60);
    EXPECT_AT_LEAST(took.threads, 60);
}
