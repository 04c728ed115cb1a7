// How the functions are used. Try your own ideas here; the grader's hidden tests go further.
#include "gather.h"

#include <gtest/gtest.h>

#include <functional>
#include <string>

using namespace std::chrono_literals;

namespace {

awaitable<void> sleep(std::chrono::milliseconds time) {
    asio::steady_timer timer(co_await asio::this_coro::executor, time);
    co_await timer.async_wait(asio::use_awaitable);
}

awaitable<std::string> fetch(std::string page, std::chrono::milliseconds time) {
    co_await sleep(time);
    if (page == "missing") throw std::runtime_error("no such page");
    co_return page;
}

// Runs a coroutine, and whatever it starts, in a loop of its own.
void run(std::function<awaitable<void>()> work) {
    asio::io_context loop;
    asio::co_spawn(loop, std::move(work), [](const std::exception_ptr& error) {
        if (error) std::rethrow_exception(error);
    });
    loop.run_for(10s);
}

TEST(Examples, GathersInTheOrderOfTheList) {
    std::vector<std::string> got;
    run([&]() -> awaitable<void> {
        std::vector<awaitable<std::string>> pages;
        pages.push_back(fetch("news", 1ms));
        pages.push_back(fetch("weather", 5ms));
        got = co_await gather(std::move(pages));
    });
    EXPECT_EQ(got, (std::vector<std::string>{"news", "weather"}));
}

TEST(Examples, AnErrorStaysInItsPlace) {
    std::vector<Outcome<std::string>> got;
    run([&]() -> awaitable<void> {
        std::vector<awaitable<std::string>> pages;
        pages.push_back(fetch("missing", 1ms));
        pages.push_back(fetch("news", 2ms));
        got = co_await gather_settled(std::move(pages));
    });
    ASSERT_EQ(got.size(), 2u);
    EXPECT_EQ(got[0].index(), 1u) << "An exception.";
    EXPECT_EQ(std::get<0>(got[1]), "news");
}

TEST(Examples, GivesUpInTime) {
    bool timed_out = false;
    run([&]() -> awaitable<void> {
        try {
            co_await wait_for(fetch("slow", 2s), 2ms);
        } catch (const TimedOut&) {
            timed_out = true;
        }
    });
    EXPECT_TRUE(timed_out);
}

TEST(Examples, TheFirstIsEnough) {
    std::size_t index = 5;
    run([&]() -> awaitable<void> {
        std::vector<awaitable<std::string>> mirrors;
        mirrors.push_back(fetch("far away", 1h));
        mirrors.push_back(fetch("nearby", 1ms));
        const auto first = co_await first_completed(std::move(mirrors));
        index = first.index;
    });
    EXPECT_EQ(index, 1u);
}

TEST(Examples, ATaskIsCancelled) {
    bool cancelled = false;
    run([&]() -> awaitable<void> {
        Task<std::string> task(co_await asio::this_coro::executor, fetch("news", 1h));
        co_await sleep(1ms);
        EXPECT_FALSE(task.done());
        EXPECT_TRUE(task.cancel());
        try {
            co_await task.wait();
        } catch (const asio::system_error&) {
            cancelled = task.cancelled();
        }
    });
    EXPECT_TRUE(cancelled);
}

}  // namespace
