// How ConnectionPool is used. Try your own ideas here; the grader's hidden tests go further.
#include "connection_pool.h"

#include <gtest/gtest.h>

#include <chrono>
#include <thread>

using namespace std::chrono_literals;

TEST(Examples, LendsAConnectionUntilTheLeaseEnds) {
    ConnectionPool pool(2);
    {
        auto lease = pool.acquire();
        ++lease->queries;
        EXPECT_EQ(pool.available(), 1);
    }
    EXPECT_EQ(pool.available(), 2);
}

TEST(Examples, GivesUpWhenTheTimeIsOver) {
    ConnectionPool pool(1);
    const auto lease = pool.acquire();
    EXPECT_FALSE(pool.acquire_for(5ms));
}

TEST(Examples, LendsNothingAnyMoreOnceItIsClosed) {
    ConnectionPool pool(1);
    pool.close();
    EXPECT_THROW((void)pool.acquire(), PoolClosed);
}

TEST(Examples, IsSharedByThreads) {
    ConnectionPool pool(1);
    auto ask = [&pool] {
        auto lease = pool.acquire();
        ++lease->queries;
    };
    {
        std::jthread one(ask);
        std::jthread two(ask);
    }
    EXPECT_EQ(pool.acquire()->queries, 2);
}
