// How EventLoop is used. Try your own ideas here; the grader's hidden tests go further.
#include "event_loop.h"

#include <gtest/gtest.h>

#include <chrono>
#include <string>

namespace {

using namespace std::chrono_literals;
using racecourse::Task;

TEST(Examples, MakesCallsInTheirOrder) {
    std::string diary;
    EventLoop loop;
    loop.call_later(1ms, [&] { diary += "dinner "; });
    loop.call_soon([&] { diary += "breakfast "; });
    loop.call_soon([&] { diary += "lunch "; });
    EXPECT_EQ(diary, "") << "Everything happens in run().";
    loop.run();
    EXPECT_EQ(diary, "breakfast lunch dinner ");
}

Task<int> fetch(EventLoop& loop, int page) {
    co_await loop.sleep(2ms);  // a slow network
    co_return 100 * page;
}

Task<> add_pages(EventLoop& loop, int first, int last, int& words) {
    for (int page = first; page <= last; ++page) words += co_await fetch(loop, page);
}

TEST(Examples, RunsManyTasksInOneThread) {
    int words = 0;
    EventLoop loop;
    loop.create_task(add_pages(loop, 1, 2, words));
    loop.create_task(add_pages(loop, 3, 4, words));
    loop.run();
    EXPECT_EQ(words, 1000);
}

}  // namespace
