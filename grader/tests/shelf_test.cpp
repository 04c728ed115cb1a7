// Small things of an exercise that are kept or put back: hints that were shown, the stub, the task
// in short.
#include <gtest/gtest.h>
#include <sys/stat.h>

#include "desk/hints.h"
#include "desk/next_step.h"
#include "desk/reset.h"
#include "tests/course.h"

namespace grader {
namespace {

class Shelf : public testing::Test {
  protected:
    Shelf() : exercise_((course_.add("chapter03_races/ex01_counter"), read())) {}
    [[nodiscard]] Exercise read() const {
        return read_manifest(course_.path(), "chapter03_races/ex01_counter");
    }
    [[nodiscard]] fs::path file() const { return exercise_.public_dir / "counter.h"; }
    [[nodiscard]] fs::path kept(int number) const {
        return exercise_.public_dir / ("counter.h.before-reset-" + std::to_string(number));
    }
    Course course_;
    Exercise exercise_;
};

TEST_F(Shelf, HintsAreCountedAndNeverForgotten) {
    EXPECT_EQ(hints_shown(course_.path(), exercise_), 0);
    note_hints_shown(course_.path(), exercise_, 1);
    EXPECT_EQ(hints_shown(course_.path(), exercise_), 1);
    note_hints_shown(course_.path(), exercise_, 2);
    note_hints_shown(course_.path(), exercise_, 1);
    EXPECT_EQ(hints_shown(course_.path(), exercise_), 2);
    exercise_.hints.pop_back();
    EXPECT_EQ(hints_shown(course_.path(), exercise_), 1) << "the author has taken one out";
}

TEST_F(Shelf, NonsenseInsteadOfACountBeginsAnew) {
    for (const char* nonsense : {"", "x", "1x", "-3", "99999999999999999999", "\xff"}) {
        course_.write(".racecourse/hints/chapter03_ex01", nonsense);
        EXPECT_EQ(hints_shown(course_.path(), exercise_), 0) << nonsense;
    }
    course_.write(".racecourse/hints/chapter03_ex01", "7\n");
    EXPECT_EQ(hints_shown(course_.path(), exercise_), 2) << "no more than there are";
}

TEST_F(Shelf, HintsThatCannotBeKeptAreTheMachinesFault) {
    course_.write(".racecourse/hints", "a file where a folder belongs");
    try {
        note_hints_shown(course_.path(), exercise_, 1);
        FAIL() << "nothing was said";
    } catch (const Error& error) {
        EXPECT_EQ(error.status(), Exit::environment);
        EXPECT_NE(std::string(error.what()).find("could not be kept"), std::string::npos);
    }
}

TEST_F(Shelf, ResetOfAnUntouchedStubDoesNothing) {
    EXPECT_TRUE(reset(exercise_).empty());
    EXPECT_FALSE(fs::exists(kept(1)));
}

TEST_F(Shelf, ResetKeepsEveryVersion) {
    for (int number = 1; number <= 3; ++number) {
        write_file(file(), "version " + std::to_string(number));
        const auto changed = reset(exercise_);
        ASSERT_EQ(changed.size(), 1u);
        EXPECT_EQ(changed[0].file, file());
        EXPECT_EQ(changed[0].kept, kept(number));
        EXPECT_EQ(read_file(file()), "stub");
    }
    EXPECT_EQ(read_file(kept(1)), "version 1");
    EXPECT_EQ(read_file(kept(3)), "version 3");
    EXPECT_TRUE(reset(exercise_).empty());
    // A copy that was deleted leaves its name free; the others stay.
    fs::remove(kept(2));
    write_file(file(), "version 4");
    EXPECT_EQ(reset(exercise_)[0].kept, kept(2));
    EXPECT_EQ(read_file(kept(3)), "version 3");
}

TEST_F(Shelf, ResetPutsBackWhatWasDeleted) {
    fs::remove(file());
    const auto changed = reset(exercise_);
    ASSERT_EQ(changed.size(), 1u);
    EXPECT_TRUE(changed[0].kept.empty());
    EXPECT_EQ(read_file(file()), "stub");
}

TEST_F(Shelf, ResetReplacesALinkAndKeepsWhatItShowed) {
    course_.write("elsewhere.h", "mine");
    fs::remove(file());
    fs::create_symlink(course_.path() / "elsewhere.h", file());
    (void)reset(exercise_);
    EXPECT_FALSE(fs::is_symlink(file()));
    EXPECT_EQ(read_file(file()), "stub");
    EXPECT_EQ(read_file(kept(1)), "mine");
    EXPECT_EQ(read_file(course_.path() / "elsewhere.h"), "mine");
}

TEST_F(Shelf, ResetTakesNoFolderForAFile) {
    fs::remove(file());
    fs::create_directories(file() / "below");
    EXPECT_NE(error_of([&] { (void)reset(exercise_); }).find("is no file"), std::string::npos);
    EXPECT_TRUE(fs::exists(file() / "below"));
}

TEST_F(Shelf, TheTaskIsTheSectionOfThatName) {
    EXPECT_EQ(task_in_short(exercise_), "") << "there is no README";
    course_.write("exercises/chapter03_races/ex01_counter/README.md",
                  "# Counter\n\nWhy.\n\n## Your task\n\nWrite `it`.\n\n- twice\n\n## API\n\nNo.\n");
    EXPECT_EQ(task_in_short(exercise_), "Write `it`.\n\n- twice");
    course_.write("exercises/chapter03_races/ex01_counter/README.md",
                  "# Counter\n\nWhy and\nwhat.\n\nMore.\n");
    EXPECT_EQ(task_in_short(exercise_), "Why and\nwhat.");
}

TEST_F(Shelf, WhatToReadFollowsTheVerdict) {
    EXPECT_EQ(read_before(exercise_, {}), "locks");
    EXPECT_EQ(read_before(exercise_, {Standing::graded, Outcome::does_not_build}), "headers");
    EXPECT_EQ(read_before(exercise_, {Standing::graded, Outcome::race}), "locks");
    EXPECT_EQ(read_before(exercise_, {Standing::changed, Outcome::not_started}), "locks");
}

TEST_F(Shelf, StandingsNameTheFirstThatHasNotPassed) {
    course_.add("chapter03_races/ex02_bank");
    const Catalogue catalogue(course_.path());
    const Exercise& first = catalogue.exercises()[0];
    EXPECT_EQ(next_of(standings_of(catalogue))->exercise->id, "chapter03/ex01");
    EXPECT_EQ(words_of(standings_of(catalogue)[0]), "not started");

    write_file(first.public_dir / "counter.h", "better");
    EXPECT_EQ(words_of(standings_of(catalogue)[0]), "changed, not graded yet");
    record_verdicts(course_.path(), first, read_code(first, first.public_dir, course_.path()),
                    {Verdict{.outcome = Outcome::race}});
    EXPECT_EQ(words_of(standings_of(catalogue)[0]), "race");
    EXPECT_FALSE(standings_of(catalogue)[0].passed());
    record_verdicts(course_.path(), first, read_code(first, first.public_dir, course_.path()),
                    {Verdict{.outcome = Outcome::pass}});
    EXPECT_TRUE(standings_of(catalogue)[0].passed());
    EXPECT_EQ(next_of(standings_of(catalogue))->exercise->id, "chapter03/ex02");

    fs::remove(first.public_dir / "counter.h");
    EXPECT_EQ(words_of(standings_of(catalogue)[0]), "a file is missing");
    EXPECT_EQ(next_of(standings_of(catalogue))->exercise->id, "chapter03/ex01");
    EXPECT_EQ(next_of({}), nullptr);
}

}  // namespace
}  // namespace grader
