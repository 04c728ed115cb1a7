// How Generator is used. Try your own ideas here; the grader's hidden tests go further.
#include "generator.h"

#include <gtest/gtest.h>

#include <string>

namespace {

Generator<int> count_down(int from) {
    for (int i = from; i > 0; --i) co_yield i;
}

Generator<std::string> greetings() {
    co_yield "good morning";
    co_yield "good evening";
}

TEST(Examples, GivesOneValueAfterTheOther) {
    std::string text;
    for (int number : count_down(3)) text += std::to_string(number);
    EXPECT_EQ(text, "321");
}

TEST(Examples, GivesValuesOfAnyType) {
    std::string text;
    for (const std::string& greeting : greetings()) text += greeting + "; ";
    EXPECT_EQ(text, "good morning; good evening; ");
}

}  // namespace
