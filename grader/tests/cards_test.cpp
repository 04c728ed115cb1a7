#include "catalogue/cards.h"

#include <gtest/gtest.h>

#include "catalogue/chapters.h"
#include "catalogue/course_rules.h"
#include "tests/temp_folder.h"

namespace grader {
namespace {

const std::string good_card =
    "<details><summary>What is <code>a &lt; b</code>?</summary>\n\nAn *answer*.\n\n</details>\n\n";

// The first fault of a chapter whose flash cards are `cards`; "none" when all are good.
std::string fault_of(const std::string& cards) {
    const FlashCards found = flash_cards("# A chapter\n\n## Flash cards\n\n" + cards);
    if (found.faults.empty()) return "none";
    return std::to_string(found.faults[0].line) + ": " + found.faults[0].sentence;
}

TEST(Cards, AreReadWithQuestionAnswerAndLine) {
    const FlashCards found = flash_cards(
        "# A chapter\n\n## Flash cards\n\nCover the answer.\n\n" + good_card +
        "<details>\n<summary>A question\nof two lines</summary>\n\nOne.\n\n- two\n\n</details>\n"
        "\n## Exercises\n\n<details><summary>No card</summary>here</details>\n");
    EXPECT_TRUE(found.faults.empty());
    ASSERT_EQ(found.cards.size(), 2u);
    EXPECT_EQ(found.cards[0].question, "What is <code>a &lt; b</code>?");
    EXPECT_EQ(found.cards[0].answer, "An *answer*.");
    EXPECT_EQ(found.cards[0].line, 7u);
    EXPECT_EQ(found.cards[1].question, "A question of two lines");
    EXPECT_EQ(found.cards[1].answer, "One.\n\n- two");
    EXPECT_EQ(found.cards[1].line, 13u);
}

TEST(Cards, OfAnotherFormAreNamedWithTheirLine) {
    EXPECT_EQ(fault_of(good_card), "none");
    const std::string form =
        "a card begins with <details><summary>Question</summary> and an empty line.";
    EXPECT_EQ(fault_of(good_card + "<details>Question\n\nAnswer\n\n</details>\n"), "11: " + form);
    EXPECT_EQ(fault_of("<details><summary>Q</summary>\nAnswer\n\n</details>\n"), "5: " + form);
    EXPECT_EQ(fault_of("<details><summary>Q</summary> Answer\n\n</details>\n"), "5: " + form);
    EXPECT_EQ(fault_of("<details><summary>Q\n\nAnswer\n\n</details>\n"),
              "5: this card's <summary> has no </summary>.");
    EXPECT_EQ(fault_of("<details><summary></summary>\n\nAnswer\n\n</details>\n"),
              "5: this card has no question.");
    EXPECT_EQ(fault_of("<details><summary>Q</summary>\n\n\n</details>\n"),
              "5: this card has no answer.");
    EXPECT_EQ(fault_of("<details><summary>Q</summary>\n\nAnswer\n\n" + good_card),
              "5: this card has no </details>.");
    EXPECT_EQ(fault_of("<details><summary>Q</summary>\n\nAnswer\n"),
              "5: this card has no </details>.");
    EXPECT_EQ(fault_of(good_card + "</details>\n"), "11: this </details> closes no card.");
    EXPECT_EQ(fault_of(good_card + good_card), "11: this question is asked twice.");
    EXPECT_EQ(fault_of("<details><summary>Why `x`?</summary>\n\nAnswer\n\n</details>\n"),
              "5: a question is HTML: write <code>x</code> instead of `x`.");
    EXPECT_EQ(fault_of("<details><summary>atomic<int>?</summary>\n\nAnswer\n\n</details>\n"),
              "5: a question is HTML: write &lt; for the < in \"<int>?\".");
}

TEST(Cards, AFaultyCardDoesNotSpoilTheOthers) {
    const FlashCards found =
        flash_cards("## Flash cards\n\n<details><summary>Q</summary>\n\nno end\n\n" + good_card);
    EXPECT_EQ(found.faults.size(), 1u);
    ASSERT_EQ(found.cards.size(), 1u);
    EXPECT_EQ(found.cards[0].answer, "An *answer*.");
}

TEST(Cards, AChapterNeedsTen) {
    const TempFolder folder;
    const auto faults = [&](int count, const std::string& heading = "## Flash cards\n\n") {
        std::string text = "# A chapter\n\n" + heading;
        for (int i = 0; i < count; ++i)
            text += "<details><summary>Q" + std::to_string(i) + "</summary>\n\nA\n\n</details>\n\n";
        folder.write("chapters/c/README.md", text);
        return card_faults(folder.path(), folder.path() / "chapters/c/README.md");
    };
    EXPECT_TRUE(faults(10).empty());
    EXPECT_EQ(faults(9), std::vector<std::string>{"chapters/c/README.md:5: a chapter needs at "
                                                  "least 10 flash cards; here are 9."});
    EXPECT_EQ(faults(1), std::vector<std::string>{"chapters/c/README.md:5: a chapter needs at "
                                                  "least 10 flash cards; here is 1."});
    EXPECT_EQ(
        faults(10, "## Cards\n\n"),
        std::vector<std::string>{"chapters/c/README.md:1: there is no heading \"Flash cards\"."});
}

TEST(Cards, OfTheCourseAreWhole) {
    const fs::path root = RACECOURSE_ROOT;
    for (const Chapter& chapter : chapters_of(root))
        EXPECT_TRUE(card_faults(root, root / chapter.text).empty()) << chapter.text;
}

}  // namespace
}  // namespace grader
