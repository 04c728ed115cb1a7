// Tests of crawl(). The servers count what is asked of them, and how much of it at one time.
#include "crawl.h"

#include <racecourse/http_server.h>
#include <racecourse/kit.h>

#include <map>
#include <set>
#include <string>
#include <type_traits>
#include <vector>

using namespace racecourse;

static_assert(std::is_same_v<decltype(crawl("", {})), std::map<std::string, Visited>>);

namespace {

// A page with a title and links, some of them in capitals and with a fragment, as people write.
std::string page(const std::string& title, const std::vector<std::string>& links = {}) {
    std::string html = "<!doctype html><html><head><title>" + title + "</title></head><body>";
    for (const std::string& link : links) html += "<p><A HREF='" + link + "'>read on</A>";
    return html + "</body></html>";
}

std::string told(const std::map<std::string, Visited>& visited, const std::string& address) {
    const auto found = visited.find(address);
    if (found == visited.end()) return "nothing";
    if (!found->second.error.empty()) return "the error \"" + found->second.error + "\"";
    return "the title \"" + found->second.title + "\"";
}

// Pages 0 to count-1; page i links to 2i+1 and 2i+2, to the first, and to itself.
std::map<std::string, Page> tree(int count, std::chrono::milliseconds delay) {
    std::map<std::string, Page> pages;
    for (int i = 0; i < count; ++i) {
        std::vector<std::string> links{"/", "#top", "page" + std::to_string(i)};
        for (int child = 2 * i + 1; child <= 2 * i + 2 && child < count; ++child) {
            const std::string name = "page" + std::to_string(child);
            links.push_back(child % 2 == 0 ? "/" + name : "./" + name + "#part");
            if (child % 5 == 2) links.push_back("/x/../" + name);
        }
        const std::string path = i == 0 ? "/" : "/page" + std::to_string(i);
        pages[path] = {.body = page("Page " + std::to_string(i), links), .delay = delay};
    }
    pages["/page0"] = {.redirect = "/"};
    return pages;
}

// Page "/" links to `count` others.
std::map<std::string, Page> star(int count, std::chrono::milliseconds delay) {
    std::map<std::string, Page> pages;
    std::vector<std::string> links;
    for (int i = 0; i < count; ++i) {
        links.push_back("/leaf" + std::to_string(i));
        pages[links.back()] = {.body = page("Leaf"), .delay = delay};
    }
    pages["/"] = {.body = page("Star", links), .delay = delay};
    return pages;
}

TEST(Behaviour, VisitsEachPageOnce) {
    const HttpServer server(tree(60, 1ms));
    const auto visited = crawl(server.url("/"), {.at_once = 8, .per_host = 8});
    EXPECT_EQ(visited.size(), 61u)
        << because << "61 pages link to each other, to themselves and back to the first. crawl() "
        << "returned " << visited.size() << " addresses.";
    for (int i = 1; i < 60; ++i) {
        const std::string path = "/page" + std::to_string(i);
        EXPECT_EQ(told(visited, server.url(path)), "the title \"Page " + std::to_string(i) + "\"")
            << because << "The title of " << path << " is \"Page " << i << "\", but the result for "
            << "it has " << told(visited, server.url(path)) << ".";
        EXPECT_EQ(server.requests(path), 1)
            << because << "Many pages link to " << path << ", in several forms of the same "
            << "address. It should be fetched once, but was fetched " << server.requests(path)
            << " times.";
        if (testing::Test::HasFailure()) return;
    }
}

TEST(Behaviour, OneBadPageEndsNothing) {
    const std::vector<std::string> links{"/broken",
                                         "/ill",
                                         "/lost",
                                         "/round",
                                         "/moved",
                                         "/plain",
                                         "/umlauts",
                                         "http://localhost:1/",
                                         "mailto:me@there",
                                         "https://localhost/",
                                         "good"};
    HttpServer server({{"/", {.body = page("Bad links", links)}},
                       {"/broken", {.body = page("Half", {"/secret"}), .broken = true}},
                       {"/ill", {.body = page("Sorry", {"/secret"}), .status = 500}},
                       {"/round", {.redirect = "/round"}},
                       {"/moved", {.redirect = "/plain"}},
                       {"/plain", {.body = "no title, <a href=/good>one link"}},
                       {"/umlauts", {.body = "<TITLE>\n B&amp;B </title><a>no link</a>"}},
                       {"/secret", {.body = page("Secret")}},
                       {"/good", {.body = page("Good", {"/", "/last"}), .delay = 20ms}},
                       {"/last", {.body = page("Last"), .delay = 20ms}}});
    const auto visited = crawl(server.url("/"), {.at_once = 4, .per_host = 3});
    const std::map<std::string, std::string> wanted{
        {"/", "the title \"Bad links\""},      {"/ill", "the error \"status 500\""},
        {"/lost", "the error \"status 404\""}, {"/moved", "the title \"\""},
        {"/plain", "the title \"\""},          {"/umlauts", "the title \"B&B\""},
        {"/good", "the title \"Good\""},       {"/last", "the title \"Last\""}};
    for (const auto& [path, what] : wanted) {
        EXPECT_EQ(told(visited, server.url(path)), what)
            << because << "Some pages are there, and others have a status of 500, break off, or "
            << "redirect for ever. The result for " << path << " should have " << what
            << ", but has " << told(visited, server.url(path)) << ".";
    }
    for (const std::string& address :
         {server.url("/broken"), server.url("/round"), std::string("http://localhost:1/")}) {
        EXPECT_TRUE(told(visited, address).find(address) != std::string::npos)
            << because << "The fetch of " << address << " throws an exception that names the "
            << "address. The error should be what the exception says, but the result has "
            << told(visited, address) << ".";
    }
    EXPECT_EQ(visited.size(), 11u)
        << because << "Eleven addresses can be reached by links on pages with status 200. There "
        << "are " << visited.size() << " results.";
}

TEST(Behaviour, KeepsTheLimitOfEachHost) {
    auto first = star(8, 40ms);
    HttpServer other(star(8, 40ms), "other.localhost");
    first["/leaf0"].body = page("Leaf", {other.url("/")});
    HttpServer server(first, "first.localhost");
    const auto visited = crawl(server.url("/"), {.at_once = 12, .per_host = 2});
    EXPECT_EQ(visited.size(), 18u)
        << because << "There are nine pages on each of two hosts, 18 in all.";
    for (const HttpServer* host : {&server, &other}) {
        EXPECT_LE(host->at_once(), 2)
            << because << "Two fetches at a time were allowed for each host, and twelve in all. "
            << host->url("") << " had to answer " << host->at_once() << " at one time.";
    }
}

TEST(Behaviour, KeepsTheLimitOfAll) {
    HttpServer server(star(9, 40ms));
    const auto visited = crawl(server.url("/"), {.at_once = 3, .per_host = 100});
    EXPECT_EQ(visited.size(), 10u) << because << "A page links to nine others.";
    EXPECT_LE(server.at_once(), 3)
        << because << "Three fetches at a time were allowed in all. The server had to answer "
        << server.at_once() << " at one time.";
}

TEST(Behaviour, ObeysRobotsTxt) {
    HttpServer open({{"/", {.body = page("Open")}}, {"/private/b", {.body = page("Yes")}}},
                    "open.localhost");
    HttpServer server(
        {{"/robots.txt",
          {.body = "User-agent: *\nDisallow: /private/\nDisallow: /draft\n", .delay = 60ms}},
         {"/",
          {.body = page("Home",
                        {"/private/a", "/private", "/drafts", "/open", open.url("/private/b")})}},
         {"/private/a", {.body = page("No")}},
         {"/private", {.body = page("Not below it")}},
         {"/drafts", {.body = page("No")}},
         {"/open", {.body = page("Open", {"/private/a"})}}});
    const auto visited = crawl(server.url("/"), {});
    EXPECT_EQ(server.requests("/robots.txt"), 1)
        << because << "A host's /robots.txt should be fetched once. It was fetched "
        << server.requests("/robots.txt") << " times.";
    for (const char* path : {"/private/a", "/drafts"}) {
        EXPECT_EQ(server.requests(path), 0)
            << because << "/robots.txt forbids /private/ and /draft, and it takes 60 ms to come. "
            << path << " was fetched.";
        EXPECT_EQ(told(visited, server.url(path)), "the error \"forbidden\"")
            << because << "/robots.txt forbids " << path << ". Its error should be \"forbidden\", "
            << "but the result has " << told(visited, server.url(path)) << ".";
    }
    EXPECT_EQ(told(visited, server.url("/private")), "the title \"Not below it\"")
        << because << "/robots.txt forbids /private/, but /private does not begin with that.";
    EXPECT_EQ(told(visited, open.url("/private/b")), "the title \"Yes\"")
        << because << "What one host forbids, another one may allow. This one has no robots.txt.";
    EXPECT_EQ(visited.size(), 6u) << because << "Six addresses were found; there are "
                                  << visited.size() << " results.";
    HttpServer shut({{"/robots.txt", {.body = "Disallow: /\n"}}, {"/", {.body = page("Home")}}});
    EXPECT_EQ(told(crawl(shut.url("/")), shut.url("/")), "the error \"forbidden\"")
        << because << "/robots.txt forbids all, the page to begin with, too.";
    EXPECT_EQ(shut.requests("/"), 0)
        << because << "/robots.txt forbids all, and the page to begin with was fetched.";
}

TEST(Races, ManyWorkersManyPages) {
    const auto pages = tree(40, 1ms);
    HttpServer other(pages, "other.localhost");
    auto first = pages;
    first["/page1"].body = page("Page 1", {other.url("/"), "/page3", "/page4", "/lost"});
    HttpServer server(first, "first.localhost");
    const auto visited = crawl(server.url("/"), {.at_once = 8, .per_host = 6});
    EXPECT_EQ(visited.size(), 83u)
        << because << "Two hosts have 41 pages each, and one link leads nowhere: 83 addresses. "
        << "There are " << visited.size() << " results.";
    EXPECT_EQ(server.requests() + other.requests(), 83 + 2 + 2)
        << because << "Each of 83 addresses should be fetched once, two of them are redirected, "
        << "and each of two hosts has a robots.txt: 87 requests. There were "
        << server.requests() + other.requests() << ".";
}

TEST(Races, TwoCrawlsAtOnce) {
    HttpServer server(tree(10, 1ms));
    start_together(2, [&](int) {
        const auto visited = crawl(server.url("/"), {.at_once = 3, .per_host = 3});
        EXPECT_EQ(visited.size(), 11u)
            << because << "Two threads called crawl() at once. Each should get all 11 addresses, "
            << "and got " << visited.size() << ".";
    });
}

// In these the server is simulated, and time is virtual: the waits cost nothing.

TEST(Speed, FetchesManyAtATime) {
    HttpServer server(star(30, 50ms));
    std::map<std::string, Visited> visited;
    const auto crawling =
        took([&] { visited = crawl(server.url("/"), {.at_once = 10, .per_host = 10}); });
    EXPECT_TRUE(visited.size() == 31u && server.at_once() <= 10)
        << because << "A page links to 30 others, and ten fetches at a time are allowed. There "
        << "are " << visited.size() << " results, and up to " << server.at_once() << " at a time.";
    EXPECT_AT_MOST(crawling.time, 220ms)
        << "A page that takes 50 ms links to 30 others that take 50 ms each, and ten fetches at a "
           "time are allowed. That is four times 50 ms.";
    EXPECT_AT_MOST(crawling.work, 60ms)
        << "31 pages were fetched, which is nearly nothing but waiting. Whoever waits asleep needs "
           "next to no processor time for it.";
}

TEST(Speed, NoHostWaitsForAnother) {
    // The quick host has one page after the other; the slow one has all of them at once.
    std::map<std::string, Page> quick_pages;
    for (int i = 0; i < 20; ++i)
        quick_pages["/" + std::to_string(i)] = {
            .body = page("Chapter", {"/" + std::to_string(i + 1)}), .delay = 20ms};
    HttpServer quick(quick_pages, "news.localhost");
    auto slow_pages = star(8, 50ms);
    slow_pages["/"].body += "<a href='" + quick.url("/0") + "'>quick</a>";
    HttpServer slow(slow_pages, "archive.localhost");
    const auto crawling = took([&] { crawl(slow.url("/"), {.at_once = 4, .per_host = 1}); });
    EXPECT_EQ(quick.requests("/19"), 1) << because << "All pages should be fetched.";
    EXPECT_AT_MOST(crawling.time, 530ms)
        << "One fetch at a time is allowed for each host, and four in all. One host has nine pages "
           "of 50 ms each; after the first of them another host's 20 pages are known, of 20 ms "
           "each. While some wait for the slow host, others can fetch from the quick one: both "
           "are done in 450 ms.";
}

TEST(Speed, GivesUpWhatTakesTooLong) {
    auto pages = star(6, 100ms);
    pages["/leaf0"].delay = 1h;
    HttpServer server(pages, "slow.localhost");
    std::map<std::string, Visited> visited;
    const auto crawling = took([&] {
        visited = crawl(server.url("/"), {.at_once = 4, .per_host = 2, .patience = 250ms});
    });
    EXPECT_TRUE(told(visited, server.url("/leaf0")).starts_with("the error") &&
                told(visited, server.url("/leaf5")) == "the title \"Leaf\"")
        << because << "One of seven pages never answers, and 250 ms is how long to wait for it. "
        << "It should have an error, and has " << told(visited, server.url("/leaf0"))
        << "; another one has " << told(visited, server.url("/leaf5")) << ".";
    EXPECT_AT_MOST(crawling.time, 620ms)
        << "A page links to six others, two at a time are allowed, and all take 100 ms but one, "
           "which never answers and is given up after 250 ms. Meanwhile the others are fetched: "
           "500 ms, or 550 if that one comes last.";
}

}  // namespace
