#include "fetch_all.h"

#include <racecourse/http_server.h>
#include <racecourse/kit.h>

#include <map>
#include <type_traits>

using namespace std::chrono_literals;
using racecourse::because;
using racecourse::HttpServer;
using racecourse::Page;

static_assert(std::is_same_v<decltype(fetch_all({})), std::vector<Fetched>>);

namespace {

// Nobody listens at port 1.
const std::string nobody = "http://localhost:1/page";

// What one finds in a result, for the sentences.
std::string told(const Fetched& result) {
    return !result.error.empty() ? "the error \"" + result.error + "\""
                                 : "the page \"" + result.body + "\"";
}

bool is_page(const Fetched& result, const std::string& url, const std::string& body) {
    return result.url == url && result.body == body && result.error.empty();
}

TEST(Behaviour, KeepsTheOrderOfTheUrls) {
    // The later in the list, the sooner the answer.
    std::map<std::string, Page> pages;
    std::vector<std::string> paths;
    for (int i = 0; i < 6; ++i) {
        paths.push_back("/page" + std::to_string(i));
        pages[paths.back()] = {.body = "text " + std::to_string(i), .delay = (6 - i) * 20ms};
    }
    const HttpServer server(pages);
    std::vector<std::string> urls;
    for (const auto& path : paths) urls.push_back(server.url(path));
    const auto results = fetch_all(urls);
    ASSERT_EQ(results.size(), 6u) << because
                                  << "Six URLs were given, so there must be six results. There are "
                                  << results.size() << ".";
    for (int i = 0; i < 6; ++i) {
        EXPECT_TRUE(is_page(results[i], urls[i], "text " + std::to_string(i)))
            << because << "Six URLs were given, and the last one was answered first. Result " << i
            << " must be that of URL " << i << ", \"text " << i << "\", but it has "
            << told(results[i]) << " of " << results[i].url << ".";
    }
}

TEST(Behaviour, FetchesEachUrlOnce) {
    const HttpServer server({{"/a", {.body = "A"}}, {"/b", {.body = "B"}}});
    const auto results = fetch_all({server.url("/a"), server.url("/b"), server.url("/a")});
    ASSERT_EQ(results.size(), 3u)
        << because << "Three URLs were given, two of them the same: that makes three results.";
    EXPECT_TRUE(results[0].body == "A" && results[1].body == "B" && results[2].body == "A")
        << because << "The pages A, B and once more A were asked for. The results have "
        << told(results[0]) << ", " << told(results[1]) << " and " << told(results[2]) << ".";
    EXPECT_EQ(server.requests(), 3)
        << because << "Three URLs were given, so the server must be asked three times. It was "
        << "asked " << server.requests() << " times.";
}

TEST(Behaviour, AnErrorStaysWithItsUrl) {
    const HttpServer server({{"/good", {.body = "good", .delay = 20ms}},
                             {"/broken", {.body = "half a page", .broken = true}},
                             {"/ill", {.body = "ouch", .status = 500}},
                             {"/last", {.body = "last", .delay = 30ms}}});
    const std::vector<std::string> urls{
        server.url("/good"), server.url("/broken"), nobody, server.url("/ill"), "no URL at all",
        server.url("/lost"), server.url("/last")};
    const auto results = fetch_all(urls);
    ASSERT_EQ(results.size(), urls.size())
        << because << "Seven URLs were given, and five of them fail. There must be seven results "
        << "all the same. There are " << results.size() << ".";
    EXPECT_TRUE(is_page(results[0], urls[0], "good") && is_page(results[6], urls[6], "last"))
        << because << "The first and the last of seven URLs are good, the others fail. The good "
        << "ones must be fetched nevertheless, but the first has " << told(results[0])
        << " and the last has " << told(results[6]) << ".";
    for (const int i : {1, 2, 3, 4, 5}) {
        EXPECT_TRUE(!results[i].error.empty() && results[i].body.empty() &&
                    results[i].url == urls[i])
            << because << "There is no page for " << urls[i] << ". Its result must have an error "
            << "and an empty body, but it has " << told(results[i]) << ".";
    }
    EXPECT_EQ(results[3].error, "status 500")
        << because << "The server answered with status 500, so the error must be \"status 500\". "
        << "It is \"" << results[3].error << "\".";
    EXPECT_EQ(results[5].error, "status 404")
        << because << "The server has no such page and answered with status 404, so the error must "
        << "be \"status 404\". It is \"" << results[5].error << "\".";
    EXPECT_NE(results[2].error.find(nobody), std::string::npos)
        << because << "http_get threw an exception that names the URL, " << nobody << ". The error "
        << "must be what the exception says. It is \"" << results[2].error << "\".";
}

TEST(Behaviour, NoUrlsGiveNoResults) {
    EXPECT_TRUE(fetch_all({}).empty())
        << because << "No URL was given, so there is no result either.";
}

TEST(Races, ManyPagesAtOnce) {
    const HttpServer server({{"/quick", {.body = "quick"}}, {"/ill", {.status = 500}}});
    std::vector<std::string> urls;
    for (int i = 0; i < 12; ++i) urls.push_back(i % 4 == 3 ? nobody : server.url("/quick"));
    urls.push_back(server.url("/ill"));
    const auto results = fetch_all(urls);
    ASSERT_EQ(results.size(), urls.size())
        << because << "13 URLs were given, so there must be 13 results. There are "
        << results.size() << ".";
    for (std::size_t i = 0; i < urls.size(); ++i) {
        const bool fails = urls[i] == nobody || i == 12;
        EXPECT_TRUE(results[i].url == urls[i] && results[i].error.empty() != fails)
            << because << "Of 13 URLs, 9 have a page and 4 fail. Result " << i
            << " must be that of " << urls[i] << ", but it has " << told(results[i]) << " of "
            << results[i].url << ".";
    }
}

TEST(Races, TwoCallersAtOnce) {
    const HttpServer server({{"/a", {.body = "A"}}, {"/b", {.body = "B"}}});
    racecourse::start_together(2, [&](int caller) {
        const std::string path = caller == 0 ? "/a" : "/b";
        const auto results = fetch_all(std::vector<std::string>(4, server.url(path)));
        const std::string wanted = caller == 0 ? "A" : "B";
        for (const Fetched& result : results) {
            EXPECT_EQ(result.body, wanted)
                << because << "Two threads called fetch_all() at once, one for the page A and one "
                << "for the page B. The one that wanted " << wanted << " got " << told(result)
                << ".";
        }
        EXPECT_EQ(results.size(), 4u) << because << "Four URLs must give four results.";
    });
}

// In these the server is simulated, and time is virtual: the waits cost nothing.

TEST(Speed, TakesAsLongAsTheSlowestPage) {
    std::map<std::string, Page> pages;
    for (int i = 0; i < 24; ++i)
        pages["/page" + std::to_string(i)] = {.body = "text", .delay = i == 0 ? 100ms : 45ms};
    const HttpServer server(pages);
    std::vector<std::string> urls;
    for (const auto& [path, page] : pages) urls.push_back(server.url(path));
    std::vector<Fetched> results;
    const auto fetching = racecourse::took([&] { results = fetch_all(urls); });
    for (const Fetched& result : results) {
        EXPECT_EQ(result.body, "text")
            << because << "One of 24 pages takes 100 ms, the others 45 ms each. All of "
            << "them must be there when fetch_all() returns, but one has " << told(result) << ".";
    }
    EXPECT_AT_MOST(fetching.time, 115ms)
        << "One of 24 pages takes 100 ms, the others 45 ms each. Nothing but waiting is "
           "done meanwhile, so all of them together need take no longer than the slowest.";
    EXPECT_AT_MOST(fetching.work, 25ms)
        << "24 pages were fetched, which is nearly nothing but waiting. Whoever waits asleep needs "
           "next to no processor time for it.";
}

TEST(Speed, AFailureHoldsUpNobody) {
    const HttpServer server({{"/first", {.body = "half", .delay = 70ms, .broken = true}},
                             {"/second", {.status = 500, .delay = 80ms}},
                             {"/third", {.body = "whole", .delay = 90ms}},
                             {"/fourth", {.body = "whole", .delay = 100ms}}});
    const std::vector<std::string> urls{server.url("/first"), server.url("/second"), nobody,
                                        server.url("/third"), server.url("/fourth")};
    std::vector<Fetched> results;
    const auto fetching = racecourse::took([&] { results = fetch_all(urls); });
    EXPECT_TRUE(results.size() == 5 && results[3].body == "whole" && results[4].body == "whole")
        << because << "Three of five URLs fail, and the other two take longer. Their pages must be "
        << "there when fetch_all() returns.";
    EXPECT_AT_MOST(fetching.time, 110ms)
        << "The slowest of five URLs takes 100 ms, and three others fail before that. The "
           "failures are over by then, so 100 ms are enough for all.";
}

}  // namespace
