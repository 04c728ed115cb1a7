// What http_test.cpp runs, with real sockets under the sanitizers, and in virtual time.
#include <racecourse/http_server.h>
#include <racecourse/kit.h>

using namespace racecourse;

namespace {

using Clock = std::chrono::steady_clock;

std::string trouble(const std::string& url, std::chrono::milliseconds limit = 60s) {
    try {
        return "status " + std::to_string(http_get(url, limit).status);
    } catch (const HttpError& error) {
        return error.what();
    }
}

}  // namespace

TEST(Schedules, AnswersAsDescribed) {
    const HttpServer server({{"/plain", {.body = "text"}},
                             {"/ill", {.body = "ouch", .status = 500}},
                             {"/empty", Page{}},
                             {"/moved", {.redirect = "/plain"}},
                             {"/round", {.redirect = "/round"}},
                             {"/broken", {.body = "half", .broken = true}},
                             {"/nothing", {.broken = true}}},
                            "news.localhost");
    const Response plain = http_get(server.url("/plain"));
    EXPECT_EQ(plain.status, 200);
    EXPECT_EQ(plain.body, "text");
    EXPECT_EQ(http_get(server.url("/ill")).status, 500);
    EXPECT_EQ(http_get(server.url("/ill")).body, "ouch");
    EXPECT_EQ(http_get(server.url("/empty")).body, "");
    EXPECT_EQ(http_get(server.url("/moved")).body, "text");
    EXPECT_EQ(http_get(server.url("/missing")).status, 404);
    EXPECT_EQ(trouble(server.url("/round")),
              server.url("/round") + ": redirected more than five times");
    EXPECT_EQ(trouble(server.url("/broken")), server.url("/broken") + ": the connection broke");
    EXPECT_EQ(trouble(server.url("/nothing")), server.url("/nothing") + ": the connection broke");
    EXPECT_EQ(trouble("http://localhost:1/"), "http://localhost:1/: nobody answers there");
    for (const std::string odd : {"", "news", "ftp://localhost/", "http://", "http://localhost:x/"})
        EXPECT_NE(trouble(odd).find("not a URL"), std::string::npos) << odd;
    EXPECT_EQ(server.requests("/ill"), 2);
    EXPECT_EQ(server.requests("/round"), 6);
    EXPECT_EQ(server.requests("/missing"), 0);
    EXPECT_EQ(server.requests(), 15);
    EXPECT_EQ(server.at_once(), 1);
}

TEST(Schedules, TakesItsTime) {
    const std::string long_text(1000, 'x');
    const HttpServer server({{"/slow", {.body = "text", .delay = 60ms}},
                             {"/drip", {.body = long_text, .pieces = 7, .between = 10ms}}});
    auto began = Clock::now();
    EXPECT_EQ(http_get(server.url("/slow")).body, "text");
    EXPECT_GE(Clock::now() - began, 60ms);
    began = Clock::now();
    EXPECT_EQ(http_get(server.url("/drip")).body, long_text);
    EXPECT_GE(Clock::now() - began, 60ms);
}

TEST(Schedules, GivesUpInTime) {
    const HttpServer server({{"/slow", {.body = "text", .delay = 1h}},
                             {"/drip", {.body = "drip, drip", .pieces = 10, .between = 20ms}}});
    EXPECT_EQ(trouble(server.url("/slow"), 40ms),
              server.url("/slow") + ": no whole answer in time");
    EXPECT_EQ(trouble(server.url("/drip"), 70ms),
              server.url("/drip") + ": no whole answer in time");
}

TEST(Schedules, EachServerCountsForItself) {
    const HttpServer one({{"/", {.body = "one", .delay = 50ms}}}, "one.localhost");
    const HttpServer two({{"/", {.body = "two"}}}, "two.localhost");
    start_together(6, [&](int thread) {
        const HttpServer& server = thread == 0 ? two : one;
        for (int i = 0; i < 3; ++i)
            EXPECT_EQ(http_get(server.url("/")).body, thread == 0 ? "two" : "one");
    });
    EXPECT_EQ(one.requests(), 15);
    EXPECT_EQ(two.requests(), 3);
    EXPECT_LE(one.at_once(), 5);
    EXPECT_EQ(two.at_once(), 1);
}

TEST(Schedules, NoMoreAtOnceThanAsked) {
    const HttpServer server({{"/", {.body = "text", .pieces = 2, .between = 1ms}}});
    start_together(2, [&](int) {
        for (int i = 0; i < 15; ++i) EXPECT_EQ(http_get(server.url("/")).body, "text");
    });
    EXPECT_LE(server.at_once(), 2);
}

// A race, though the one thread has long fetched again when the other comes: that orders nothing.
TEST(Schedules, RacesBesideItsFetches) {
    const HttpServer server({{"/first", {.delay = 2ms}}, {"/second", {.delay = 50ms}}});
    int shared = 0;
    std::thread first([&] {
        (void)http_get(server.url("/first"));
        ++shared;
        (void)http_get(server.url("/first"));
    });
    std::thread second([&] {
        (void)http_get(server.url("/second"));
        ++shared;
    });
    first.join();
    second.join();
    use(shared);
}

TEST(Stuck, WhileTheServerWaitsForRequests) {
    const HttpServer server({{"/", {.body = "text"}}});
    EXPECT_EQ(http_get(server.url("/")).body, "text");
    std::mutex mutex;
    mutex.lock();
    std::thread other([&] { std::lock_guard lock(mutex); });
    other.join();
}

TEST(Speed, SleepsInVirtualTime) {
    const HttpServer server({{"/", {.body = "text", .delay = 3s, .pieces = 4, .between = 500ms}}});
    const Took fetching =
        took([&] { start_together(8, [&](int) { use(http_get(server.url("/")).body); }); });
    EXPECT_AT_LEAST(fetching.time, 4500ms) << "the delay, and three times between pieces";
    EXPECT_AT_MOST(fetching.time, 4510ms) << "all at the same time";
    EXPECT_AT_MOST(server.at_once(), 8) << "eight asked";
    EXPECT_AT_LEAST(server.at_once(), 8) << "and all of them while the first one waited";
}
