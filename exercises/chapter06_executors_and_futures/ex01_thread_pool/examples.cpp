// How ThreadPool is used. Try your own ideas here; the grader's hidden tests go further.
#include "thread_pool.h"

#include <gtest/gtest.h>

#include <future>
#include <stdexcept>
#include <string>
#include <vector>

TEST(Examples, ReturnsResultsThroughFutures) {
    ThreadPool pool(2);
    std::future<int> sum = pool.submit([] { return 20 + 22; });
    std::future<std::string> greeting = pool.submit([] { return std::string("hello"); });
    EXPECT_EQ(sum.get(), 42);
    EXPECT_EQ(greeting.get(), "hello");
}

TEST(Examples, HandsOnWhatATaskThrows) {
    ThreadPool pool(2);
    std::future<int> page = pool.submit([]() -> int { throw std::runtime_error("no network"); });
    EXPECT_THROW((void)page.get(), std::runtime_error);
}

TEST(Examples, TakesManyTasks) {
    ThreadPool pool(4);
    std::vector<std::future<int>> squares;
    for (int i = 0; i < 100; ++i) squares.push_back(pool.submit([i] { return i * i; }));
    EXPECT_EQ(squares[99].get(), 99 * 99);
}
