// How Lazy is used. Try your own ideas here; the grader's hidden tests go further.
#include "lazy.h"

#include <gtest/gtest.h>

#include <stdexcept>
#include <string>
#include <thread>

TEST(Examples, MakesTheValueWhenItIsFirstNeeded) {
    int made = 0;
    Lazy<std::string> greeting([&] {
        ++made;
        return std::string("good morning");
    });
    EXPECT_EQ(made, 0) << "Nobody has asked yet.";
    EXPECT_EQ(greeting.get(), "good morning");
    EXPECT_EQ(greeting.get(), "good morning");
    EXPECT_EQ(made, 1);
}

TEST(Examples, TriesAgainAfterAFailure) {
    int attempts = 0;
    Lazy<int> settings([&]() -> int {
        if (++attempts == 1) throw std::runtime_error("the file is not there");
        return 42;
    });
    EXPECT_THROW((void)settings.get(), std::runtime_error);
    EXPECT_EQ(settings.get(), 42);
}

TEST(Examples, ThreadsShareTheObject) {
    Lazy<std::string> shared([] { return std::string("one for all"); });
    const std::string* in_thread = nullptr;
    {
        std::jthread other([&] { in_thread = &shared.get(); });
        EXPECT_EQ(shared.get(), "one for all");
    }
    EXPECT_EQ(in_thread, &shared.get());
}
