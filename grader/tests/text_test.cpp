#include "common/text.h"

#include <gtest/gtest.h>

namespace grader {
namespace {

using Lines = std::vector<std::string>;

TEST(Text, SplitsLinesWithAndWithoutALastLineEnd) {
    EXPECT_EQ(split_lines(""), Lines{});
    EXPECT_EQ(split_lines("a"), Lines{"a"});
    EXPECT_EQ(split_lines("a\n"), Lines{"a"});
    EXPECT_EQ(split_lines("a\nb"), (Lines{"a", "b"}));
    EXPECT_EQ(split_lines("\n\na"), (Lines{"", "", "a"}));
}

TEST(Text, SplitsWindowsLinesWithoutTheCarriageReturn) {
    EXPECT_EQ(split_lines("a\r\nb\rc\r\n"), (Lines{"a", "b\rc"}));
}

TEST(Text, TrimsBlanksAtBothEndsOnly) {
    EXPECT_EQ(trimmed(" \t a b\r\n"), "a b");
    EXPECT_EQ(trimmed(" \n "), "");
    EXPECT_EQ(trimmed(""), "");
}

TEST(Text, ReplacesEveryOccurrenceOnce) {
    EXPECT_EQ(replaced("a-b-c", "-", "--"), "a--b--c");
    EXPECT_EQ(replaced("aaa", "aa", "b"), "ba");
    EXPECT_EQ(replaced("abc", "", "x"), "abc");
    EXPECT_EQ(replaced("abc", "abc", ""), "");
}

TEST(Text, JoinsWithNothingAtTheEnds) {
    EXPECT_EQ(joined({}, ", "), "");
    EXPECT_EQ(joined({"a"}, ", "), "a");
    EXPECT_EQ(joined({"a", "b", "c"}, ", "), "a, b, c");
}

TEST(Text, FindsTheWordThatWasMeant) {
    const Lines words{"title", "learn", "files", "checks", "test_seconds"};
    EXPECT_EQ(nearest("titel", words), "title");  // two neighbours swapped
    EXPECT_EQ(nearest("check", words), "checks");
    EXPECT_EQ(nearest("test_second", words), "test_seconds");
    EXPECT_EQ(nearest("learn", words), "learn");
}

TEST(Text, FindsNothingWhenNothingIsNear) {
    const Lines words{"title", "no", "x"};
    EXPECT_EQ(nearest("banana", words), std::nullopt);
    EXPECT_EQ(nearest("", words), std::nullopt);
    EXPECT_EQ(nearest("y", words), std::nullopt);  // every letter would have to change
    EXPECT_EQ(nearest("title", {}), std::nullopt);
    EXPECT_EQ(nearest(std::string(1 << 20, 'a'), words), std::nullopt);
}

TEST(Text, TakesTheFirstOfTwoEquallyNearWords) {
    EXPECT_EQ(nearest("ex03", {"ex02", "ex01"}), "ex02");
}

TEST(Text, CountsInEnglish) {
    EXPECT_EQ(counted(0, "test"), "0 tests");
    EXPECT_EQ(counted(1, "test"), "1 test");
    EXPECT_EQ(counted(3, "failed test"), "3 failed tests");
    EXPECT_EQ(counted(2, "process"), "2 processes");
    EXPECT_EQ(counted(2, "mutex"), "2 mutexes");
    EXPECT_EQ(counted(2, "branch"), "2 branches");
    EXPECT_EQ(counted(2, "entry"), "2 entries");
    EXPECT_EQ(counted(2, "day"), "2 days");
}

TEST(Text, WrapsBetweenWords) {
    EXPECT_EQ(wrapped("one two three", 8, 0), "one two\nthree");
    EXPECT_EQ(wrapped("one two three", 7, 2), "one two\n  three");
    EXPECT_EQ(wrapped("one two three", 80, 2), "one two three");
    EXPECT_EQ(wrapped("", 10, 2), "");
}

TEST(Text, CountsTheIndentAsColumns) {
    EXPECT_EQ(wrapped("aaaa bb cc dd", 6, 3), "aaaa\n   bb\n   cc\n   dd");
}

TEST(Text, KeepsALongWordWholeAndLineEndsWhereTheyAre) {
    EXPECT_EQ(wrapped("a abcdefghij b", 4, 0), "a\nabcdefghij\nb");
    EXPECT_EQ(wrapped("one\n\ntwo", 80, 2), "one\n\n  two");
    EXPECT_EQ(wrapped("a  b   ", 80, 0), "a  b");
}

TEST(Text, CountsALetterBeyondAsciiAsOneColumn) {
    EXPECT_EQ(wrapped("äöü äöü", 7, 0), "äöü äöü");
    EXPECT_EQ(wrapped("äöü äöü", 6, 0), "äöü\näöü");
}

}  // namespace
}  // namespace grader
