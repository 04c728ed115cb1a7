// The terminal without a window does what a real one does with what ncurses sends.
#include "desk/emulator.h"

#include <gtest/gtest.h>

#include <stdexcept>

namespace grader {
namespace {

std::string after(const std::string& bytes) {
    Emulator screen(8, 3);
    // One by one: nothing may depend on how the bytes arrive.
    for (const char byte : bytes) screen.take({&byte, 1});
    return screen.text();
}

TEST(Emulator, WritesAndMoves) {
    EXPECT_EQ(after("one\r\ntwo"), "one\ntwo\n\n");
    EXPECT_EQ(after("\x1b[2;3Hx\x1b[Ay\x1b[3d\x1b[1Gz"), "   y\n  x\nz\n");
    EXPECT_EQ(after("abc\b\bX"), "aXc\n\n\n");
    EXPECT_EQ(after("✓ä"), "✓ä\n\n\n");
}

TEST(Emulator, WrapsOnlyWhenMoreComes) {
    EXPECT_EQ(after("12345678\r\nx"), "12345678\nx\n\n");
    EXPECT_EQ(after("123456789"), "12345678\n9\n\n");
}

TEST(Emulator, Erases) {
    EXPECT_EQ(after("abcdef\x1b[1;3H\x1b[K"), "ab\n\n\n");
    EXPECT_EQ(after("abcdef\x1b[1;3H\x1b[1K"), "   def\n\n\n");
    EXPECT_EQ(after("abcdef\x1b[1;3H\x1b[2X"), "ab  ef\n\n\n");
    EXPECT_EQ(after("abc\r\ndef\x1b[1;2H\x1b[J"), "a\n\n\n");
    EXPECT_EQ(after("abc\r\ndef\x1b[H\x1b[2J"), "\n\n\n");
}

TEST(Emulator, InsertsDeletesAndRepeats) {
    EXPECT_EQ(after("abcdef\x1b[1;3H\x1b[2@"), "ab  cdef\n\n\n");
    EXPECT_EQ(after("abcdef\x1b[1;3H\x1b[2P"), "abef\n\n\n");
    EXPECT_EQ(after("-\x1b[4b"), "-----\n\n\n");
    EXPECT_EQ(after("─\x1b[2b"), "───\n\n\n");
}

TEST(Emulator, Scrolls) {
    EXPECT_EQ(after("a\r\nb\r\nc\r\nd"), "b\nc\nd\n");
    EXPECT_EQ(after("a\r\nb\r\nc\x1b[1;2r\x1b[2;1H\n"), "b\n\nc\n");
    EXPECT_EQ(after("a\r\nb\r\nc\x1b[H\x1bM"), "\na\nb\n");
    EXPECT_EQ(after("a\r\nb\r\nc\x1b[H\x1b[L"), "\na\nb\n");
    EXPECT_EQ(after("a\r\nb\r\nc\x1b[H\x1b[M"), "b\nc\n\n");
}

TEST(Emulator, KnowsLooks) {
    Emulator screen(8, 2);
    EXPECT_FALSE(screen.coloured());
    screen.take("\x1b[7mchosen  \x1b[0m\r\n\x1b[1mbold\x1b(B\x1b[m");
    EXPECT_FALSE(screen.coloured());
    EXPECT_EQ(screen.chosen(), std::vector<std::string>{"chosen"});
    screen.take("\x1b[31mx\x1b[39;49m");
    EXPECT_TRUE(screen.coloured());
}

TEST(Emulator, GivesTheFirstScreenBack) {
    Emulator screen(8, 2);
    screen.take("$ run");
    EXPECT_TRUE(screen.as_found());
    screen.take("\x1b[?1049h\x1b[22;0;0t\x1b[?25l\x1b[?1h\x1b=full");
    EXPECT_FALSE(screen.as_found());
    EXPECT_FALSE(screen.shows("$ run"));
    screen.take("\x1b[?1049l\x1b[23;0;0t\x1b[?1l\x1b>");
    EXPECT_FALSE(screen.as_found()) << "the cursor is still hidden";
    screen.take("\x1b[?12l\x1b[?25h\x1b]104\a");
    EXPECT_TRUE(screen.as_found());
    EXPECT_TRUE(screen.shows("$ run"));
}

TEST(Emulator, GuessesNothing) {
    for (const char* strange : {"\x1b[5n", "\x1b]0;title\a", "\x1b[?6n", "\x1b[48;5;3m", "\x1b(0"})
        EXPECT_THROW((void)after(strange), std::runtime_error) << strange + 1;
}

}  // namespace
}  // namespace grader
