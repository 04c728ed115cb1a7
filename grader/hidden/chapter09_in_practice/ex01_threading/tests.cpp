#include "downloads.h"

#include <racecourse/http_server.h>
#include <racecourse/kit.h>

#include <type_traits>

using namespace std::chrono_literals;
using racecourse::because;
using racecourse::Gauge;
using racecourse::HttpServer;
using racecourse::Page;

static_assert(std::is_same_v<decltype(Progress().counts()), Progress::Counts>);
static_assert(std::is_same_v<decltype(Progress::Counts::done), int>);

namespace {

// Nobody listens at port 1.
const std::string nobody = "http://localhost:1/page";

std::string told(const Progress::Counts& counts) {
    return std::to_string(counts.done) + " done and " + std::to_string(counts.failed) + " failed";
}

std::string told(const Download& result) {
    return !result.error.empty() ? "the error \"" + result.error + "\""
                                 : "the page \"" + result.body + "\"";
}

TEST(Behaviour, ThePoolCarriesOutTasksInTheirOrder) {
    std::vector<int> order;
    {
        WorkerPool pool(1);
        for (int i = 0; i < 20; ++i) pool.submit([&order, i] { order.push_back(i); });
    }
    std::vector<int> wanted(20);
    for (int i = 0; i < 20; ++i) wanted[i] = i;
    EXPECT_TRUE(order == wanted)
        << because << "A pool with one worker was given the tasks 0 to 19 and then destroyed. It "
        << "must carry out each of them once and in this order; it carried out " << order.size()
        << " tasks" << (order.size() == 20 ? ", in another order." : ".");
}

TEST(Behaviour, ATaskMaySubmitAnother) {
    std::atomic<int> carried_out{0};
    {
        WorkerPool pool(2);
        pool.submit([&] {
            ++carried_out;
            pool.submit([&] { ++carried_out; });
        });
    }
    EXPECT_EQ(carried_out, 2)
        << because << "A task submitted a second one while the pool was perhaps closing already. "
        << "Both must be carried out, but " << carried_out << " was.";
}

TEST(Behaviour, DownloadsInTheOrderOfTheUrls) {
    std::map<std::string, Page> pages;
    for (int i = 0; i < 8; ++i) {
        pages["/page" + std::to_string(i)] = {.body = "text " + std::to_string(i),
                                              .delay = i % 2 == 0 ? 40ms : 5ms};
    }
    const HttpServer server(pages);
    std::vector<std::string> urls;
    for (int i = 0; i < 8; ++i) urls.push_back(server.url("/page" + std::to_string(i)));
    Progress progress;
    const auto results = download_all(urls, 3, progress);
    ASSERT_EQ(results.size(), 8u) << because << "Eight URLs must give eight results. There are "
                                  << results.size() << ".";
    for (int i = 0; i < 8; ++i) {
        EXPECT_TRUE(results[i].url == urls[i] && results[i].body == "text " + std::to_string(i))
            << because << "Eight pages were downloaded, three at a time. Result " << i
            << " must be that of URL " << i << ", \"text " << i << "\", but it has "
            << told(results[i]) << " of " << results[i].url << ".";
    }
    EXPECT_EQ(server.requests(), 8)
        << because << "Eight URLs must be asked for once each. The server was asked "
        << server.requests() << " times.";
    EXPECT_TRUE(progress.counts().done == 8 && progress.counts().failed == 0)
        << because << "Eight downloads went well, but progress says " << told(progress.counts())
        << ".";
}

TEST(Behaviour, KeepsToTheLimit) {
    const HttpServer server({{"/page", {.body = "text", .delay = 100ms}}});
    const std::vector<std::string> urls(15, server.url("/page"));
    Progress progress;
    const auto results = download_all(urls, 3, progress);
    EXPECT_LE(server.at_once(), 3)
        << because
        << "15 pages were to be downloaded, up to 3 at the same time and never more. The "
        << "server was asked for " << server.at_once() << " at once.";
    EXPECT_EQ(results.size(), 15u) << because << "15 URLs must give 15 results.";
}

TEST(Behaviour, AnErrorStaysWithItsUrlAndIsCounted) {
    const HttpServer server({{"/good", {.body = "good", .delay = 20ms}},
                             {"/broken", {.body = "half a page", .broken = true}},
                             {"/ill", {.body = "ouch", .status = 500}}});
    const std::vector<std::string> urls{server.url("/good"), server.url("/broken"), nobody,
                                        server.url("/ill"), server.url("/good")};
    Progress progress;
    const auto results = download_all(urls, 2, progress);
    ASSERT_EQ(results.size(), 5u) << because << "Five URLs must give five results.";
    EXPECT_TRUE(results[0].body == "good" && results[4].body == "good")
        << because << "The first and the last of five URLs are good. They have " << told(results[0])
        << " and " << told(results[4]) << ".";
    for (const int i : {1, 2, 3}) {
        EXPECT_TRUE(!results[i].error.empty() && results[i].body.empty())
            << because << "There is no page for " << urls[i] << ". Its result must have an error "
            << "and an empty body, but it has " << told(results[i]) << ".";
    }
    EXPECT_EQ(results[3].error, "status 500")
        << because << "The server answered with status 500, so the error must be \"status 500\". "
        << "It is \"" << results[3].error << "\".";
    const Progress::Counts counts = progress.counts();
    EXPECT_TRUE(counts.done == 5 && counts.failed == 3)
        << because << "Five downloads are over, and three of them failed. Progress says "
        << told(counts) << ".";
}

TEST(Races, ManySubmitAtOnce) {
    std::atomic<int> carried_out{0};
    Gauge working;
    {
        WorkerPool pool(3);
        racecourse::start_together(4, [&](int) {
            for (int i = 0; i < 200; ++i) {
                pool.submit([&] {
                    const Gauge::Inside inside(working);
                    ++carried_out;
                });
            }
        });
    }
    EXPECT_EQ(carried_out, 800)
        << because << "Four threads submitted 200 tasks each to a pool with three workers, which "
        << "was then destroyed. All 800 must be carried out, but " << carried_out << " were.";
    EXPECT_LE(working.highest(), 3) << because << "A pool with three workers carried out "
                                    << working.highest() << " tasks at once.";
}

TEST(Races, ProgressIsReadWhileOthersCount) {
    constexpr int each = 5000;
    Progress progress;
    racecourse::start_together(4, [&](int thread) {
        Progress::Counts before;
        for (int i = 0; i < each; ++i) {
            if (thread > 0) {
                progress.one_done(thread == 1);
                continue;
            }
            const Progress::Counts now = progress.counts();
            EXPECT_TRUE(now.done >= before.done && now.failed >= before.failed)
                << because << "The counts only grow, but after " << told(before) << " there were "
                << told(now) << ".";
            before = now;
        }
    });
    const Progress::Counts counts = progress.counts();
    EXPECT_TRUE(counts.done == 3 * each && counts.failed == 2 * each)
        << because << "Three threads called one_done() 5000 times each, two of them with false. "
        << "That makes 15000 done and 10000 failed, but there are " << told(counts) << ".";
}

TEST(Races, OthersLookAtTheProgressOfDownloads) {
    const HttpServer server({{"/page", {.body = "text"}}});
    std::vector<std::string> urls(12, server.url("/page"));
    urls[5] = nobody;
    Progress progress;
    std::atomic<bool> over{false};
    std::thread watcher([&] {
        while (!over) {
            racecourse::use(progress.counts().done);
            std::this_thread::sleep_for(1ms);
        }
    });
    const auto results = download_all(urls, 4, progress);
    over = true;
    watcher.join();
    EXPECT_TRUE(results.size() == 12 && results[11].body == "text" && !results[5].error.empty())
        << because
        << "12 URLs were downloaded, and the sixth one fails. The last one must have its "
        << "page and the sixth one an error.";
}

// The grader runs these in many different orders of the threads' steps, so they are small.

TEST(Schedules, ThePoolClosesWhileItsWorkersGoToSleep) {
    int carried_out = 0;
    {
        WorkerPool pool(1);
        pool.submit([&] { ++carried_out; });
    }
    EXPECT_EQ(carried_out, 1)
        << because << "A pool was given one task and then destroyed. The task must be carried out "
        << "once. It was carried out " << carried_out << " times.";
}

TEST(Schedules, TwoWorkersShareThreeTasks) {
    std::atomic<int> carried_out{0};
    Gauge working;
    {
        WorkerPool pool(2);
        for (int i = 0; i < 3; ++i) {
            pool.submit([&] {
                const Gauge::Inside inside(working);
                ++carried_out;
            });
        }
    }
    EXPECT_EQ(carried_out, 3)
        << because << "A pool with two workers was given three tasks and then destroyed. Each must "
        << "be carried out once, but " << carried_out << " were carried out.";
    EXPECT_LE(working.highest(), 2)
        << because << "A pool with two workers carried out three tasks at once.";
}

TEST(Schedules, BothCountsChangeTogether) {
    Progress progress;
    Progress::Counts seen;
    std::thread worker([&] { progress.one_done(false); });
    std::thread watcher([&] { seen = progress.counts(); });
    worker.join();
    watcher.join();
    EXPECT_EQ(seen.done, seen.failed)
        << because << "The only download failed: that is one more done and one more failed, at one "
        << "moment. Somebody who looked meanwhile saw " << told(seen) << ".";
}

TEST(Schedules, TwoDownloadsOneAtATime) {
    const HttpServer server({{"/a", {.body = "A"}}, {"/b", {.body = "B"}}});
    Progress progress;
    const auto results = download_all({server.url("/a"), server.url("/b")}, 1, progress);
    EXPECT_TRUE(results.size() == 2 && results[0].body == "A" && results[1].body == "B")
        << because << "The pages A and B were downloaded, one at a time. The results must be A and "
        << "B, in this order.";
    EXPECT_EQ(server.at_once(), 1)
        << because << "One page at a time was to be downloaded. The server was asked for "
        << server.at_once() << " at once.";
}

// In these the server is simulated, and time is virtual: the waits cost nothing.

TEST(Speed, DownloadsAsManyAtOnceAsAllowed) {
    const HttpServer server({{"/page", {.body = "text", .delay = 1000ms}}});
    const std::vector<std::string> urls(20, server.url("/page"));
    Progress progress;
    const auto downloading = racecourse::took([&] { (void)download_all(urls, 10, progress); });
    EXPECT_EQ(progress.counts().done, 20)
        << because << "20 pages were downloaded, but progress says " << told(progress.counts())
        << ".";
    EXPECT_AT_MOST(downloading.time, 2100ms)
        << "20 pages were downloaded, each takes 1 second, and 10 are allowed at the same time. "
           "That makes 2 seconds.";
    EXPECT_AT_MOST(downloading.work, 200ms)
        << "20 pages were downloaded, which is nearly nothing but waiting. Whoever waits asleep "
           "needs next to no processor time for it.";
}

TEST(Speed, TheNextBeginsWhenOneIsOver) {
    const HttpServer server({{"/long", {.body = "long", .delay = 2000ms}},
                             {"/short", {.body = "short", .delay = 200ms}}});
    std::vector<std::string> urls(11, server.url("/short"));
    urls[0] = server.url("/long");
    Progress progress;
    const auto downloading = racecourse::took([&] { (void)download_all(urls, 2, progress); });
    EXPECT_AT_MOST(downloading.time, 2100ms)
        << "One of 11 pages takes 2 seconds, the others 0.2 seconds each, and 2 are allowed at the "
           "same time. While one worker waits for the long one, the other can do all the rest.";
}

TEST(Speed, CountsEachAsSoonAsItIsOver) {
    const HttpServer server({{"/page", {.body = "text", .delay = 1000ms}}});
    const std::vector<std::string> urls(4, server.url("/page"));
    Progress progress;
    Progress::Counts seen;
    std::thread watcher([&] {
        std::this_thread::sleep_for(2500ms);
        seen = progress.counts();
    });
    const auto downloading = racecourse::took([&] { (void)download_all(urls, 1, progress); });
    watcher.join();
    EXPECT_AT_MOST(downloading.time, 4100ms)
        << "Four pages were downloaded one at a time, and each takes 1 second.";
    EXPECT_EQ(seen.done, 2)
        << because << "Four pages were downloaded one at a time, each takes 1 second, and each "
        << "counts as soon as it is over. Somebody who looked after 2.5 seconds should have seen "
        << "2 done. There were " << seen.done << ".";
}

TEST(Speed, WorkersWithoutTasksSleep) {
    const auto idle = racecourse::took([&] {
        WorkerPool pool(4);
        std::this_thread::sleep_for(20ms);
    });
    EXPECT_AT_MOST(idle.work, 5ms)
        << "A pool with four workers had nothing to do for 20 ms. Workers without a task "
           "should wait for one asleep, and need next to no processor time for it.";
}

}  // namespace
