// How the download manager is used. Try your own ideas here; the grader's hidden tests go further.
#include "downloads.h"

#include <gtest/gtest.h>
#include <racecourse/http_server.h>

#include <atomic>

TEST(Examples, ThePoolCarriesOutEveryTask) {
    std::atomic<int> sum{0};
    {
        WorkerPool pool(3);
        for (int i = 1; i <= 10; ++i) pool.submit([&sum, i] { sum += i; });
    }  // the pool's destructor has waited for all of them
    EXPECT_EQ(sum, 55);
}

TEST(Examples, ProgressCounts) {
    Progress progress;
    progress.one_done(true);
    progress.one_done(false);
    EXPECT_EQ(progress.counts().done, 2);
    EXPECT_EQ(progress.counts().failed, 1);
}

TEST(Examples, DownloadsTwoPages) {
    racecourse::HttpServer server({{"/sun", {.body = "bright"}}, {"/moon", {.body = "pale"}}});
    Progress progress;
    const auto pages =
        download_all({server.url("/sun"), server.url("/mars"), server.url("/moon")}, 2, progress);
    ASSERT_EQ(pages.size(), 3u);
    EXPECT_EQ(pages[0].body, "bright");
    EXPECT_EQ(pages[1].error, "status 404");
    EXPECT_EQ(pages[2].body, "pale");
    EXPECT_EQ(progress.counts().done, 3);
    EXPECT_EQ(progress.counts().failed, 1);
}
