// How run_all is used. Try your own ideas here; the grader's hidden tests go further.
#include "run_all.h"

#include <gtest/gtest.h>

#include <stdexcept>
#include <string>

TEST(Examples, RunsAllTasks) {
    int eggs = 0;
    int flour = 0;
    run_all({
        [&](std::stop_token) { eggs = 3; },
        [&](std::stop_token) { flour = 500; },
    });
    EXPECT_EQ(eggs, 3);
    EXPECT_EQ(flour, 500);
}

TEST(Examples, BringsHomeWhatATaskThrows) {
    std::string what;
    try {
        run_all({
            [](std::stop_token) {},
            [](std::stop_token) { throw std::runtime_error("no flour"); },
        });
    } catch (const std::runtime_error& error) {
        what = error.what();
    }
    EXPECT_EQ(what, "no flour") << "A task threw this, so run_all should throw it.";
}
