#include "catalogue/scaffold.h"

#include <gtest/gtest.h>

#include "catalogue/catalogue.h"
#include "tests/course.h"

namespace grader {
namespace {

class Scaffold : public testing::Test {
  protected:
    Scaffold() { course.write("chapters/chapter03_races/README.md", "# Races\n\n## Data races\n"); }
    std::string make(const std::string& name) const {
        return error_of([&] { make_exercise(course.path(), name); });
    }
    // Every file and folder below the three trees.
    std::vector<std::string> everything() const {
        std::vector<std::string> paths;
        for (const auto& entry : fs::recursive_directory_iterator(course.path())) {
            paths.push_back(entry.path().lexically_relative(course.path()).string());
        }
        std::sort(paths.begin(), paths.end());
        return paths;
    }
    Course course;
};

TEST_F(Scaffold, MakesAnExerciseThatTheCatalogueAccepts) {
    EXPECT_EQ(make("chapter03/ex07_one_gate"), "no error");
    const Catalogue catalogue(course.path());
    const Exercise& exercise = catalogue.one("3/7");
    EXPECT_EQ(exercise.name, "ex07_one_gate");
    EXPECT_EQ(exercise.title, "One gate");
    // Speed needs work that can be shared out.
    EXPECT_EQ(exercise.checks,
              (std::vector<std::string>{"examples", "behaviour", "races", "schedules"}));
    EXPECT_EQ(exercise.read.at("default"), "data-races");
    const std::string stub = read_file(exercise.public_dir / "tally.h");
    EXPECT_EQ(read_file(exercise.hidden / "stub/tally.h"), stub);
    EXPECT_NE(stub.find("racecourse::not_started(\"Tally::add\")"), stub.npos);
    const std::string readme = read_file(exercise.public_dir / "README.md");
    EXPECT_NE(readme.find("(../../../chapters/chapter03_races/README.md#data-races)"), readme.npos);
    for (const std::string& path : everything()) {
        EXPECT_EQ(path.find("/."), path.npos) << path << " was left over";
        if (fs::is_regular_file(course.path() / path)) {
            EXPECT_EQ(read_file(course.path() / path).find('@'), std::string::npos) << path;
        }
    }
}

TEST_F(Scaffold, MakesImpostorsThatSayHowTheyFail) {
    EXPECT_EQ(make("chapter03_races/ex01_x"), "no error");
    const Exercise exercise = Catalogue(course.path()).one("3/1");
    int count = 0;
    for (const auto& entry : fs::directory_iterator(exercise.hidden / "impostors")) {
        EXPECT_TRUE(read_file(entry.path() / "tally.h").starts_with("// Fails: ")) << entry.path();
        ++count;
    }
    EXPECT_GE(count, 3);
    EXPECT_TRUE(read_file(exercise.hidden / "also_right/atomic/tally.h")
                    .starts_with("// Another design: "));
}

TEST_F(Scaffold, RefusesBadNames) {
    const auto before = everything();
    EXPECT_EQ(make("ex07_name"),
              "\"ex07_name\" is no name for an exercise; allowed: chapterNN/exNN_words, such as "
              "chapter03/ex07_name");
    for (const std::string name :
         {"ex7_name", "ex07_Name", "ex07", "ex07_a/b", "..", "", "../ex07_x"}) {
        EXPECT_EQ(make("chapter03/" + name), "exercise \"" + name +
                                                 "\": bad folder name; allowed: exNN_words, lower "
                                                 "case, digits and underscores, such as "
                                                 "ex02_bank_transfer");
    }
    for (const std::string chapter : {"3", "..", "chapter3_races", ""}) {
        EXPECT_EQ(make(chapter + "/ex07_name"),
                  "chapter \"" + chapter +
                      "\": bad folder name; allowed: chapterNN_words, lower case, digits and "
                      "underscores, "
                      "such as chapter03_race_conditions");
    }
    EXPECT_EQ(everything(), before);
}

TEST_F(Scaffold, RefusesAnUnknownChapter) {
    const auto before = everything();
    EXPECT_EQ(make("chapter04/ex01_x"),
              "there is no chapter \"chapter04\" in chapters/; write "
              "chapters/chapter04_words/README.md first");
    EXPECT_EQ(make("chapter03_race/ex01_x"),
              "there is no chapter \"chapter03_race\" in chapters/ (did you mean "
              "\"chapter03_races\"?); write "
              "chapters/chapter03_words/README.md first");
    EXPECT_EQ(everything(), before);
}

TEST_F(Scaffold, RefusesANumberThatIsTakenInAnyTree) {
    course.write("solutions/chapter03_races/ex07_other/x.h", "");
    course.write("exercises/chapter03_races/ex08_other/x.h", "");
    const auto before = everything();
    EXPECT_EQ(make("chapter03/ex07_name"),
              "ex07 is taken: there is solutions/chapter03_races/ex07_other; ex09 is free");
    EXPECT_EQ(make("chapter03/ex08_other"),
              "ex08 is taken: there is exercises/chapter03_races/ex08_other; ex09 is free");
    EXPECT_EQ(everything(), before);
}

TEST_F(Scaffold, LeavesNothingBehindWhenItFailsHalfWay) {
    // The third tree cannot be made: a file is in its way.
    course.write("grader/hidden/chapter03_races", "");
    const auto before = everything();
    EXPECT_TRUE(make("chapter03/ex07_name").starts_with("cannot make chapter03_races/ex07_name: "));
    EXPECT_EQ(everything(), before);
}

TEST_F(Scaffold, RenewsTheStubFromTheLearnersFiles) {
    EXPECT_EQ(make("chapter03/ex07_name"), "no error");
    const Exercise exercise = Catalogue(course.path()).one("3/7");
    write_file(exercise.public_dir / "tally.h", "new");
    write_file(exercise.hidden / "stub/old.h", "no longer named");
    renew_stub(exercise);
    EXPECT_EQ(read_file(exercise.hidden / "stub/tally.h"), "new");
    EXPECT_FALSE(fs::exists(exercise.hidden / "stub/old.h"));
    fs::remove_all(exercise.hidden / "stub");
    renew_stub(exercise);
    EXPECT_EQ(read_file(exercise.hidden / "stub/tally.h"), "new");
}

TEST_F(Scaffold, KeepsTheOldStubWhenALearnersFileIsMissing) {
    EXPECT_EQ(make("chapter03/ex07_name"), "no error");
    const Exercise exercise = Catalogue(course.path()).one("3/7");
    const std::string old = read_file(exercise.hidden / "stub/tally.h");
    fs::remove(exercise.public_dir / "tally.h");
    EXPECT_NE(error_of([&] { renew_stub(exercise); }), "no error");
    EXPECT_EQ(read_file(exercise.hidden / "stub/tally.h"), old);
}

}  // namespace
}  // namespace grader
