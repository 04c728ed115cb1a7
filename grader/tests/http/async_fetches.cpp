// What http_test.cpp runs of async_http_get(), with real sockets under the sanitizers, and in
// virtual time.
#include <racecourse/async_http_get.h>
#include <racecourse/http_server.h>
#include <racecourse/kit.h>

#include <asio.hpp>
#include <asio/experimental/awaitable_operators.hpp>

using namespace racecourse;
using namespace asio::experimental::awaitable_operators;

namespace {

using Clock = std::chrono::steady_clock;

// Not with asio::use_future: an exception goes there by way of threads of Asio's own, which never
// end.
template <class T>
T run(asio::awaitable<T> work) {
    asio::io_context loop;
    T result;
    asio::co_spawn(loop, std::move(work), [&](const std::exception_ptr& error, T got) {
        if (error) std::rethrow_exception(error);
        result = std::move(got);
    });
    loop.run();
    return result;
}

std::string trouble(const std::string& url, std::chrono::milliseconds limit = 60s) {
    try {
        return "status " + std::to_string(run(async_http_get(url, limit)).status);
    } catch (const HttpError& error) {
        return error.what();
    }
}

asio::awaitable<void> pause(std::chrono::milliseconds time) {
    asio::steady_timer timer(co_await asio::this_coro::executor, time);
    co_await timer.async_wait(asio::use_awaitable);
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
    EXPECT_EQ(run(async_http_get(server.url("/plain"))).body, "text");
    EXPECT_EQ(run(async_http_get(server.url("/ill"))).status, 500);
    EXPECT_EQ(run(async_http_get(server.url("/ill"))).body, "ouch");
    EXPECT_EQ(run(async_http_get(server.url("/empty"))).body, "");
    EXPECT_EQ(run(async_http_get(server.url("/moved"))).body, "text");
    EXPECT_EQ(run(async_http_get(server.url("/missing"))).status, 404);
    EXPECT_EQ(trouble(server.url("/round")),
              server.url("/round") + ": redirected more than five times");
    EXPECT_EQ(trouble(server.url("/broken")), server.url("/broken") + ": the connection broke");
    EXPECT_EQ(trouble(server.url("/nothing")), server.url("/nothing") + ": the connection broke");
    EXPECT_EQ(trouble("http://localhost:1/"), "http://localhost:1/: nobody answers there");
    EXPECT_NE(trouble("ftp://localhost/").find("not a URL"), std::string::npos);
    EXPECT_EQ(server.requests("/ill"), 2);
    EXPECT_EQ(server.requests("/round"), 6);
}

TEST(Schedules, TakesItsTime) {
    const std::string long_text(100'000, 'x');
    const HttpServer server({{"/slow", {.body = "text", .delay = 60ms}},
                             {"/drip", {.body = long_text, .pieces = 7, .between = 10ms}}});
    auto began = Clock::now();
    EXPECT_EQ(run(async_http_get(server.url("/slow"))).body, "text");
    EXPECT_GE(Clock::now() - began, 60ms);
    began = Clock::now();
    EXPECT_EQ(run(async_http_get(server.url("/drip"))).body, long_text);
    EXPECT_GE(Clock::now() - began, 60ms);
}

TEST(Schedules, GivesUpInTime) {
    const HttpServer server({{"/never", {.delay = 1h}}});
    const auto began = Clock::now();
    EXPECT_EQ(trouble(server.url("/never"), 50ms),
              server.url("/never") + ": no whole answer in time");
    EXPECT_GE(Clock::now() - began, 50ms);
}

TEST(Schedules, EndsWhenCancelled) {
    const HttpServer server({{"/never", {.delay = 1h}}});
    const auto first = run([](std::string url) -> asio::awaitable<std::size_t> {
        const auto which = co_await (async_http_get(url, 2h) || pause(30ms));
        co_return which.index();
    }(server.url("/never")));
    EXPECT_EQ(first, 1u);
}

TEST(Schedules, FetchesAtOnce) {
    const HttpServer server(
        {{"/a", {.body = "a", .delay = 100ms}}, {"/b", {.body = "b", .delay = 100ms}}});
    const std::string both = run([](std::string a, std::string b) -> asio::awaitable<std::string> {
        auto [first, second] = co_await (async_http_get(a) && async_http_get(b));
        co_return first.body + second.body;
    }(server.url("/a"), server.url("/b")));
    EXPECT_EQ(both, "ab");
    EXPECT_EQ(server.at_once(), 2);
}

TEST(Speed, FetchesTogetherInVirtualTime) {
    const HttpServer server({{"/a", {.body = "a", .delay = 100ms}}});
    const auto took = racecourse::took([&] {
        asio::io_context loop;
        for (int i = 0; i < 100; ++i)
            asio::co_spawn(loop, async_http_get(server.url("/a")),
                           [](const std::exception_ptr& error, const Response& got) {
                               EXPECT_FALSE(error);
                               EXPECT_EQ(got.body, "a");
                           });
        loop.run();
    });
    EXPECT_AT_MOST(took.time, 150ms);
    EXPECT_AT_MOST(took.work, 50ms);
    EXPECT_EQ(server.at_once(), 100);
}
