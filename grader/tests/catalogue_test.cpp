#include "catalogue/catalogue.h"

#include <gtest/gtest.h>

#include "catalogue/anchors.h"
#include "tests/course.h"

namespace grader {
namespace {

class CatalogueOf : public testing::Test {
  protected:
    CatalogueOf() {
        course.add("chapter03_races/ex02_bank_transfer");
        course.add("chapter03_races/ex01_counter");
        course.add("chapter03_races/ex11_cache");
        course.add("chapter11_speed/ex01_merge_sort");
    }
    std::vector<std::string> named(const std::string& word) const {
        std::vector<std::string> ids;
        const Catalogue catalogue(course.path());
        for (const Exercise* exercise : catalogue.named(word)) ids.push_back(exercise->id);
        return ids;
    }
    std::string error() const {
        return error_of([&] { Catalogue{course.path()}; });
    }

    Course course;
};

using Ids = std::vector<std::string>;
const Ids third{"chapter03/ex01", "chapter03/ex02", "chapter03/ex11"};

TEST_F(CatalogueOf, FindsEveryExerciseInOrder) {
    EXPECT_EQ(named("all"),
              (Ids{"chapter03/ex01", "chapter03/ex02", "chapter03/ex11", "chapter11/ex01"}));
    EXPECT_EQ(Catalogue(course.path()).root(), course.path());
}

TEST_F(CatalogueOf, FindsAChapterHoweverItIsSpelt) {
    for (const std::string word :
         {"chapter03", "3", "03", "chapter3", "chapter03_races", "chapter03_r", "chapter03/",
          "exercises/chapter03_races", "chapters/chapter03_races"}) {
        EXPECT_EQ(named(word), third) << word;
    }
}

TEST_F(CatalogueOf, FindsOneExerciseHoweverItIsSpelt) {
    for (const std::string word :
         {"chapter03/ex02", "3/2", "03/02", "chapter3/ex2", "chapter03/ex02_bank_transfer",
          "chapter03/ex02_b", "chapter03_races/ex02", "ex02_bank_transfer", "bank_transfer", "bank",
          "exercises/chapter03_races/ex02_bank_transfer/",
          "./exercises/chapter03_races/ex02_bank_transfer",
          "exercises/chapter03_races/ex02_bank_transfer/counter.h",
          "solutions/chapter03_races/ex02_bank_transfer",
          "grader/hidden/chapter03_races/ex02_bank_transfer/"}) {
        EXPECT_EQ(named(word), Ids{"chapter03/ex02"}) << word;
    }
    const fs::path absolute = course.path() / "exercises/chapter03_races/ex02_bank_transfer";
    EXPECT_EQ(named(absolute.string()), Ids{"chapter03/ex02"});
}

TEST_F(CatalogueOf, FindsTheExerciseOfTheFolderOneIsIn) {
    const fs::path before = fs::current_path();
    fs::current_path(course.path() / "exercises/chapter03_races/ex02_bank_transfer");
    EXPECT_EQ(named("."), Ids{"chapter03/ex02"});
    EXPECT_EQ(named("../ex01_counter"), Ids{"chapter03/ex01"});
    EXPECT_EQ(named("3/11"), Ids{"chapter03/ex11"});
    fs::current_path(before);
}

TEST_F(CatalogueOf, TakesANumberForItselfAndNotForABeginning) {
    EXPECT_EQ(named("3/1"), Ids{"chapter03/ex01"});
    EXPECT_EQ(named("11/1"), Ids{"chapter11/ex01"});
}

TEST_F(CatalogueOf, OffersTheNearestName) {
    const auto error = [&](const std::string& word) {
        return error_of([&] { (void)named(word); });
    };
    EXPECT_EQ(error("chapter03/ex03"),
              "there is no exercise \"chapter03/ex03\", did you mean \"chapter03/ex01\"?; "
              "`./racecourse list` "
              "shows them all");
    EXPECT_EQ(error("bank_transfre"),
              "there is no exercise \"bank_transfre\", did you mean \"bank_transfer\"?; "
              "`./racecourse list` "
              "shows them all");
    EXPECT_EQ(error("zebra"), "there is no exercise \"zebra\"; `./racecourse list` shows them all");
    EXPECT_EQ(error(""), "there is no exercise \"\"; `./racecourse list` shows them all");
    EXPECT_EQ(
        error("99999999999999999999/-1"),
        "there is no exercise \"99999999999999999999/-1\"; `./racecourse list` shows them all");
}

TEST_F(CatalogueOf, AsksWhichOneWhenAWordCanMeanSeveral) {
    const auto error = [&](const std::string& word) {
        return error_of([&] { (void)named(word); });
    };
    EXPECT_EQ(error("chapter"), "\"chapter\" can mean chapter03, chapter11; say which one");
    EXPECT_EQ(error("3/ex"),
              "\"3/ex\" can mean chapter03/ex01, chapter03/ex02, chapter03/ex11; say which one");
    EXPECT_EQ(error("ex01"), "\"ex01\" can mean chapter03/ex01, chapter11/ex01; say which one");
}

TEST_F(CatalogueOf, GivesOneWhereOneIsWanted) {
    const Catalogue catalogue(course.path());
    EXPECT_EQ(catalogue.one("3/2").name, "ex02_bank_transfer");
    EXPECT_EQ(catalogue.one("11").name, "ex01_merge_sort");
    EXPECT_EQ(
        error_of([&] { (void)catalogue.one("3"); }),
        "\"3\" names 3 exercises: chapter03/ex01, chapter03/ex02, chapter03/ex11; say which one");
}

TEST_F(CatalogueOf, IgnoresWhatLiesAboutInTheTrees) {
    course.write("grader/hidden/README.md", "");
    course.write("grader/hidden/chapter03_races/notes.txt", "");
    course.write("grader/hidden/.cache/x/y", "");
    course.write("exercises/include/racecourse/x.h", "");
    course.write("exercises/chapter03_races/ex01_counter_copy/counter.h", "");
    fs::create_symlink("/nowhere", course.path() / "grader/hidden/chapter03_races/ex05_dangling");
    fs::create_symlink("loop", course.path() / "grader/hidden/loop");
    EXPECT_EQ(named("3"), third);
}

TEST_F(CatalogueOf, IsReadWithoutSolutions) {
    fs::remove_all(course.path() / "solutions");
    EXPECT_EQ(named("3"), third);
}

TEST_F(CatalogueOf, RefusesBadFolderNames) {
    for (const std::string name : {"chapter3_races", "Chapter04_x", "chapter04", "chapter04_",
                                   "chapter04-x", "chapter04_X", "include"}) {
        fs::create_directory(course.path() / "grader/hidden" / name);
        EXPECT_EQ(error(),
                  "grader/hidden/" + name +
                      ": bad folder name; allowed: chapterNN_words, lower case, digits and "
                      "underscores, such as chapter03_race_conditions");
        fs::remove(course.path() / "grader/hidden" / name);
    }
    for (const std::string name : {"ex3_x", "ex03", "ex003_x", "exercise03_x", "ex03_x.old"}) {
        const fs::path folder = course.path() / "grader/hidden/chapter03_races" / name;
        fs::create_directory(folder);
        EXPECT_EQ(error(),
                  "grader/hidden/chapter03_races/" + name +
                      ": bad folder name; allowed: exNN_words, lower case, digits and underscores, "
                      "such as ex02_bank_transfer");
        fs::remove(folder);
    }
}

TEST_F(CatalogueOf, RefusesANumberTwice) {
    course.add("chapter03_races/ex01_again");
    EXPECT_EQ(error(),
              "grader/hidden/chapter03_races: ex01_again and ex01_counter have the same number; "
              "allowed: one "
              "ex01 folder");
    fs::remove_all(course.path() / "grader/hidden/chapter03_races/ex01_again");
    fs::remove_all(course.path() / "solutions/chapter03_races/ex01_again");
    course.add("chapter11_other/ex02_x");
    EXPECT_EQ(
        error(),
        "grader/hidden: chapter11_other and chapter11_speed have the same number; allowed: one "
        "chapter11 folder");
}

TEST_F(CatalogueOf, RefusesAnExerciseWithAFolderMissing) {
    const std::string relative = "chapter03_races/ex02_bank_transfer";
    const std::string rest = " is missing; allowed: an exercise's three folders have the same name";
    fs::rename(course.path() / "solutions" / relative, course.path() / "solutions/aside");
    EXPECT_EQ(error(), "grader/hidden/" + relative + "/exercise.toml:1: the folder solutions/" +
                           relative + rest);
    fs::rename(course.path() / "solutions/aside", course.path() / "solutions" / relative);
    fs::rename(course.path() / "exercises" / relative, course.path() / "exercises/aside");
    EXPECT_EQ(error(), "grader/hidden/" + relative + "/exercise.toml:1: the folder exercises/" +
                           relative + rest);
    fs::rename(course.path() / "exercises/aside", course.path() / "exercises" / relative);
    fs::remove_all(course.path() / "grader/hidden" / relative);
    EXPECT_EQ(error(), "solutions/" + relative + " has no grader/hidden/" + relative +
                           "; allowed: an exercise's three folders have the same name");
}

TEST_F(CatalogueOf, SaysWhereItLookedForExercises) {
    fs::remove_all(course.path() / "grader");
    EXPECT_EQ(error(), "cannot read the folder grader/hidden: No such file or directory");
}

TEST(Anchors, AreMadeAsGitHubMakesThem) {
    EXPECT_EQ(anchors("# Data races!\n## `std::mutex` & co\n## Data races\n#no\n####### no\n"
                      "## [A link](x.md#y) here\n<a id=\"own\"></a>text\n"),
              (std::vector<std::string>{"data-races", "stdmutex--co", "data-races-1", "a-link-here",
                                        "own"}));
}

TEST(Anchors, AreNotTakenFromCodeBlocks) {
    EXPECT_EQ(anchors("````cpp run\n# no\n```\n# no\n````\n# yes\n~~~\n# no\n"),
              std::vector<std::string>{"yes"});
}

}  // namespace
}  // namespace grader
