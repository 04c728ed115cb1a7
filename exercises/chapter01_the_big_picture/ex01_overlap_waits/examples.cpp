// How fetch_all() is used. Try your own ideas here; the grader's hidden tests go further.
//
// The server is a real one, on this machine. `delay` is how long it thinks before it answers.
#include "fetch_all.h"

#include <gtest/gtest.h>
#include <racecourse/http_server.h>

using namespace std::chrono_literals;

TEST(Examples, FetchesThreePages) {
    racecourse::HttpServer server({{"/one", {.body = "first", .delay = 300ms}},
                                   {"/two", {.body = "second", .delay = 150ms}},
                                   {"/three", {.body = "third", .delay = 20ms}}});
    const auto pages = fetch_all({server.url("/one"), server.url("/two"), server.url("/three")});
    ASSERT_EQ(pages.size(), 3u);
    EXPECT_EQ(pages[0].body, "first");
    EXPECT_EQ(pages[1].body, "second");
    EXPECT_EQ(pages[2].body, "third");
}

TEST(Examples, SaysWhichPageWasNotThere) {
    racecourse::HttpServer server({{"/there", {.body = "I am here", .delay = 100ms}}});
    const auto pages = fetch_all({server.url("/not-there"), server.url("/there")});
    ASSERT_EQ(pages.size(), 2u);
    EXPECT_EQ(pages[0].error, "status 404");
    EXPECT_EQ(pages[1].error, "");
    EXPECT_EQ(pages[1].body, "I am here");
}
