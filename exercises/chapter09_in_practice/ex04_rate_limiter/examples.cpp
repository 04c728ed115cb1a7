// How the limiters are used. Try your own ideas here; the grader's hidden tests go further.
#include "rate_limiter.h"

#include <gtest/gtest.h>

#include <asio.hpp>
#include <chrono>
#include <exception>
#include <thread>
#include <vector>

using namespace std::chrono_literals;

TEST(Examples, ThreeAnHour) {
    RateLimiter limiter(3, 1h);
    limiter.acquire();
    limiter.acquire();
    EXPECT_TRUE(limiter.try_acquire()) << "It is the third.";
    EXPECT_FALSE(limiter.try_acquire()) << "Three have gone on in this hour.";
}

TEST(Examples, ThreadsTakeTurns) {
    RateLimiter limiter(2, 5ms);
    std::vector<std::jthread> threads;
    for (int i = 0; i < 3; ++i) {
        threads.emplace_back([&] {
            for (int call = 0; call < 2; ++call) limiter.acquire();
        });
    }
}

TEST(Examples, CoroutinesTakeTurns) {
    asio::io_context loop;
    AsyncRateLimiter limiter(2, 5ms);
    int done = 0;
    for (int i = 0; i < 6; ++i) {
        asio::co_spawn(
            loop,
            [&]() -> asio::awaitable<void> {
                co_await limiter.acquire();
                ++done;
            },
            [](const std::exception_ptr& error) {
                if (error) std::rethrow_exception(error);
            });
    }
    loop.run();
    EXPECT_EQ(done, 6);
}
