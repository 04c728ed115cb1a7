#include "desk/side_by_side.h"

#include <gtest/gtest.h>

#include "common/text.h"
#include "desk/lines.h"

namespace grader {
namespace {

// "=a", "|a b", "<a", ">b"
std::string rows(std::string_view left, std::string_view right) {
    std::string text;
    for (const ComparedRow& row : compared(left, right)) {
        switch (row.kind) {
            case ComparedRow::same:
                EXPECT_EQ(row.left, row.right);
                text += "=" + row.left;
                break;
            case ComparedRow::changed:
                text += "|" + row.left + " " + row.right;
                break;
            case ComparedRow::only_left:
                text += "<" + row.left;
                break;
            case ComparedRow::only_right:
                text += ">" + row.right;
                break;
        }
        text += "\n";
    }
    return text;
}

TEST(SideBySide, WhatIsCommonStays) {
    EXPECT_EQ(rows("a\nb\nc\n", "a\nb\nc\n"), "=a\n=b\n=c\n");
    EXPECT_EQ(rows("a\nc\n", "a\nb\nc\n"), "=a\n>b\n=c\n");
    EXPECT_EQ(rows("a\nb\nc\n", "a\nc\n"), "=a\n<b\n=c\n");
    EXPECT_EQ(rows("a\nx\nc\n", "a\ny\nc\n"), "=a\n|x y\n=c\n");
    EXPECT_EQ(rows("a\nx\nb\nz\n", "x\nz\nw\n"), "<a\n=x\n<b\n=z\n>w\n");
    EXPECT_EQ(rows("", "a\n"), ">a\n");
    EXPECT_EQ(rows("a\n", ""), "<a\n");
    EXPECT_EQ(rows("", ""), "");
    EXPECT_EQ(rows("a\tb\n", "a    b\n"), "=a    b\n") << "a tab is shown as blanks";
}

TEST(SideBySide, SidesAreWholeWhateverTheyAre) {
    // However the middle is matched, reading one column gives that file again.
    const std::string left = "1\n2\n3\n4\n5\n2\n3\n", right = "3\n2\n1\n5\n3\n9\n4\n";
    std::string left_again, right_again;
    for (const ComparedRow& row : compared(left, right)) {
        if (row.kind != ComparedRow::only_right) left_again += row.left + "\n";
        if (row.kind != ComparedRow::only_left) right_again += row.right + "\n";
    }
    EXPECT_EQ(left_again, left);
    EXPECT_EQ(right_again, right);
}

TEST(SideBySide, HugeFilesAreComparedToo) {
    std::string left = "same\n", right = "same\n";
    for (int i = 0; i < 6000; ++i) {
        left += "l" + std::to_string(i) + "\n";
        right += "r" + std::to_string(i) + "\n";
    }
    EXPECT_EQ(compared(left, right).size(), 6001u);
}

std::string text_of_all(const std::vector<Line>& lines) {
    std::string text;
    for (const Line& line : lines) text += plain(line) + "\n";
    return text;
}

TEST(SideBySide, ColumnsFitAndNothingIsCut) {
    const auto lines = side_by_side(compared("int a;\nint old_and_long;\n", "int a;\nint b;\n"),
                                    "yours", "the course's", 23);
    EXPECT_EQ(text_of_all(lines),
              "yours        the cou...\n"
              "──────────   ──────────\n"
              "int a;       int a;\n"
              "int old_an | int b;\n"
              "d_long;    | \n");
    for (const Line& line : lines) EXPECT_LE(columns(line), 23u);
}

TEST(SideBySide, OneColumnHasFirstWhatGoesAndThenWhatComes) {
    EXPECT_EQ(text_of_all(one_column(compared("a\nx\ny\nc\n", "a\nz\nc\nd\n"), "yours",
                                     "the course's", 40)),
              "- yours\n+ the course's\n\n  a\n- x\n- y\n+ z\n  c\n+ d\n");
}

}  // namespace
}  // namespace grader
