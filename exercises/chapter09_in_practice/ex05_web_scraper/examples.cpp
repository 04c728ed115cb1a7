// How crawl() is used. Try your own ideas here; the grader's hidden tests go further.
//
// The server is a real one, on this machine. `delay` is how long it thinks before it answers.
#include "crawl.h"

#include <gtest/gtest.h>
#include <racecourse/http_server.h>

using namespace std::chrono_literals;

TEST(Examples, GoesRoundInCircles) {
    racecourse::HttpServer server(
        {{"/", {.body = "<title>Home</title> <a href='/cats'>cats</a> <a href='/lost'>dogs</a>"}},
         {"/cats", {.body = "<title>Cats</title> <a href='/'>back</a>", .delay = 50ms}}});
    const auto visited = crawl(server.url("/"));
    ASSERT_EQ(visited.size(), 3u);
    EXPECT_EQ(visited.at(server.url("/")).title, "Home");
    EXPECT_EQ(visited.at(server.url("/cats")).title, "Cats");
    EXPECT_EQ(visited.at(server.url("/lost")).error, "status 404");
    EXPECT_EQ(server.requests("/"), 1);
}

TEST(Examples, ReadsTheRulesFirst) {
    racecourse::HttpServer server({{"/robots.txt", {.body = "Disallow: /attic\n"}},
                                   {"/", {.body = "<a href='/attic/box'>look</a>"}},
                                   {"/attic/box", {.body = "<title>Letters</title>"}}});
    const auto visited = crawl(server.url("/"), {.at_once = 4, .per_host = 1});
    ASSERT_EQ(visited.size(), 2u);
    EXPECT_EQ(visited.at(server.url("/attic/box")).error, "forbidden");
    EXPECT_EQ(server.requests("/attic/box"), 0);
}
