// Tests of RateLimiter and AsyncRateLimiter. What is about time is asked in the suite Speed, where
// time is virtual.
#include "rate_limiter.h"

#include <racecourse/kit.h>

#include <algorithm>
#include <array>
#include <asio.hpp>
#include <asio/experimental/awaitable_operators.hpp>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

using namespace racecourse;
using asio::awaitable;

// The tests compare what comes out: its type must be the one that the task gives.
static_assert(std::is_same_v<decltype(std::declval<RateLimiter&>().try_acquire()), bool>);
static_assert(std::is_same_v<decltype(std::declval<AsyncRateLimiter&>().try_acquire()), bool>);

namespace {

using Clock = std::chrono::steady_clock;

void rethrow(const std::exception_ptr& error) {
    if (error) std::rethrow_exception(error);
}

awaitable<void> pause(std::chrono::nanoseconds time) {
    asio::steady_timer timer(co_await asio::this_coro::executor, time);
    co_await timer.async_wait(asio::use_awaitable);
}

// When a caller asked, and when it came through: it was let go on somewhere between.
struct Call {
    Clock::time_point asked, through;
};

void call(RateLimiter& limiter, std::vector<Call>& calls) {
    const auto asked = Clock::now();
    limiter.acquire();
    calls.push_back({asked, Clock::now()});
}

awaitable<void> call(AsyncRateLimiter& limiter, std::vector<Call>& calls) {
    const auto asked = Clock::now();
    co_await limiter.acquire();
    calls.push_back({asked, Clock::now()});
}

// After `idle`, seven calls at once; then the clock goes on for `gap`, and seven more.
std::vector<Call> calls_of_a_thread(RateLimiter& limiter, std::chrono::nanoseconds idle,
                                    std::chrono::nanoseconds gap) {
    std::vector<Call> calls;
    std::this_thread::sleep_for(idle);
    for (int i = 0; i < 7; ++i) call(limiter, calls);
    std::this_thread::sleep_for(gap);
    for (int i = 0; i < 7; ++i) call(limiter, calls);
    return calls;
}

std::vector<Call> calls_of_a_coroutine(AsyncRateLimiter& limiter, std::chrono::nanoseconds idle,
                                       std::chrono::nanoseconds gap) {
    std::vector<Call> calls;
    asio::io_context loop;
    asio::co_spawn(
        loop,
        [&]() -> awaitable<void> {
            co_await pause(idle);
            for (int i = 0; i < 7; ++i) co_await call(limiter, calls);
            co_await pause(gap);
            for (int i = 0; i < 7; ++i) co_await call(limiter, calls);
        },
        rethrow);
    loop.run();
    return calls;
}

TEST(Behaviour, SoManyGoOnAtOnceAndNoMore) {
    RateLimiter limiter(4, 1h);
    limiter.acquire();
    for (int i = 2; i <= 4; ++i) {
        EXPECT_TRUE(limiter.try_acquire())
            << because << "Four may go on in an hour. try_acquire() was called for number " << i
            << " and should say true.";
    }
    for (int i = 0; i < 2; ++i) {
        EXPECT_FALSE(limiter.try_acquire())
            << because << "Four may go on in an hour, and four have. try_acquire() says false.";
    }
}

TEST(Behaviour, CoroutinesGoOnAtOnceAndNoMore) {
    asio::io_context loop;
    AsyncRateLimiter limiter(4, 1h);
    int through = 0;
    for (int i = 0; i < 3; ++i) {
        asio::co_spawn(
            loop,
            [&]() -> awaitable<void> {
                co_await limiter.acquire();
                ++through;
            },
            rethrow);
    }
    loop.run();
    EXPECT_EQ(through, 3) << because
                          << "Four coroutines may go on in an hour, and three asked. All three "
                          << "should be through when the loop has nothing left to do.";
    EXPECT_TRUE(limiter.try_acquire())
        << because << "Four may go on in an hour, and three have. try_acquire() says true.";
    EXPECT_FALSE(limiter.try_acquire())
        << because << "Four may go on in an hour, and four have. try_acquire() says false.";
}

TEST(Behaviour, EachLimiterCountsForItself) {
    RateLimiter mail(1, 1h);
    RateLimiter news(1, 1h);
    EXPECT_TRUE(mail.try_acquire()) << because << "It is the first of this limiter.";
    EXPECT_TRUE(news.try_acquire())
        << because << "One limiter let one caller go on. Another limiter has not, and says true.";
}

TEST(Behaviour, AllThreadsComeThrough) {
    std::atomic<int> through{0};
    RateLimiter limiter(3, 2ms);
    start_together(4, [&](int) {
        for (int i = 0; i < 4; ++i) {
            limiter.acquire();
            ++through;
        }
    });
    EXPECT_EQ(through, 16) << because << "Four threads called acquire() four times each.";
}

TEST(Behaviour, AllCoroutinesComeThrough) {
    asio::io_context loop;
    AsyncRateLimiter limiter(3, 2ms);
    int through = 0;
    for (int i = 0; i < 4; ++i) {
        asio::co_spawn(
            loop,
            [&]() -> awaitable<void> {
                for (int call = 0; call < 4; ++call) {
                    co_await limiter.acquire();
                    ++through;
                }
            },
            rethrow);
    }
    loop.run();
    EXPECT_EQ(through, 16) << because << "Four coroutines called acquire() four times each, and "
                           << "the loop ran until there was nothing left to do.";
}

TEST(Races, SomeWaitAndSomeOnlyAsk) {
    std::atomic<int> went{0};
    RateLimiter limiter(100, 2ms);
    start_together(4, [&](int thread) {
        for (int i = 0; i < 500; ++i) {
            if (thread < 2) {
                limiter.acquire();
                ++went;
            } else if (limiter.try_acquire()) {
                ++went;
            }
        }
    });
    EXPECT_GE(went, 1000) << because << "Two threads called acquire() 500 times each.";
}

// The grader runs the following in many different orders of the threads' steps, so they are small.

TEST(Schedules, NeverMoreThanAllowed) {
    std::array<bool, 3> went{};
    RateLimiter limiter(2, 1h);
    std::thread first([&] { went[0] = limiter.try_acquire(); });
    std::thread second([&] { went[1] = limiter.try_acquire(); });
    std::thread third([&] { went[2] = limiter.try_acquire(); });
    first.join();
    second.join();
    third.join();
    const auto count = std::count(went.begin(), went.end(), true);
    EXPECT_EQ(count, 2) << because
                        << "Two may go on in an hour, and three threads called try_acquire() at "
                        << "the same time. Two of them should get true, but " << count << " did.";
}

TEST(Schedules, APeriodLiesBetween) {
    std::array<std::vector<Call>, 2> calls;
    RateLimiter limiter(1, 10ms);
    std::thread first([&] { call(limiter, calls[0]); });
    std::thread second([&] { call(limiter, calls[1]); });
    first.join();
    second.join();
    const Call a = calls[0].front();
    const Call b = calls[1].front();
    EXPECT_TRUE(b.through - a.asked >= 10ms || a.through - b.asked >= 10ms)
        << because << "One may go on in 10 ms, and two threads called acquire(). Both came through "
        << "in less than 10 ms.";
}

TEST(Schedules, NobodyIsOvertakenAgainAndAgain) {
    RateLimiter limiter(1, 10ms);
    limiter.acquire();
    std::thread patient([&] {
        const racecourse::Turn turn(2);
        limiter.acquire();
    });
    std::thread busy([&] {
        for (int i = 0; i < 4; ++i) {
            const racecourse::Turn turn(2);
            limiter.acquire();
        }
    });
    patient.join();
    busy.join();
}

// The grader runs the following on eight virtual cores. Time is virtual there, too: sleeping costs
// none of the machine's.

// Three may go on in 20 ms: of calls that all ask at once, number i is through 20 ms after number
// i-3 asked or came through.
void expect_right_times(const std::vector<Call>& calls, const std::string& who) {
    ASSERT_EQ(calls.size(), 14u) << because << who << " called acquire() 14 times.";
    for (std::size_t i = 3; i < calls.size(); ++i) {
        const auto after = calls[i].through - calls[i - 3].asked;
        if (after < 20ms || i + 1 == calls.size()) {
            EXPECT_AT_LEAST(after, 20ms)
                << "Three may go on in 20 ms, in each stretch of time that is so long. " << who
                << " called acquire() again and again, and call " << i - 2 << " and the three that "
                << "followed it came through within less than 20 ms.";
            if (after < 20ms) return;
        }
    }
    EXPECT_AT_MOST(calls[2].through - calls[0].asked, 2ms)
        << "Three may go on in 20 ms. " << who
        << " called acquire() for the first time, and the first three calls should not have "
        << "waited.";
    for (const std::size_t first : {0u, 7u}) {
        EXPECT_AT_MOST(calls[first + 6].through - calls[first].asked, 42ms)
            << "Three may go on in 20 ms, and " << who << " called acquire() seven times in a "
            << "row. The last should be through 40 ms after it, and not later.";
    }
}

TEST(Speed, ThreadsGoOnNeitherEarlyNorLate) {
    for (const auto idle : {18ms, 258ms}) {
        RateLimiter limiter(3, 20ms);
        expect_right_times(calls_of_a_thread(limiter, idle, 18ms), "A thread");
    }
}

TEST(Speed, CoroutinesGoOnNeitherEarlyNorLate) {
    for (const auto idle : {18ms, 258ms}) {
        AsyncRateLimiter limiter(3, 20ms);
        expect_right_times(calls_of_a_coroutine(limiter, idle, 18ms), "A coroutine");
    }
}

TEST(Speed, EveryThreadHasItsTurnInTime) {
    RateLimiter limiter(2, 10ms);
    const auto all = took([&] {
        start_together(4, [&](int) {
            for (int i = 0; i < 3; ++i) limiter.acquire();
        });
    });
    EXPECT_AT_LEAST(all.time, 50ms)
        << "Two may go on in 10 ms. Four threads called acquire() three times each, so the last "
           "two of the 12 go on after 50 ms.";
    EXPECT_AT_MOST(all.time, 54ms)
        << "Two may go on in 10 ms. Four threads called acquire() three times each, so the last "
           "two of the 12 go on after 50 ms, and not later.";
}

TEST(Speed, WaitsAsleep) {
    RateLimiter limiter(1, 4ms);
    limiter.acquire();
    const auto all = took([&] { start_together(3, [&](int) { limiter.acquire(); }); });
    EXPECT_AT_MOST(all.work, 6ms)
        << "Three threads waited for their turns, for 4, 8 and 12 ms. A thread that waits asleep "
           "needs next to no processor time.";
}

TEST(Speed, WhoWaitsKeepsNobodyFromAsking) {
    RateLimiter limiter(1, 40ms);
    limiter.acquire();
    const auto waiting = took([&] {
        std::jthread patient([&] { limiter.acquire(); });
        std::this_thread::sleep_for(10ms);
        bool went = false;
        const auto asking = took([&] {
            for (int i = 0; i < 3; ++i) went = limiter.try_acquire() || went;
        });
        EXPECT_AT_MOST(asking.time, 2ms)
            << "While one thread waited in acquire(), another called try_acquire(), which never "
               "waits. It should have been told at once.";
        EXPECT_FALSE(went) << because
                           << "One may go on in 40 ms, one had just done so, and another waited "
                           << "for its turn. try_acquire() says false.";
    });
    EXPECT_AT_MOST(waiting.time, 42ms)
        << "One may go on in 40 ms. One thread waited for its turn, and another called "
           "try_acquire(), which said false and used nothing up. The first should be through "
           "40 ms after the one before it.";
}

TEST(Speed, ThreadsGoOnInTheOrderInWhichTheyCame) {
    std::mutex mutex;
    std::string order;
    RateLimiter limiter(1, 5ms);
    limiter.acquire();
    const auto all = took([&] {
        std::vector<std::jthread> threads;
        for (const char name : {'a', 'b', 'c', 'd', 'e'}) {
            threads.emplace_back([&, name] {
                limiter.acquire();
                const std::lock_guard lock(mutex);
                order += name;
            });
            std::this_thread::sleep_for(1ms);
        }
    });
    EXPECT_AT_MOST(all.time, 28ms)
        << "One may go on in 5 ms, and one had just done so. Then five threads came, and the last "
           "of them should go on after 25 ms.";
    EXPECT_EQ(order, "abcde")
        << because << "Threads a, b, c, d and e called acquire(), one a millisecond after the "
        << "other, and one may go on in 5 ms. They should go on in the "
        << "order in which they came, but came through as " << order << ".";
}

TEST(Speed, WaitingCoroutinesHoldUpNobody) {
    asio::io_context loop;
    AsyncRateLimiter limiter(1, 20ms);
    std::string order;
    bool went = false;
    std::chrono::nanoseconds longest{};
    const auto start = Clock::now();
    asio::co_spawn(
        loop,
        [&]() -> awaitable<void> {
            for (int i = 0; i < 25; ++i) {
                const auto begin = Clock::now();
                co_await pause(1ms);
                longest = std::max<std::chrono::nanoseconds>(longest, Clock::now() - begin);
                if (Clock::now() - start < 60ms) went = limiter.try_acquire() || went;
            }
        },
        rethrow);
    for (const char name : {'a', 'b', 'c', 'd', 'e'}) {
        asio::co_spawn(
            loop,
            [&, name]() -> awaitable<void> {
                co_await limiter.acquire();
                order += name;
            },
            rethrow);
    }
    const auto all = took([&] { loop.run(); });
    EXPECT_AT_MOST(longest, 5ms)
        << "While coroutines waited in acquire(), another one of the same loop slept for 1 ms "
           "again and again. Who waits must not hold up the loop, but the other was held up.";
    EXPECT_EQ(order, "abcde") << because
                              << "Coroutines a, b, c, d and e called acquire(), in this order, "
                              << "and came through as " << order << ".";
    EXPECT_FALSE(went) << because
                       << "Four coroutines waited for their turns. try_acquire() says false.";
    EXPECT_AT_MOST(all.time, 84ms) << "One may go on in 20 ms. Five coroutines asked at once, and "
                                      "the last should go on after 80 ms.";
    EXPECT_AT_MOST(all.work, 15ms) << "For 80 ms there was next to nothing to do. A loop whose "
                                      "coroutines wait for a timer is asleep.";
}

TEST(Speed, ACancelledCoroutineStopsWaiting) {
    using namespace asio::experimental::awaitable_operators;
    asio::io_context loop;
    AsyncRateLimiter limiter(1, 1h);
    asio::co_spawn(
        loop,
        [&]() -> awaitable<void> {
            co_await limiter.acquire();
            const auto first = co_await (limiter.acquire() || pause(20ms));
            use(first.index());
        },
        rethrow);
    const auto all = took([&] { loop.run(); });
    EXPECT_AT_MOST(all.time, 22ms)
        << "A coroutine would have had to wait for an hour, and was cancelled after 20 ms. It "
           "should stop waiting at once.";
}

}  // namespace
