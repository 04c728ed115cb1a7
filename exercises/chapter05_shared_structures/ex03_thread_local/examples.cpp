// How PerThread and RequestContext are used. Try your own ideas here; the grader's hidden tests go
// further.
#include <gtest/gtest.h>

#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "per_thread.h"
#include "request_context.h"

TEST(Examples, EachThreadCountsForItselfAndThenAllIsAddedUp) {
    PerThread<long> visitors;
    {
        std::vector<std::jthread> doors;
        for (int door = 0; door < 3; ++door)
            doors.emplace_back([&] {
                for (int i = 0; i < 100; ++i) ++visitors.local();
            });
    }
    long total = 0;
    visitors.for_each([&](long part) { total += part; });
    EXPECT_EQ(total, 300);
    EXPECT_EQ(visitors.local(), 0) << "This thread has counted nobody.";
}

TEST(Examples, KnowsForWhomAThreadWorks) {
    EXPECT_EQ(RequestContext::current_user(), "");
    {
        const RequestContext request("alice");
        EXPECT_EQ(RequestContext::current_user(), "alice");
    }
    EXPECT_EQ(RequestContext::current_user(), "");
}
