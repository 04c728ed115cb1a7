// Event loops of Asio on virtual cores, under the search and under ThreadSanitizer.
#include <racecourse/kit.h>

#include <asio.hpp>
#include <asio/experimental/awaitable_operators.hpp>
#include <asio/experimental/channel.hpp>

namespace {

using namespace std::chrono_literals;
using asio::awaitable;
using asio::use_awaitable;

constexpr auto slack = 2ms;

void lasts(const std::function<void()>& body, std::chrono::nanoseconds time) {
    const auto took = racecourse::took(body);
    EXPECT_AT_LEAST(took.time, time);
    EXPECT_AT_MOST(took.time, time + slack);
}

void run(std::function<awaitable<void>()> first) {
    asio::io_context loop;
    asio::co_spawn(loop, std::move(first), [](const std::exception_ptr& error) {
        if (error) std::rethrow_exception(error);
    });
    loop.run();
}

awaitable<void> pause(std::chrono::nanoseconds time) {
    asio::steady_timer timer(co_await asio::this_coro::executor, time);
    co_await timer.async_wait(use_awaitable);
}

}  // namespace

TEST(Speed, OnePause) {
    lasts([] { run([] { return pause(100ms); }); }, 100ms);
}
TEST(Speed, PausesOneAfterTheOther) {
    lasts(
        [] {
            run([]() -> awaitable<void> {
                for (int i = 0; i < 5; ++i) co_await pause(20ms);
            });
        },
        100ms);
}
TEST(Speed, PausesTogether) {
    using namespace asio::experimental::awaitable_operators;
    lasts([] { run([]() -> awaitable<void> { co_await (pause(100ms) && pause(80ms)); }); }, 100ms);
}
TEST(Speed, TheFirstOfTwo) {
    using namespace asio::experimental::awaitable_operators;
    lasts(
        [] {
            run([]() -> awaitable<void> {
                const auto first = co_await (pause(1h) || pause(30ms));
                EXPECT_EQ(first.index(), 1u);
            });
        },
        30ms);
}
TEST(Speed, ADayOfManyTimers) {
    lasts(
        [] {
            asio::io_context loop;
            int done = 0;
            for (int i = 1; i <= 50; ++i) {
                asio::co_spawn(loop, pause(i * 1728s), [&](const std::exception_ptr&) { ++done; });
            }
            loop.run();
            EXPECT_EQ(done, 50);
        },
        86'400s);
}
TEST(Speed, APostFromAThreadThatSleeps) {
    lasts(
        [] {
            asio::io_context loop;
            auto open = asio::make_work_guard(loop);
            std::jthread other([&] {
                std::this_thread::sleep_for(70ms);
                asio::post(loop, [&] { open.reset(); });
            });
            loop.run();
        },
        70ms);
}
TEST(Speed, ATimerSetFromAThread) {
    lasts(
        [] {
            asio::io_context loop;
            asio::steady_timer late(loop, 10s);
            late.async_wait([](const asio::error_code& error) { EXPECT_TRUE(error); });
            std::jthread other([&] {
                std::this_thread::sleep_for(10ms);
                asio::post(loop, [&] { late.cancel(); });
            });
            loop.run();
        },
        10ms);
}
TEST(Speed, APoolOfFour) {
    lasts(
        [] {
            asio::thread_pool pool(4);
            std::atomic<int> done = 0;
            for (int i = 0; i < 8; ++i) {
                asio::post(pool, [&] {
                    std::this_thread::sleep_for(50ms);
                    ++done;
                });
            }
            pool.join();
            EXPECT_EQ(done, 8);
        },
        100ms);
}
TEST(Speed, AChannelBetweenTwo) {
    lasts(
        [] {
            asio::io_context loop;
            asio::experimental::channel<void(asio::error_code, int)> queue(loop, 1);
            asio::co_spawn(
                loop,
                [&]() -> awaitable<void> {
                    for (int i = 0; i < 3; ++i) {
                        co_await pause(20ms);
                        co_await queue.async_send({}, i, use_awaitable);
                    }
                },
                asio::detached);
            int sum = 0;
            asio::co_spawn(
                loop,
                [&]() -> awaitable<void> {
                    for (int i = 0; i < 3; ++i) sum += co_await queue.async_receive(use_awaitable);
                },
                asio::detached);
            loop.run();
            EXPECT_EQ(sum, 3);
        },
        60ms);
}

TEST(Schedules, PostsFromAnotherThread) {
    asio::io_context loop;
    auto open = asio::make_work_guard(loop);
    int done = 0;
    std::thread other([&] { asio::post(loop, [&] { ++done, open.reset(); }); });
    loop.run();
    EXPECT_EQ(done, 1);
    other.join();
}
TEST(Schedules, AStrandKeepsTwoLoopsApart) {
    asio::io_context loop;
    const auto strand = asio::make_strand(loop);
    int done = 0;
    for (int i = 0; i < 2; ++i) asio::post(strand, [&] { ++done; });
    std::thread other([&] { loop.run(); });
    loop.run();
    other.join();
    EXPECT_EQ(done, 2);
}
TEST(Schedules, TimersFireInBothLoops) {
    asio::io_context loop;
    std::atomic<int> done = 0;
    asio::steady_timer first(loop, 10ms), second(loop, 20ms);
    for (auto* timer : {&first, &second})
        timer->async_wait([&](const asio::error_code& error) {
            EXPECT_FALSE(error);
            ++done;
        });
    std::thread other([&] { loop.run(); });
    loop.run();
    other.join();
    EXPECT_EQ(done, 2);
}
TEST(Schedules, RacesWithoutAStrand) {
    asio::io_context loop;
    int done = 0;
    for (int i = 0; i < 2; ++i) asio::post(loop, [&] { ++done; });
    std::thread other([&] { loop.run(); });
    loop.run();
    other.join();
}
