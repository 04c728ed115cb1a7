// Watch mode without a terminal: what each key, save and piece of news does, and how it looks.
#include "desk/desk.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "common/text.h"
#include "desk/lines.h"
#include "tests/course.h"
#include "tests/recorded.h"
#include "tests/schedule_fixture.h"

namespace grader {
namespace {

const std::string readme = R"(# A counter

Why one counts.

## Your task

Write the class in [`counter.h`](counter.h). Any thread may call any function.

1. Count **up**.
2. Never lose a count, whoever else counts at that moment, and however long that takes the counter.

## API
)";

class TheDesk : public testing::Test {
  protected:
    TheDesk() {
        for (const char* name : {"ex01_counter", "ex02_bank", "ex03_cache"})
            add("chapter03_races/" + std::string(name), good_manifest);
        add("chapter11_speed/ex01_merge_sort",
            replaced(good_manifest, "A counter", "Sorting on many cores"));
    }
    void add(const std::string& relative, const std::string& manifest) const {
        course.add(relative, manifest);
        course.write("exercises/" + relative + "/README.md", readme);
    }

    static fs::path file(const std::string& exercise) {
        return "exercises/chapter03_races/" + exercise + "/counter.h";
    }
    void edit(const std::string& exercise, const std::string& content) const {
        course.write(file(exercise), content);
    }
    void record(const std::string& exercise, const std::vector<Verdict>& verdicts) {
        const Exercise& named = catalogue().one("chapter03/" + exercise.substr(0, 4));
        record_verdicts(course.path(), named, read_code(named, named.public_dir, course.path()),
                        verdicts);
    }
    void pass(const std::string& exercise) {
        record(exercise, {Verdict{.outcome = Outcome::pass}});
    }
    const Catalogue& catalogue() {
        if (!catalogue_) catalogue_.emplace(course.path());
        return *catalogue_;
    }
    Desk& desk() {
        if (!desk_) desk_.emplace(catalogue());
        return *desk_;
    }

    void type(const std::string& keys) {
        for (const char key : keys) desk().typed({Key::sign, std::string(1, key)});
    }
    void press(Key::Name name) { desk().typed({name, {}}); }
    std::string shown() {
        std::string text;
        for (const Line& line : desk().picture()) {
            std::string each = plain(line);
            each.erase(each.find_last_not_of(' ') + 1);
            text += each + "\n";
        }
        return text;
    }
    bool shows(const std::string& words) { return shown().find(words) != std::string::npos; }

    static Verdict passed(const std::string& check) {
        Verdict verdict;
        verdict.check = check;
        verdict.tests = {{"Examples.Counts", Outcome::pass, 0.1}};
        return verdict;
    }
    static Verdict raced() {
        Verdict verdict;
        verdict.check = "races";
        verdict.outcome = Outcome::race;
        verdict.problems.push_back(
            {Outcome::race,
             "Races.CountsTogether",
             "Two threads use value_ at the same time, and at least one of them changes it.",
             {{"thread 1 writes it", Place{"exercises/x/counter.h", 7, 9, "        value_ += 1;"}}},
             "Counts get lost.",
             "Hold one lock in both.",
             "WARNING: ThreadSanitizer: data race",
             {},
             {},
             {}});
        return verdict;
    }
    void tell(const Verdict& verdict) { desk().heard({News::verdict, {}, verdict}); }
    void finish() { desk().heard({News::done, {}}); }

    // A verdict of the check schedules with its timeline, and the code that it is about.
    static Verdict scheduled(const std::string& fixture) {
        Verdict verdict;
        verdict.check = "schedules";
        verdict.outcome = Outcome::wrong;
        verdict.problems.push_back(ScheduleFixture(fixture).explained());
        return verdict;
    }

    Course course;

  private:
    std::optional<Catalogue> catalogue_;
    std::optional<Desk> desk_;
};

TEST_F(TheDesk, OpensAtTheFirstExerciseThatHasNotPassed) {
    edit("ex01_counter", "right");
    pass("ex01_counter");
    EXPECT_EQ(desk().exercise().id, "chapter03/ex02");
}

TEST_F(TheDesk, OpensAtTheFirstWhenAllHavePassed) {
    const Catalogue all(course.path());
    for (const Exercise& each : all.exercises())
        record_verdicts(course.path(), each, read_code(each, each.public_dir, course.path()),
                        {Verdict{.outcome = Outcome::pass}});
    EXPECT_EQ(desk().exercise().id, "chapter03/ex01");
    EXPECT_TRUE(shows("You have learned"));
}

TEST_F(TheDesk, DoesNotGradeWhatIsKnown) {
    const auto orders = desk().orders();
    EXPECT_TRUE(orders.watch);
    EXPECT_FALSE(orders.run) << "an untouched stub";
    EXPECT_TRUE(shows("Edit the file and save it"));
}

TEST_F(TheDesk, GradesWhatWasChangedMeanwhile) {
    edit("ex01_counter", "changed");
    EXPECT_TRUE(desk().orders().run);
    EXPECT_FALSE(desk().orders().run) << "an order is given once";
}

TEST_F(TheDesk, ShowsWhatWasFoundLast) {
    edit("ex01_counter", "changed");
    record("ex01_counter", {passed("behaviour"), raced()});
    EXPECT_FALSE(desk().orders().run);
    EXPECT_TRUE(shows("Two threads use value_"));
    EXPECT_TRUE(shows("Graded again whenever"));
    ASSERT_TRUE(desk().place());
    EXPECT_EQ(desk().place()->line, 7);
    type("r");
    EXPECT_TRUE(desk().orders().run);
    EXPECT_FALSE(shows("Two threads use value_"));
    EXPECT_FALSE(desk().place());
}

TEST_F(TheDesk, GradesAgainWhereTheLastRunCouldNotTell) {
    edit("ex01_counter", "changed");
    record("ex01_counter", {Verdict{.outcome = Outcome::inconclusive}});
    EXPECT_TRUE(desk().orders().run);
}

TEST_F(TheDesk, MakingReadyTellsNothing) {
    (void)desk().orders();
    const std::string before = shown();
    desk().heard({News::doing, "making ready"});
    finish();
    EXPECT_EQ(shown(), before);
    desk().heard({News::failed, "No compiler."});
    EXPECT_EQ(shown(), before);
    desk().heard({News::note, "Here the sandbox is weaker."});
    EXPECT_TRUE(shows("Here the sandbox is weaker."));
}

TEST_F(TheDesk, GradesOnSave) {
    (void)desk().orders();
    edit("ex01_counter", "first");
    desk().saved();
    EXPECT_TRUE(desk().orders().run);
    EXPECT_EQ(desk().code().front().content, "first");
    EXPECT_TRUE(desk().running());
}

TEST_F(TheDesk, BeginsAnewWhenOtherContentIsSavedDuringARun) {
    edit("ex01_counter", "first");
    desk().saved();
    (void)desk().orders();
    desk().saved();
    EXPECT_FALSE(desk().orders().run) << "the same content is being graded already";
    edit("ex01_counter", "second");
    desk().saved();
    EXPECT_TRUE(desk().orders().run);
    EXPECT_EQ(desk().code().front().content, "second");
}

TEST_F(TheDesk, BeginsAnewWhenTheExamplesAreSavedDuringARun) {
    edit("ex01_counter", "first");
    desk().saved();
    (void)desk().orders();
    course.write("exercises/chapter03_races/ex01_counter/examples.cpp", "// other");
    desk().saved();
    EXPECT_TRUE(desk().orders().run);
}

TEST_F(TheDesk, GradesTheSameAgainWhenNothingRuns) {
    edit("ex01_counter", "first");
    desk().saved();
    tell(passed("examples"));
    finish();
    (void)desk().orders();
    desk().saved();
    EXPECT_TRUE(desk().orders().run);
}

TEST_F(TheDesk, WaitsForAFileThatIsGone) {
    edit("ex01_counter", "first");
    desk().saved();
    (void)desk().orders();
    fs::remove(course.path() / file("ex01_counter"));
    desk().saved();
    const auto orders = desk().orders();
    EXPECT_TRUE(orders.cancel);
    EXPECT_FALSE(orders.run);
    EXPECT_FALSE(desk().running());
    EXPECT_TRUE(shows("copy it back"));
    type("r");
    EXPECT_FALSE(desk().orders().run);
    edit("ex01_counter", "back");
    desk().saved();
    EXPECT_TRUE(desk().orders().run);
    EXPECT_FALSE(shows("copy it back"));
}

TEST_F(TheDesk, ShowsEachVerdictAsItComes) {
    edit("ex01_counter", "racing");
    desk().heard({News::doing, "examples: compiling your code and its tests"});
    EXPECT_TRUE(shows("· examples   compiling your code and its tests"));
    EXPECT_TRUE(shows("· races"));
    tell(passed("examples"));
    EXPECT_TRUE(shows("✓ examples   1 test"));
    desk().heard({News::doing, "behaviour: running the tests"});
    EXPECT_TRUE(shows("· behaviour  running the tests"));
    tell(passed("behaviour"));
    tell(raced());
    finish();
    EXPECT_TRUE(shows("✗ races      race"));
    EXPECT_TRUE(shows("Two threads use value_"));
    EXPECT_FALSE(desk().running());
}

TEST_F(TheDesk, ShowsASignOfLifeAfterHalfASecond) {
    edit("ex01_counter", "slow");
    desk().heard({News::doing, "examples: running the tests"});
    desk().going_for(0.3);
    EXPECT_TRUE(shows("· examples")) << shown();
    desk().going_for(0.6);
    const std::string before = shown();
    EXPECT_FALSE(shows("· examples"));
    EXPECT_TRUE(shows("Saving again begins anew"));
    desk().going_for(0.7);
    EXPECT_NE(shown(), before);
}

TEST_F(TheDesk, SaysWhatWasLearnedAndWhatIsNext) {
    edit("ex01_counter", "right");
    for (const char* check : {"examples", "behaviour", "races"}) tell(passed(check));
    finish();
    EXPECT_TRUE(shows("You have learned: One lock."));
    EXPECT_TRUE(shows("Next: chapter03/ex02"));
    EXPECT_TRUE(shows("1 of 3"));
    type("n");
    EXPECT_EQ(desk().exercise().id, "chapter03/ex02");
    EXPECT_TRUE(desk().orders().watch);
}

TEST_F(TheDesk, SaysWhyNothingCouldBeGraded) {
    edit("ex01_counter", "x");
    desk().heard({News::failed, "g++ does not run here. Install it with: apt-get install g++"});
    EXPECT_TRUE(shows("apt-get install g++"));
    EXPECT_FALSE(desk().running());
}

TEST_F(TheDesk, GoesToTheNextAndThePreviousAndNoFurther) {
    type("p");
    EXPECT_TRUE(shows("This is the first exercise."));
    type("nnn");
    EXPECT_EQ(desk().exercise().id, "chapter11/ex01");
    type("n");
    EXPECT_TRUE(shows("This is the last exercise."));
    type("p");
    EXPECT_EQ(desk().exercise().id, "chapter03/ex03");
}

TEST_F(TheDesk, CancelsTheRunWhenItLeavesTheExercise) {
    edit("ex01_counter", "x");
    desk().saved();
    (void)desk().orders();
    type("n");
    const auto orders = desk().orders();
    EXPECT_TRUE(orders.cancel);
    EXPECT_FALSE(orders.run);
    EXPECT_FALSE(desk().running());
}

TEST_F(TheDesk, ShowsOneHintMoreEachTime) {
    type("h");
    EXPECT_TRUE(shows("Hint 1 of 2"));
    EXPECT_TRUE(shows("a nudge"));
    EXPECT_FALSE(shows("Hint 2"));
    type("h");
    EXPECT_TRUE(shows("Hint 1 of 2"));
    EXPECT_TRUE(shows("Hint 2 of 2"));
    type("h");
    EXPECT_TRUE(shows("That was the last of 2 hints."));
    type("n");
    EXPECT_FALSE(shows("Hint 1")) << "each exercise has its own";
    type("p");
    EXPECT_TRUE(shows("Hint 2 of 2"));
}

TEST_F(TheDesk, AsksBeforeItShowsTheSolution) {
    type("s");
    EXPECT_TRUE(shows("Show the solution? y or n"));
    type("n");
    EXPECT_FALSE(shows("Show the solution?"));
    EXPECT_EQ(desk().exercise().id, "chapter03/ex01") << "n was the answer";
    type("sy");
    EXPECT_TRUE(shows("solved"));
    EXPECT_TRUE(shows("stub"));
    type("q");
    EXPECT_FALSE(desk().orders().quit);
    EXPECT_FALSE(shows("solved"));
}

TEST_F(TheDesk, ShowsTheSolutionUnaskedAfterPassing) {
    edit("ex01_counter", "right");
    pass("ex01_counter");
    type("ps");
    EXPECT_TRUE(shows("solved"));
}

TEST_F(TheDesk, SaysThatAnEditionHasNoSolutions) {
    (void)desk();
    fs::remove_all(course.path() / "solutions");
    type("s");
    EXPECT_TRUE(shows("This edition of the course has no solutions."));
}

TEST_F(TheDesk, ShowsTheEvidenceWhenAsked) {
    type("v");
    EXPECT_TRUE(shows("There is no verdict yet"));
    type("v");
    edit("ex01_counter", "racing");
    desk().saved();
    tell(raced());
    finish();
    desk().resized(80, 60);
    EXPECT_FALSE(shows("WARNING: ThreadSanitizer"));
    type("v");
    EXPECT_TRUE(shows("WARNING: ThreadSanitizer"));
    type("v");
    EXPECT_FALSE(shows("WARNING: ThreadSanitizer"));
}

TEST_F(TheDesk, FindsAnExerciseByTyping) {
    type("l");
    EXPECT_TRUE(shows("chapter03/ex02"));
    EXPECT_TRUE(shows("chapter11_speed"));
    type("sort");
    EXPECT_FALSE(shows("chapter03/ex02"));
    press(Key::enter);
    EXPECT_EQ(desk().exercise().id, "chapter11/ex01");
}

TEST_F(TheDesk, ChoosesInTheListWithTheArrows) {
    type("l");
    press(Key::down);
    press(Key::down);
    press(Key::up);
    press(Key::enter);
    EXPECT_EQ(desk().exercise().id, "chapter03/ex02");
}

TEST_F(TheDesk, TakesTypedLettersBackInTheList) {
    type("lqq");
    EXPECT_FALSE(desk().orders().quit) << "q is a letter here";
    EXPECT_TRUE(shows("No exercise has that"));
    press(Key::enter);
    EXPECT_TRUE(shows("No exercise has that")) << "there is nothing to open";
    press(Key::erase);
    press(Key::erase);
    EXPECT_TRUE(shows("chapter03/ex01"));
    type("x9");
    press(Key::escape);
    EXPECT_TRUE(shows("chapter03/ex01"));
    press(Key::escape);
    EXPECT_TRUE(shows("edit  exercises/"));
}

TEST_F(TheDesk, StepsThroughATimeline) {
    edit("ex01_counter", "x");
    desk().saved();
    type("t");
    EXPECT_TRUE(shows("There is no timeline yet."));
    tell(scheduled("lost_update"));
    finish();
    EXPECT_TRUE(shows("t timeline"));
    type("t");
    EXPECT_TRUE(shows("step 1 of 7")) << shown();
    press(Key::down);
    EXPECT_TRUE(shows("step 2 of 7"));
    press(Key::left);
    EXPECT_TRUE(shows("step 1 of 7"));
    press(Key::end);
    EXPECT_TRUE(shows("step 7 of 7"));
    type("q");
    EXPECT_FALSE(desk().orders().quit);
    EXPECT_TRUE(shows("edit  exercises/"));
}

TEST_F(TheDesk, ShowsTheLineOfAStepAmongThoseAroundIt) {
    const ScheduleFixture fixture("lost_update");
    const auto code = nlohmann::json::parse(fixture.finding)["code"];
    Code files;
    for (const auto& [name, lines] : code.items())
        files.push_back({name.substr(5), "mine/" + name.substr(5),
                         joined(lines.get<std::vector<std::string>>(), "\n")});
    TimelineView view({scheduled("lost_update")}, files);
    view.typed({Key::down, {}}, 80, 24);
    std::string text;
    for (const Line& line : view.picture(80, 24)) text += plain(line) + "\n";
    EXPECT_NE(text.find("▶    4 |"), std::string::npos) << text;
    EXPECT_NE(text.find("     3 |"), std::string::npos) << text;
}

TEST_F(TheDesk, SaysThatAVerdictHasNoTimeline) {
    edit("ex01_counter", "x");
    desk().saved();
    tell(raced());
    finish();
    type("t");
    EXPECT_TRUE(shows("This verdict has no timeline"));
}

TEST_F(TheDesk, ReturnsToThePageWhenTheFileIsSaved) {
    edit("ex01_counter", "x");
    desk().saved();
    tell(scheduled("lost_update"));
    finish();
    type("t");
    edit("ex01_counter", "y");
    desk().saved();
    EXPECT_TRUE(shows("edit  exercises/"));
}

TEST_F(TheDesk, ScrollsWhatDoesNotFit) {
    edit("ex01_counter", "x");
    desk().saved();
    tell(passed("examples"));
    tell(raced());
    finish();
    EXPECT_TRUE(shows("more line"));
    EXPECT_FALSE(shows("Write the class")) << "the verdict comes first";
    press(Key::end);
    EXPECT_TRUE(shows("Write the class"));
    EXPECT_FALSE(shows("edit  exercises/"));
    press(Key::home);
    EXPECT_TRUE(shows("edit  exercises/"));
}

TEST_F(TheDesk, QuitsAndEditsByOrder) {
    type("o");
    EXPECT_TRUE(desk().orders().edit);
    type("?");
    EXPECT_TRUE(shows("the next hint, from a nudge to nearly the answer"));
    press(Key::escape);
    type("q");
    EXPECT_TRUE(desk().orders().quit);
}

TEST_F(TheDesk, FillsEverySizeOfWindow) {
    edit("ex01_counter", "x");
    desk().saved();
    tell(scheduled("deadlock_named"));
    finish();
    type("h");
    for (const char* view : {"", "t", "l", "?", "sy"}) {
        type(view);
        for (const std::size_t width : {1u, 2u, 10u, 39u, 80u, 200u})
            for (const std::size_t height : {1u, 2u, 3u, 5u, 8u, 24u, 70u}) {
                desk().resized(width, height);
                ASSERT_EQ(desk().picture().size(), height) << view << ' ' << width;
                for (const Key::Name key : {Key::down, Key::page_down, Key::end, Key::home})
                    if (std::string_view(view) != "l") press(key);
                ASSERT_EQ(desk().picture().size(), height) << view << ' ' << width;
            }
        press(Key::escape);
    }
}

TEST_F(TheDesk, LooksAsRecorded) {
    expect_recorded("page_not_started", shown());
    type("?");
    expect_recorded("keys", shown());
    type("ql");
    expect_recorded("list", shown());
    press(Key::escape);
    type("sy");
    expect_recorded("solution", shown());
    type("qhh");
    expect_recorded("page_with_hints", shown());
    edit("ex01_counter", "racing");
    desk().saved();
    tell(passed("examples"));
    desk().heard({News::doing, "behaviour: running the tests"});
    expect_recorded("page_grading", shown());
    tell(passed("behaviour"));
    tell(raced());
    finish();
    expect_recorded("page_race", shown());
    desk().resized(120, 40);
    expect_recorded("page_race_wide", shown());
    desk().resized(80, 24);
    edit("ex01_counter", "right");
    desk().saved();
    for (const char* check : {"examples", "behaviour", "races"}) tell(passed(check));
    finish();
    expect_recorded("page_passed", shown());
    edit("ex01_counter", "deadlock");
    desk().saved();
    tell(scheduled("deadlock_named"));
    finish();
    type("t");
    for (int i = 0; i < 9; ++i) press(Key::down);
    expect_recorded("timeline", shown());
}

}  // namespace
}  // namespace grader
