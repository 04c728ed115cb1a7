// How SafeCounter is used. Try your own ideas here; the grader's hidden tests go further.
#include "safe_counter.h"

#include <gtest/gtest.h>

#include <thread>

TEST(Examples, CountsFromZero) {
    SafeCounter counter;
    EXPECT_EQ(counter.value(), 0);
    EXPECT_EQ(counter.increment(), 1);
    EXPECT_EQ(counter.increment(), 2);
    EXPECT_EQ(counter.value(), 2);
}

TEST(Examples, AddsAndTakesAway) {
    SafeCounter counter;
    counter.add(10);
    counter.add(-3);
    EXPECT_EQ(counter.value(), 7);
}

TEST(Examples, HandsOutWhatWasCountedSinceTheLastReset) {
    SafeCounter requests;
    requests.add(5);
    EXPECT_EQ(requests.reset(), 5);
    EXPECT_EQ(requests.value(), 0);
}

TEST(Examples, AdmitsNoMoreThanTheLimit) {
    SafeCounter running;
    EXPECT_TRUE(running.increment_if_below(2));
    EXPECT_TRUE(running.increment_if_below(2));
    EXPECT_EQ(running.value(), 2);
    EXPECT_FALSE(running.increment_if_below(2));
}

TEST(Examples, IsSharedByThreads) {
    SafeCounter counter;
    {
        std::jthread worker([&counter] { counter.add(100); });
    }  // the worker has ended here: the jthread joined it
    EXPECT_EQ(counter.value(), 100);
}
