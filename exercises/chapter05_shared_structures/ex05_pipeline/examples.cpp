// How run_pipeline is used. Try your own ideas here; the grader's hidden tests go further.
#include "pipeline.h"

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <vector>

TEST(Examples, WritesInOrder) {
    int next = 0;
    std::vector<std::string> written;
    run_pipeline<int, std::string>(
        {.read = [&]() -> std::optional<int> {
             if (next == 5) return std::nullopt;
             return ++next;
         },
         .convert = [](int number) { return "photo " + std::to_string(number); },
         .write = [&](std::string name) { written.push_back(name); }},
        1, 4);  // one converter, and at most four photos under way
    EXPECT_EQ(written,
              (std::vector<std::string>{"photo 1", "photo 2", "photo 3", "photo 4", "photo 5"}));
}

TEST(Examples, OneItemAtATimeIsAllowed) {
    int left = 3;
    int written = 0;
    run_pipeline<int, int>({.read = [&]() -> std::optional<int> {
                                if (left == 0) return std::nullopt;
                                return left--;
                            },
                            .convert = [](int number) { return 10 * number; },
                            .write = [&](int result) { written += result; }},
                           1, 1);
    EXPECT_EQ(written, 60);
}
