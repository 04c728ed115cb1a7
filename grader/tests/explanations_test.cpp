// The page of `author explain`: the first screen open, the rest folded, and what is on the first
// screen said truly.
#include "report/explanations.h"

#include <gtest/gtest.h>

#include "common/text.h"

namespace grader {
namespace {

// What `check` might print: as many lines as wanted, with these words on one of them.
Explanation shown(std::size_t lines, std::size_t at = 0, const std::string& words = "") {
    Explanation one;
    one.exercise = "chapter03/ex01";
    one.title = "A counter";
    one.impostor = "no_lock";
    one.declared = "races, race";
    one.thought = "Who would come in between?";
    for (std::size_t i = 1; i <= lines; ++i)
        one.shown += (i == at ? words : "line " + std::to_string(i)) + "\n";
    return one;
}

bool holds(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

TEST(Explanations, FoldWhatComesAfterTheFirstScreen) {
    const std::string page = explanations_page({shown(30)});
    EXPECT_TRUE(holds(page, "$ ./racecourse check chapter03/ex01\nline 1\n")) << page;
    EXPECT_TRUE(holds(page,
                      "line 23\n```\n\n<details><summary>7 more lines</summary>\n\n"
                      "```text\nline 24\n"))
        << page;
    EXPECT_TRUE(holds(page, "line 30\n```\n\n</details>\n")) << page;
    const std::string short_page = explanations_page({shown(23)});
    EXPECT_FALSE(holds(short_page, "<details>")) << short_page;
}

TEST(Explanations, SayWhatIsOnTheFirstScreen) {
    Explanation place = shown(30, 23, "      exercises/x/counter.h:12");
    place.places = {"exercises/x/counter.h:12"};
    EXPECT_TRUE(first_screen(place).place);
    EXPECT_FALSE(first_screen(place).advice);
    place = shown(30, 24, "      exercises/x/counter.h:12");
    place.places = {"exercises/x/counter.h:12"};
    EXPECT_FALSE(first_screen(place).place) << "one line too far down";
    EXPECT_FALSE(first_screen(shown(30, 23, "counter.h:12")).place) << "no step names it";
    EXPECT_TRUE(first_screen(shown(30, 23, "    What to do: lock it.")).advice);
    EXPECT_FALSE(first_screen(shown(30, 24, "    What to do: lock it.")).advice);
    EXPECT_TRUE(holds(explanations_page({shown(30, 23, "    What to do: lock it.")}),
                      "| races, race | 30 | – | ✓ |"));
}

TEST(Explanations, StandBelowTheirExerciseWithWhatIsWrongInThem) {
    Explanation first = shown(3), second = shown(3), third = shown(3);
    second.impostor = "two_locks";
    second.fault = "is wrong, but passes every check";
    second.difference = "-a\n+b\n";
    third.exercise = "chapter03/ex02";
    third.title = "A bank";
    const std::string page = explanations_page({first, second, third});
    EXPECT_LT(page.find("## chapter03/ex01 A counter"), page.find("### chapter03/ex01 no_lock"));
    EXPECT_LT(page.find("### chapter03/ex01 two_locks"), page.find("## chapter03/ex02 A bank"));
    EXPECT_EQ(page.find("## chapter03/ex01 A counter"), page.rfind("## chapter03/ex01 A counter"));
    EXPECT_TRUE(holds(page, "[two_locks](#chapter03ex01-two_locks) | races, race **(does not)**"));
    EXPECT_TRUE(holds(page, "**It does not end so:** is wrong, but passes every check"));
    EXPECT_TRUE(holds(page, "```diff\n-a\n+b\n```")) << page;
    EXPECT_TRUE(holds(page, "Each of 3 impostors "));
}

TEST(Explanations, KeepWhatLooksLikeTheEndOfACodeBlockWithin) {
    const std::string page = explanations_page({shown(3, 2, "```")});
    EXPECT_TRUE(holds(page,
                      "````text\n$ ./racecourse check chapter03/ex01\nline 1\n```\nline 3\n"
                      "````\n"))
        << page;
}

}  // namespace
}  // namespace grader
