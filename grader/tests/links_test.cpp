// The links of all texts lead somewhere, as do the paragraphs that verdicts and puzzles send to.
#include <gtest/gtest.h>

#include <algorithm>

#include "catalogue/anchors.h"
#include "catalogue/catalogue.h"
#include "catalogue/chapters.h"
#include "catalogue/course_rules.h"
#include "catalogue/puzzle.h"
#include "tests/temp_folder.h"

namespace grader {
namespace {

const fs::path root = RACECOURSE_ROOT;

// Every Markdown file of a checkout, but what builds and hidden folders hold.
std::vector<fs::path> texts_of(const fs::path& checkout) {
    std::vector<fs::path> texts;
    for (auto it = fs::recursive_directory_iterator(checkout);
         it != fs::recursive_directory_iterator(); ++it) {
        const std::string name = it->path().filename().string();
        if (it->is_directory() && (name.starts_with('.') || name.starts_with("build"))) {
            it.disable_recursion_pending();
        } else if (it->path().extension() == ".md") {
            texts.push_back(it->path());
        }
    }
    std::ranges::sort(texts);
    return texts;
}

class Links : public testing::Test {
  protected:
    // What is wrong with the links of a text in chapters/, which has a neighbour.
    [[nodiscard]] std::vector<std::string> dead(std::string_view text) const {
        folder_.write("chapters/README.md", text);
        folder_.write("chapters/chapter03_races/README.md", "# Races\n## `std::mutex` & co\n");
        return dead_links(folder_.path(), folder_.path() / "chapters/README.md");
    }
    TempFolder folder_;
};

TEST_F(Links, ThatLeadSomewhereArePassedOver) {
    EXPECT_EQ(dead("# Here\n[a](#here) [b](chapter03_races) [c](chapter03_races/README.md \"t\")\n"
                   "[d](chapter03_races/README.md#stdmutex--co) [over two\nlines](#here)\n"
                   "[e](https://example.org/no) [f](mailto:a@b)\n\n[g]: #here\n"),
              std::vector<std::string>{});
}

TEST_F(Links, ThatDoNotAreNamedByLine) {
    const std::string at = "chapters/README.md:";
    EXPECT_EQ(dead("# Here\n[a](#there)\n[b](no.md), [c](chapter03_races/README.md#races-1)\n"
                   "<img src=\"no.svg\"> <a href=\"#no\">\n[d]: no\n[e](../../README.md)\n"),
              (std::vector<std::string>{
                  at + "2: the link #there leads to no such heading.",
                  at + "3: the link no.md leads to no file.",
                  at + "3: the link chapter03_races/README.md#races-1 leads to no such heading.",
                  at + "4: the link no.svg leads to no file.",
                  at + "4: the link #no leads to no such heading.",
                  at + "5: the link no leads to no file.",
                  at + "6: the link ../../README.md leads out of the checkout.",
              }));
}

TEST_F(Links, AreNotLookedForInCode) {
    EXPECT_EQ(dead("````text\n```\n[a](no)\n````\n`[i](no)` and ``x`[i](no)``, `over\n[i](no)`\n"),
              std::vector<std::string>{});
    EXPECT_EQ(dead("`a\n\n[b](no) `c` [`d`](no) `e\nf` [g](no) `h`\n").size(), 3u)
        << "a backtick that nothing closes hides nothing, nor does code before and behind";
}

TEST_F(Links, OfAManifestAreParagraphsOfItsChapter) {
    folder_.write("chapters/chapter03_races/README.md", "# Races\n## Locks\n");
    Exercise exercise;
    exercise.hidden = folder_.path() / "grader/hidden/chapter03_races/ex01_counter";
    exercise.chapter_text = "chapters/chapter03_races/README.md";
    exercise.read = {{"default", "locks"}, {"race", "races-1"}};
    EXPECT_EQ(dead_readings(folder_.path(), exercise),
              std::vector<std::string>{
                  "grader/hidden/chapter03_races/ex01_counter/exercise.toml: [read] race = "
                  "\"races-1\": the chapter has no such heading."});
}

TEST(LinksOfTheCourse, LeadSomewhere) {
    const auto texts = texts_of(root);
    ASSERT_TRUE(std::ranges::count(texts, root / "chapters/README.md"));
    for (const fs::path& text : texts) {
        for (const std::string& fault : dead_links(root, text)) ADD_FAILURE() << fault;
    }
}

TEST(LinksOfTheCourse, FromVerdictsAndPuzzlesLeadToAParagraph) {
    const Catalogue course(root);
    for (const Exercise& exercise : course.exercises()) {
        for (const std::string& fault : dead_readings(root, exercise)) ADD_FAILURE() << fault;
    }
    for (const Puzzle& puzzle : find_puzzles(root)) {
        EXPECT_TRUE(section_of(read_file(root / puzzle.chapter_text), puzzle.read))
            << puzzle.relative << ": read = \"" << puzzle.read << "\"";
    }
}

TEST(ThePageAboutAllChapters, HasEachOfThem) {
    const std::string page = read_file(root / "chapters/README.md");
    for (const Chapter& chapter : chapters_of(root)) {
        const std::string title = title_of(read_file(root / chapter.text));
        const std::string entry = "| [" + title + "](" + chapter.folder + "/README.md) |";
        EXPECT_NE(page.find(entry), page.npos) << "there is no line with " << entry;
    }
}

}  // namespace
}  // namespace grader
