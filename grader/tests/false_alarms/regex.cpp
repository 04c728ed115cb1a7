// std::regex fills a table of the program's locale the first time, without a lock and harmlessly.
#include <racecourse/kit.h>

#include <regex>

TEST(Right, RegexInSeveralThreads) {
    racecourse::start_together(3, [](int) {
        const std::regex words("a[b-d]*e");
        EXPECT_TRUE(std::regex_match("abcde", words));
    });
}

TEST(Wrong, RegexInSeveralThreads) {
    std::regex words("a");
    racecourse::start_together(2, [&](int) { words = std::regex("b"); });
}
