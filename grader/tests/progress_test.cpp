// What is known of the very content of a learner's files, and that it cannot be corrupted.
#include "catalogue/progress.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "catalogue/catalogue.h"
#include "tests/course.h"

namespace grader {
namespace {

class ProgressTest : public testing::Test {
  protected:
    ProgressTest() {
        course.add("chapter03_races/ex01_counter");
        course.write("chapters/chapter03_races/README.md", "# Races\n");
        edit("edited");
    }
    void edit(const std::string& text) const {
        course.write("exercises/chapter03_races/ex01_counter/counter.h", text);
    }
    [[nodiscard]] Exercise exercise() const { return Catalogue(course.path()).exercises().at(0); }
    [[nodiscard]] Code code() const {
        return read_code(exercise(), exercise().public_dir, course.path());
    }
    [[nodiscard]] Progress progress() const {
        return progress_of(course.path(), exercise(), code());
    }
    [[nodiscard]] auto verdicts() const { return verdicts_of(course.path(), exercise(), code()); }
    void record(std::vector<Verdict> all) const {
        record_verdicts(course.path(), exercise(), code(), all);
    }
    // The files that are kept, the outcome first.
    [[nodiscard]] std::vector<fs::path> records() const {
        std::vector<fs::path> all;
        for (const auto& entry : fs::directory_iterator(course.path() / ".racecourse/outcomes"))
            all.push_back(entry.path());
        std::ranges::sort(all);
        return all;
    }
    static std::vector<Verdict> race() {
        Verdict pass, race;
        pass.check = "examples";
        race.check = "races";
        race.outcome = Outcome::race;
        race.problems.emplace_back().headline = "Two threads.";
        return {pass, race};
    }

    Course course;
};

TEST_F(ProgressTest, BelongsToTheVeryContent) {
    EXPECT_EQ(progress().standing, Standing::changed);
    EXPECT_FALSE(verdicts());
    record(race());
    EXPECT_EQ(progress().standing, Standing::graded);
    EXPECT_EQ(progress().outcome, Outcome::race);
    ASSERT_TRUE(verdicts());
    EXPECT_EQ(verdicts()->at(1).problems.at(0).headline, "Two threads.");

    edit("edited again");
    EXPECT_EQ(progress().standing, Standing::changed);
    EXPECT_FALSE(verdicts());
    record({Verdict()});
    EXPECT_EQ(progress().outcome, Outcome::pass);

    edit("edited");
    EXPECT_EQ(progress().outcome, Outcome::race) << "what was there is known again";
    EXPECT_EQ(verdicts()->size(), 2u);
    edit("stub");
    EXPECT_EQ(progress().standing, Standing::not_started);

    edit("edited");
    course.write("grader/hidden/chapter03_races/ex01_counter/tests.cpp", "another test");
    EXPECT_EQ(progress().standing, Standing::changed) << "it is judged by other tests now";
    record(race());
    course.write("exercises/chapter03_races/ex01_counter/examples.cpp", "an example of one's own");
    EXPECT_EQ(progress().standing, Standing::changed) << "the learner changed the examples";
}

TEST_F(ProgressTest, WhatCannotBeReadIsAsIfItWereNotThere) {
    record(race());
    ASSERT_EQ(records().size(), 2u);
    const fs::path outcome = records().at(0), details = records().at(1);
    const std::string whole = read_file(details);
    for (const std::string& damage :
         {std::string(), whole.substr(0, 40), std::string("\0\xff", 2)}) {
        write_file(details, damage);
        EXPECT_EQ(progress().outcome, Outcome::race);
        EXPECT_FALSE(verdicts());
    }
    write_file(details, whole);
    EXPECT_TRUE(verdicts());
    write_file(outcome, "pass");
    EXPECT_FALSE(verdicts()) << "the two do not belong together";
    write_file(outcome, "passed");
    EXPECT_EQ(progress().standing, Standing::changed);
    for (const fs::path& path : {outcome, details}) {
        fs::remove(path);
        fs::create_directory(path);
    }
    EXPECT_EQ(progress().standing, Standing::changed);
    EXPECT_FALSE(verdicts());
    fs::remove_all(course.path() / ".racecourse");
    EXPECT_EQ(progress().standing, Standing::changed);
    record(race());
    EXPECT_TRUE(verdicts());
}

TEST_F(ProgressTest, KeepsWhatElseIsWorkedOut) {
    const auto kept = [&] { return kept_beside(course.path(), exercise(), code(), "curve"); };
    EXPECT_FALSE(kept());
    keep_beside(course.path(), exercise(), code(), "curve", "a line");
    EXPECT_EQ(kept(), "a line");
    edit("edited again");
    EXPECT_FALSE(kept());
}

TEST_F(ProgressTest, KeepsOutcomesForEverAndEvidenceForAWhile) {
    const int many = 250;
    for (int i = 0; i < many; ++i) {
        edit(std::to_string(i));
        record(race());
    }
    std::size_t outcomes = 0, details = 0;
    for (const fs::path& path : records()) ++(path.has_extension() ? details : outcomes);
    EXPECT_EQ(outcomes, std::size_t{many});
    EXPECT_LE(details, 200u);
    EXPECT_GE(details, 100u);
    EXPECT_TRUE(verdicts());
    edit("0");
    EXPECT_EQ(progress().outcome, Outcome::race);
    EXPECT_FALSE(verdicts());
}

}  // namespace
}  // namespace grader
