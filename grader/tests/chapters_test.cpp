#include "catalogue/chapters.h"

#include <gtest/gtest.h>

#include "catalogue/anchors.h"
#include "tests/temp_folder.h"

namespace grader {
namespace {

class Chapters : public testing::Test {
  protected:
    Chapters() {
        folder_.write("chapters/chapter03_race_conditions/README.md", "# 03 Races\n");
        folder_.write("chapters/chapter10_atomics/README.md", "# 10 Atomics\n");
        folder_.write("chapters/chapter11_empty/notes.md", "");
        folder_.write("chapters/README.md", "");
    }
    [[nodiscard]] std::string named(const std::string& word) const {
        return chapter_named(folder_.path(), word).label;
    }
    [[nodiscard]] std::string refused(const std::string& word) const {
        return error_of([&] { (void)named(word); });
    }
    TempFolder folder_;
};

TEST_F(Chapters, AreThoseWithAText) {
    const auto all = chapters_of(folder_.path());
    ASSERT_EQ(all.size(), 2u);
    EXPECT_EQ(all[0].label, "chapter03");
    EXPECT_EQ(all[0].folder, "chapter03_race_conditions");
    EXPECT_EQ(all[0].text, "chapters/chapter03_race_conditions/README.md");
    EXPECT_EQ(all[1].label, "chapter10");
    EXPECT_TRUE(chapters_of(folder_.path() / "nowhere").empty());
}

TEST_F(Chapters, AreNamedInManyWays) {
    for (const char* word : {"chapter03", "3", "03", "chapter03_race_conditions", "chapter03_r",
                             "race", "race_conditions", "chapters/chapter03_race_conditions",
                             "chapters/chapter03_race_conditions/README.md"})
        EXPECT_EQ(named(word), "chapter03") << word;
    EXPECT_EQ(named("10"), "chapter10");
    EXPECT_EQ(named("atom"), "chapter10");
}

TEST_F(Chapters, OthersAreRefusedWithTheNearest) {
    EXPECT_EQ(
        refused("chapter04"),
        "There is no chapter \"chapter04\"; did you mean \"chapter03\"? There are: chapter03, "
        "chapter10.");
    EXPECT_EQ(refused("xyzzy"), "There is no chapter \"xyzzy\". There are: chapter03, chapter10.");
    EXPECT_EQ(refused("chapter"),
              "\"chapter\" can mean chapter03_race_conditions, chapter10_atomics; say which one.");
    EXPECT_NE(refused(""), "no error");
    EXPECT_NE(refused("/"), "no error");
    EXPECT_EQ(error_of([&] { (void)chapter_named(folder_.path() / "nowhere", "3"); }),
              "There are no chapters here.");
}

const std::string text =
    "# Title\nOne.\n## First\nTwo.\n### Below\n<a id=\"mark\"></a>\nThree.\n```\n## no\n```\n"
    "## Second\nFour.\n";

TEST(Sections, GoToTheNextHeadingThatIsNotBelow) {
    EXPECT_EQ(section_of(text, "first"),
              "## First\nTwo.\n### Below\n<a id=\"mark\"></a>\nThree.\n```\n## no\n```\n");
    EXPECT_EQ(section_of(text, "below"),
              "### Below\n<a id=\"mark\"></a>\nThree.\n```\n## no\n```\n");
    EXPECT_EQ(section_of(text, "mark"), "<a id=\"mark\"></a>\nThree.\n```\n## no\n```\n");
    EXPECT_EQ(section_of(text, "second"), "## Second\nFour.\n");
    EXPECT_EQ(section_of(text, "title"), text);
    EXPECT_EQ(section_of(text, "no"), std::nullopt);
}

TEST(Sections, KnowTheirTitleAndLine) {
    const auto all = anchors_with_places(text);
    ASSERT_EQ(all.size(), 5u);
    EXPECT_EQ(all[1].title, "First");
    EXPECT_EQ(all[1].level, 2);
    EXPECT_EQ(all[1].line, 3u);
    EXPECT_EQ(all[3].name, "mark");
    EXPECT_EQ(all[3].title, "Below");
    EXPECT_EQ(all[3].level, 0);
    EXPECT_EQ(title_of("text\n\n# The `title`\n"), "The `title`");
    EXPECT_EQ(title_of("text\n"), "");
}

}  // namespace
}  // namespace grader
