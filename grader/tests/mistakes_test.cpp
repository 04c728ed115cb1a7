// What an exercise says of its well-known mistakes: shown for the evidence that they are known by,
// not for other evidence, and refused in a manifest where it could never be shown.
#include "catalogue/mistakes.h"

#include <gtest/gtest.h>

#include "catalogue/catalogue.h"
#include "tests/course.h"

namespace grader {
namespace {

Problem problem(Outcome outcome, const std::string& test, Pattern pattern = Pattern::none) {
    Problem problem;
    problem.outcome = outcome;
    problem.test = test;
    problem.pattern = pattern;
    return problem;
}

Mistake when(const std::string& check, const std::string& outcome, const std::string& test,
             const std::string& pattern, const std::string& say) {
    Mistake mistake;
    mistake.check = check;
    mistake.outcome = outcome;
    mistake.test = test;
    mistake.pattern = pattern;
    mistake.say = say;
    return mistake;
}

std::string said(const Exercise& exercise, const std::string& check, const Problem& problem) {
    const Mistake* const mistake = mistake_in(exercise, check, problem);
    return mistake ? mistake->say : "nothing";
}

TEST(Mistakes, AreSaidForTheirEvidenceAndForNoOther) {
    Exercise exercise;
    exercise.mistakes = {when("races", "race", "", "no lock", "no guard"),
                         when("behaviour", "wrong", "GivesUpInTime", "", "too patient")};
    const Problem race = problem(Outcome::race, "Races.AddsUp", Pattern::no_lock);
    EXPECT_EQ(said(exercise, "races", race), "no guard");
    EXPECT_EQ(said(exercise, "schedules", race), "nothing") << "another check";
    EXPECT_EQ(
        said(exercise, "races", problem(Outcome::race, "Races.AddsUp", Pattern::different_locks)),
        "nothing")
        << "another pattern";
    EXPECT_EQ(said(exercise, "races", problem(Outcome::race, "Races.AddsUp")), "nothing")
        << "a pattern that nobody knows";
    EXPECT_EQ(said(exercise, "races", problem(Outcome::crash, "Races.AddsUp", Pattern::no_lock)),
              "nothing")
        << "another outcome";
    EXPECT_EQ(said(exercise, "behaviour", problem(Outcome::wrong, "Behaviour.GivesUpInTime")),
              "too patient");
    EXPECT_EQ(said(exercise, "behaviour", problem(Outcome::wrong, "Behaviour.GivesUp")), "nothing")
        << "another test";
    EXPECT_EQ(said(exercise, "behaviour", problem(Outcome::wrong, "")), "nothing");
}

TEST(Mistakes, AreSaidInTheOrderOfTheManifest) {
    Exercise exercise;
    exercise.mistakes = {when("", "", "Stops", "", "of this test"),
                         when("", "deadlock", "", "", "of any")};
    EXPECT_EQ(said(exercise, "behaviour", problem(Outcome::deadlock, "Behaviour.Stops")),
              "of this test");
    EXPECT_EQ(said(exercise, "behaviour", problem(Outcome::deadlock, "Behaviour.Starts")),
              "of any");
}

TEST(Mistakes, HaveAPatternWithANameEach) {
    std::set<std::string> names(all_patterns().begin(), all_patterns().end());
    EXPECT_EQ(names.size(), all_patterns().size());
    // The last one of the list, so that none is without a name.
    EXPECT_EQ(all_patterns().size(), static_cast<std::size_t>(Pattern::many_threads));
    EXPECT_EQ(name(Pattern::none), "");
    for (int i = 1; i <= static_cast<int>(Pattern::many_threads); ++i)
        EXPECT_TRUE(names.contains(std::string(name(static_cast<Pattern>(i))))) << i;
}

class MistakeManifest : public testing::Test {
  protected:
    // A manifest with this on the lines from 13 on.
    Exercise with(const std::string& mistakes) const {
        course_.add(relative, good_manifest + "\n" + mistakes);
        course_.write("grader/hidden/" + relative + "/tests.cpp",
                      "TEST(Behaviour, KeepsEach) {}\nTEST(Races, AddsUp) {}\n");
        course_.write("exercises/" + relative + "/examples.cpp", "TEST(Examples, Adds) {}\n");
        return read_manifest(course_.path(), relative);
    }
    std::string refusal(const std::string& mistakes) const {
        return error_of([&] { (void)with(mistakes); });
    }
    static inline const std::string relative = "chapter03_races/ex01_counter";
    static inline const std::string shown = "grader/hidden/" + relative + "/exercise.toml:";
    Course course_;
};

TEST_F(MistakeManifest, ReadsThem) {
    EXPECT_TRUE(with("").mistakes.empty());
    const Exercise exercise = with(R"([[mistake]]
when = { check = "races", outcome = "race", test = "AddsUp", pattern = "reader's lock" }
say = "You change it under a lock for reading."

[[mistake]]
when = { outcome = "too slow" }
say = "You wait too long."
)");
    ASSERT_EQ(exercise.mistakes.size(), 2u);
    EXPECT_EQ(exercise.mistakes[0].check, "races");
    EXPECT_EQ(exercise.mistakes[0].outcome, "race");
    EXPECT_EQ(exercise.mistakes[0].test, "AddsUp");
    EXPECT_EQ(exercise.mistakes[0].pattern, "reader's lock");
    EXPECT_EQ(exercise.mistakes[0].say, "You change it under a lock for reading.");
    EXPECT_EQ(exercise.mistakes[0].line, 13u);
    EXPECT_EQ(exercise.mistakes[1].check, "");
    EXPECT_EQ(exercise.mistakes[1].line, 17u);
}

TEST_F(MistakeManifest, RefusesWhatNothingCanBe) {
    const auto one = [](const std::string& what) {
        return "[[mistake]]\nwhen = { " + what + " }\nsay = \"x\"\n";
    };
    EXPECT_EQ(refusal(one("check = \"race\"")),
              shown +
                  "14: unknown check \"race\" (did you mean \"races\"?); allowed: examples, "
                  "behaviour, races");
    EXPECT_EQ(
        refusal(one("outcome = \"pass\"")),
        shown + "14: unknown outcome \"pass\"; allowed: wrong, race, deadlock, crash, too slow");
    EXPECT_EQ(refusal(one("check = \"races\", test = \"KeepsEach\"")),
              shown + "14: unknown test \"KeepsEach\"; allowed: AddsUp");
    EXPECT_EQ(refusal(one("test = \"KeepEach\"")),
              shown +
                  "14: unknown test \"KeepEach\" (did you mean \"KeepsEach\"?); allowed: Adds, "
                  "KeepsEach, AddsUp");
    EXPECT_TRUE(refusal(one("pattern = \"no locks\""))
                    .starts_with(shown +
                                 "14: unknown pattern \"no locks\" (did you mean \"no lock\"?); "
                                 "allowed: no lock, lock on one side, "));
    EXPECT_EQ(refusal(one("tests = \"AddsUp\"")),
              shown +
                  "14: unknown key \"tests\" in [mistake.when] (did you mean \"test\"?); allowed: "
                  "check, outcome, test, pattern");
    EXPECT_EQ(refusal(one("check = 3")),
              shown + "14: mistake.when.check has a whole number; allowed: a text in quotes");
}

TEST_F(MistakeManifest, RefusesWhatSaysNothing) {
    const std::string allowed =
        "; allowed: at least one of check, outcome, test and pattern, such as { check = "
        "\"schedules\", pattern = \"lost update\" }";
    EXPECT_EQ(refusal("[[mistake]]\nsay = \"x\"\n"),
              shown + "13: mistake.when says nothing" + allowed);
    EXPECT_EQ(refusal("[[mistake]]\nwhen = {}\nsay = \"x\"\n"),
              shown + "14: mistake.when says nothing" + allowed);
    EXPECT_EQ(refusal("[[mistake]]\nwhen = { check = \"races\" }\n"),
              shown + "13: mistake.say is missing; allowed: a text in quotes");
    EXPECT_EQ(refusal("[[mistake]]\nwhen = { check = \"races\" }\nsay = \" \"\n"),
              shown + "15: mistake.say is empty; allowed: a text with at least one word");
    EXPECT_EQ(refusal("[mistake]\nsay = \"x\"\n"),
              shown + "13: mistake has a table; allowed: tables, each with [[mistake]] above it");
}

TEST_F(MistakeManifest, RefusesWhatAnotherOneHidesAlways) {
    EXPECT_EQ(refusal("[[mistake]]\nwhen = { check = \"races\" }\nsay = \"x\"\n"
                      "[[mistake]]\nwhen = { check = \"races\", outcome = \"race\" }\nsay = "
                      "\"y\"\n"),
              shown +
                  "16: this mistake is never said: the one of line 13 fits first; allowed: the one "
                  "with more in `when` first");
    EXPECT_EQ(with("[[mistake]]\nwhen = { check = \"races\", outcome = \"race\" }\nsay = \"x\"\n"
                   "[[mistake]]\nwhen = { check = \"races\" }\nsay = \"y\"\n")
                  .mistakes.size(),
              2u);
}

}  // namespace
}  // namespace grader
