// How the tools are used. Try your own ideas here; the grader's hidden tests go further.
#include "async_primitives.h"

#include <gtest/gtest.h>

#include <chrono>
#include <exception>
#include <string>

using namespace std::chrono_literals;

namespace {

void start(asio::io_context& loop, awaitable<void> work) {
    asio::co_spawn(loop, std::move(work), [](const std::exception_ptr& error) {
        if (error) std::rethrow_exception(error);
    });
}

awaitable<void> sleep(std::chrono::milliseconds time) {
    asio::steady_timer timer(co_await asio::this_coro::executor, time);
    co_await timer.async_wait(asio::use_awaitable);
}

awaitable<void> withdraw(AsyncLock& lock, int& balance, int amount) {
    const auto guard = co_await lock.lock();
    if (balance < amount) co_return;
    co_await sleep(1ms);  // the others must not look meanwhile
    balance -= amount;
}

TEST(Examples, ALockIsHeldAcrossAwaits) {
    AsyncLock lock;
    int balance = 100;
    asio::io_context loop;
    for (int i = 0; i < 3; ++i) start(loop, withdraw(lock, balance, 70));
    loop.run_for(10s);
    EXPECT_EQ(balance, 30);
    EXPECT_FALSE(lock.locked());
}

awaitable<void> produce(AsyncQueue<std::string>& queue) {
    for (int i = 1; i <= 3; ++i) co_await queue.put("order " + std::to_string(i));
    co_await queue.join();
}

awaitable<void> consume(AsyncQueue<std::string>& queue, std::string& done) {
    for (int i = 1; i <= 3; ++i) {
        done += co_await queue.get() + "; ";
        queue.task_done();
    }
}

TEST(Examples, AQueueHandsItemsOver) {
    AsyncQueue<std::string> queue(1);
    std::string done;
    asio::io_context loop;
    start(loop, produce(queue));
    start(loop, consume(queue, done));
    loop.run_for(10s);
    EXPECT_EQ(done, "order 1; order 2; order 3; ");
}

awaitable<void> pass(AsyncEvent& open, AsyncSemaphore& places, int& inside) {
    co_await open.wait();
    co_await places.acquire();
    ++inside;
}

TEST(Examples, TwoOfThreeGetIn) {
    AsyncEvent open;
    AsyncSemaphore places(2);
    int inside = 0;
    asio::io_context loop;
    for (int i = 0; i < 3; ++i) start(loop, pass(open, places, inside));
    loop.poll();
    EXPECT_EQ(inside, 0) << "The event is not set yet.";
    open.set();
    loop.poll();
    EXPECT_EQ(inside, 2);
    places.release();
    loop.poll();
    EXPECT_EQ(inside, 3);
}

}  // namespace
