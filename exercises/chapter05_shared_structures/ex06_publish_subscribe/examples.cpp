// How Topic is used. Try your own ideas here; the grader's hidden tests go further.
#include "topic.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

TEST(Examples, TellsEverybodyWhoHasSubscribed) {
    Topic<std::string> news;
    std::vector<std::string> heard;
    const auto anna =
        news.subscribe([&](const std::string& text) { heard.push_back("A " + text); });
    news.subscribe([&](const std::string& text) { heard.push_back("B " + text); });
    news.publish("rain");
    news.unsubscribe(anna);
    news.publish("sun");
    EXPECT_EQ(heard, (std::vector<std::string>{"A rain", "B rain", "B sun"}));
}

TEST(Examples, OnlyOncePlease) {
    Topic<int> prices;
    int heard = 0;
    Topic<int>::Id mine = 0;
    mine = prices.subscribe([&](int price) {
        heard += price;
        prices.unsubscribe(mine);  // from inside its own callback
    });
    prices.publish(5);
    prices.publish(7);
    EXPECT_EQ(heard, 5);
}
