#include "desk/markdown.h"

#include <gtest/gtest.h>

#include "catalogue/chapters.h"
#include "common/files.h"
#include "desk/lines.h"
#include "desk/table.h"

namespace grader {
namespace {

using Tone = Terminal::Tone;

std::string text_of_all(const std::vector<Line>& lines) {
    std::string text;
    for (const Line& line : lines) text += plain(line) + "\n";
    return text;
}

// Without colour, which is what a file or a pipe gets.
std::string shown(std::string_view markdown, std::size_t width = 60,
                  const std::string& file = "chapters/c/README.md") {
    const auto lines = markdown_lines(markdown, {width, false, file});
    for (const Line& line : lines) EXPECT_LE(columns(line), width) << plain(line);
    return text_of_all(lines);
}

TEST(Markdown, ParagraphsAreFilledAndKeptApart) {
    EXPECT_EQ(shown("One two\nthree.\n\nFour  five\\\nsix.\n", 20),
              "One two three.\n\nFour five\nsix.\n");
    EXPECT_EQ(shown("one two three four", 9), "one two\nthree\nfour\n");
    EXPECT_EQ(shown(""), "");
}

TEST(Markdown, HeadingsStandOut) {
    EXPECT_EQ(shown("# Title\nText.\n## Part `x`\nMore.\n### Small\nEnd.\n"),
              "Title\n═════\n\nText.\n\nPart `x`\n────────\n\nMore.\n\nSmall\n\nEnd.\n");
    const auto lines = markdown_lines("## Part `x`", {60, true, ""});
    EXPECT_EQ(lines[0][0].tone, Tone::bold);
    EXPECT_EQ(plain(lines[0]), "Part x") << "in colour code needs no backticks";
    EXPECT_EQ(lines[0].back().tone, Tone::accent);
}

TEST(Markdown, ListsKeepTheirMarksAndDepth) {
    EXPECT_EQ(shown("- one\n- two words that are\n  wrapped here\n  - inner\n- last\n", 18),
              "• one\n• two words that\n  are wrapped here\n  • inner\n• last\n");
    EXPECT_EQ(shown("9. nine\n10. ten\n"), "9. nine\n10. ten\n");
    EXPECT_EQ(shown("- one\n\n- two\n\n  more\n\nafter\n"), "• one\n\n• two\n\n  more\n\nafter\n");
    EXPECT_EQ(shown("before\n- one\n"), "before\n\n• one\n");
    EXPECT_EQ(shown("- one\n\n  ```\n  code\n  ```\n"), "• one\n\n      code\n");
}

TEST(Markdown, CodeStaysAsItIs) {
    EXPECT_EQ(shown("Text:\n\n```cpp run\nint  a;\n\n    b;\n```\nAfter.\n"),
              "Text:\n\n    int  a;\n\n        b;\n\nAfter.\n");
    EXPECT_EQ(shown("```\n0123456789\n```\n", 14), "    0123456789\n");
    EXPECT_EQ(shown("```\n0123456789ab\n```\n", 13), "0123456789ab\n")
        << "too narrow for the margin";
    EXPECT_EQ(shown("```\n01234567890123456789\n```\n", 16), "    012345678901\n    23456789\n");
    EXPECT_EQ(shown("Write `a  <  b` or *so*.\n"), "Write `a < b` or so.\n");
}

TEST(Markdown, LinksShowTheirPathFromTheCheckout) {
    EXPECT_EQ(shown("See [the task](../../exercises/x/README.md#api).\n"),
              "See the task (exercises/x/README.md#api).\n");
    EXPECT_EQ(shown("[below](#deadlock), <https://x.org>, [out](https://y.org)\n"),
              "below (#deadlock), https://x.org, out (https://y.org)\n");
    EXPECT_EQ(shown("[`bank.h`](bank.h)\n", 60, "exercises/x/README.md"),
              "`bank.h` (exercises/x/bank.h)\n");
}

TEST(Markdown, PicturesAreNamed) {
    EXPECT_EQ(shown("![Two timelines,\nside by side](lost.svg)\n"),
              "[picture chapters/c/lost.svg] Two timelines, side by side\n");
    EXPECT_EQ(shown("```mermaid\nflowchart LR\n    accTitle: A ring\n    accDescr: A waits for "
                    "B.\n    A --> B\n```\n"),
              "[picture in chapters/c/README.md] A ring. A waits for B.\n");
    EXPECT_EQ(shown("```mermaid\nA --> B\n```\n"),
              "[picture in chapters/c/README.md]\n\n    A --> B\n")
        << "one that says nothing shows how it is made";
}

TEST(Markdown, FlashCardsAreQuestionAndAnswer) {
    EXPECT_EQ(shown("<details><summary>What is <code>a &lt; b</code>?</summary>\n\nLess.\n\n- x\n\n"
                    "</details>\n\nAfter.\n"),
              "▸ What is `a < b`?\n  Less.\n\n  • x\n\nAfter.\n");
}

TEST(Markdown, OtherHtmlLeavesOnlyItsText) {
    EXPECT_EQ(shown("a<br>b <a id=\"x\"></a>c &amp; d &#8594; &#x41; &nbsp;e\n"),
              "a\nb c & d → A e\n");
    EXPECT_EQ(shown("<!-- not shown -->\n\ntext\n"), "text\n");
    EXPECT_EQ(shown("&#0; &#x110000; &unknown;\n"), "? ? &unknown;\n");
}

TEST(Markdown, QuotationsAndRules) {
    EXPECT_EQ(shown("> one\n>\n> two\n\nafter\n"), "│ one\n│\n│ two\n\nafter\n");
    EXPECT_EQ(shown("a\n\n---\n\nb\n", 12), "a\n\n────────────\n\nb\n");
}

TEST(Markdown, SignsThatSpeakToTheTerminalDoNotGetThrough) {
    EXPECT_EQ(shown("a \x1b[31m b\n").find('\x1b'), std::string::npos);
    EXPECT_EQ(shown("```\na\tb\x1b[2J\n```\n").find('\x1b'), std::string::npos);
}

TEST(Markdown, TextOfNoKindHurtsIt) {
    // Cut anywhere, a text is still a text.
    const std::string all =
        "# T\n\n- a\n  1. b\n\n> q\n\n| a | b |\n|---|---|\n| `1` | 2 |\n\n<details><summary>Q"
        "</summary>\n\nA\n\n</details>\n\n![p](x.svg) [l](y) &lt; "
        "<code>x</code>\n\n```\ncode\n```\n";
    for (std::size_t size = 0; size <= all.size(); ++size)
        (void)shown(all.substr(0, size), 10 + size % 40);
}

std::vector<TableRow> rows_of(const std::vector<std::vector<std::string>>& cells) {
    std::vector<TableRow> rows;
    for (const auto& row : cells) {
        rows.emplace_back();
        for (const auto& cell : row) rows.back().push_back({{Tone::plain, cell}});
    }
    return rows;
}

TEST(Tables, TakeNoMoreThanTheyNeed) {
    EXPECT_EQ(shown("| a | long heading |\n|---|---|\n| cell | b |\n|  | c |\n"),
              "a    │ long heading\n"
              "─────┼─────────────\n"
              "cell │ b\n"
              "     │ c\n");
}

TEST(Tables, ShrinkTheColumnsThatCanWrap) {
    const auto rows = rows_of({{"name", "meaning"},
                               {"lock_guard", "holds to the end of the scope and no longer"},
                               {"x", "y"}});
    const auto lines = table_lines(rows, 34);
    EXPECT_EQ(text_of_all(lines),
              "name       │ meaning\n"
              "───────────┼──────────────────────\n"
              "lock_guard │ holds to the end of\n"
              "           │ the scope and no\n"
              "           │ longer\n"
              "           │\n"
              "x          │ y\n");
    for (std::size_t width = 1; width < 80; ++width)
        for (const Line& line : table_lines(rows, width)) EXPECT_LE(columns(line), width) << width;
}

TEST(Tables, TooNarrowForColumnsBecomeLines) {
    EXPECT_EQ(text_of_all(table_lines(
                  rows_of({{"name", "meaning"}, {"abcdefgh", "ijklmnop"}, {"x", ""}}), 16)),
              "name: abcdefgh\nmeaning:\nijklmnop\n\nname: x\n");
}

TEST(Lines, WordsOfSeveralPiecesStayTogether) {
    const Line text = {
        {Tone::plain, "the lock ("}, {Tone::accent, "mutex_"}, {Tone::plain, ") is"}};
    const auto lines = wrapped(text, 12);
    ASSERT_EQ(lines.size(), 2u);
    EXPECT_EQ(plain(lines[0]), "the lock");
    EXPECT_EQ(plain(lines[1]), "(mutex_) is");
    EXPECT_EQ(lines[1][1].tone, Tone::accent);
    EXPECT_EQ(lines[1][1].text, "mutex_");
}

TEST(Lines, OnlyAWordThatIsTooLongIsBroken) {
    EXPECT_EQ(text_of_all(wrapped({{Tone::plain, "a äöüßäöüß b"}}, 4)), "a\näöüß\näöüß\nb\n");
    EXPECT_EQ(text_of_all(wrapped({}, 4)), "\n");
    EXPECT_EQ(text_of_all(wrapped({{Tone::plain, "a\n\nb"}}, 4)), "a\n\nb\n");
    EXPECT_EQ(text_of_all(broken("  a b", 3)), "  a\nb\n");
    EXPECT_EQ(text_of_all(broken("int value = other;", 12)), "int value =\nother;\n");
    EXPECT_EQ(text_of_all(broken("", 3)), "\n");
}

TEST(Lines, AreWrittenInColourAndReadAgain) {
    const std::vector<Line> lines = {{{Tone::bold, "a"}, {Tone::plain, " b"}}, {}};
    EXPECT_EQ(text_of(lines, Terminal(nullptr, false, true, 80)), "\x1b[1ma\x1b[0m b\n\n");
    EXPECT_EQ(text_of(lines, Terminal(nullptr, false, false, 80)), "a b\n\n");
}

TEST(Markdown, TheCourseFitsEveryWidth) {
    const fs::path root = RACECOURSE_ROOT;
    for (const Chapter& chapter : chapters_of(root)) {
        const std::string text = read_file(root / chapter.text);
        for (const std::size_t width : {40, 80, 110})
            for (const Line& line : markdown_lines(text, {width, true, "chapters/c/README.md"}))
                ASSERT_LE(columns(line), width) << plain(line);
    }
}

}  // namespace
}  // namespace grader
