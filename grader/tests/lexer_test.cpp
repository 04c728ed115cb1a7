// The lexer: what it takes for one token, and that no bytes upset it.
#include "checks/lexer.h"

#include <gtest/gtest.h>

#include <random>

namespace grader {
namespace {

std::vector<std::string> texts(std::string_view source) {
    std::vector<std::string> result;
    for (const Token& token : lex(source).tokens) result.push_back(token.text);
    return result;
}
using Texts = std::vector<std::string>;

TEST(Lexer, LeavesCommentsOut) {
    EXPECT_EQ(texts("a /* b */ c // d\ne"), (Texts{"a", "c", "e"}));
    EXPECT_EQ(texts("a // b \\\n c\nd"), (Texts{"a", "d"}));
}

TEST(Lexer, KeepsStringsWhole) {
    EXPECT_EQ(
        texts(R"(f("a \" // b", 'c', u8"d", L'\'');)"),
        (Texts{"f", "(", R"("a \" // b")", ",", "'c'", ",", "u8\"d\"", ",", "L'\\''", ")", ";"}));
}

TEST(Lexer, ReadsRawStringsToTheirDelimiter) {
    const Lexed lexed = lex("x = R\"ab(one )\" \\\n two)ab\"; y");
    ASSERT_EQ(lexed.tokens.size(), 5U);
    EXPECT_EQ(lexed.tokens[2].kind, Token::Kind::string);
    EXPECT_EQ(lexed.tokens[4].text, "y");
    EXPECT_EQ(lexed.tokens[4].line, 2);
    EXPECT_TRUE(lexed.oddities.empty());
}

TEST(Lexer, JoinsSplicedLines) {
    EXPECT_EQ(texts("na\\\nme"), Texts{"name"});
    EXPECT_EQ(texts("na\\  \r\nme"), Texts{"name"});
    const Lexed lexed = lex("a \\\n b\nc");
    EXPECT_EQ(lexed.tokens[1].line, 2);
    EXPECT_EQ(lexed.tokens[2].line, 3);
}

TEST(Lexer, TranslatesDigraphs) {
    EXPECT_EQ(texts("<% <: :> %>"), (Texts{"{", "[", "]", "}"}));
    EXPECT_EQ(texts("vector<::Name>"), (Texts{"vector", "<", "::", "Name", ">"}));
    ASSERT_EQ(lex("%:include <x>").directives.size(), 1U);
    EXPECT_EQ(lex("%:define A a%:%:b").directives[0].tokens[2].text, "##");
}

TEST(Lexer, ReadsNumbersWithSeparators) {
    EXPECT_EQ(texts("1'000'000 0x1'fp+3 1e-3 .5f 3ms"),
              (Texts{"1'000'000", "0x1'fp+3", "1e-3", ".5f", "3ms"}));
}

TEST(Lexer, ReadsDirectivesWithTheirLines) {
    const Lexed lexed = lex("int a;\n  #  include /* x */ <a//b>\n#if X\n#else\n#endif\nint b;");
    ASSERT_EQ(lexed.directives.size(), 4U);
    EXPECT_EQ(lexed.directives[0].name, "include");
    EXPECT_EQ(lexed.directives[0].line, 2);
    EXPECT_EQ(lexed.directives[0].tokens[0].text, "<a//b>");
    EXPECT_EQ(lexed.directives[2].depth, 1);
    EXPECT_EQ(lexed.tokens.size(), 6U);
}

TEST(Lexer, SeesADirectiveAfterACommentAndASplice) {
    EXPECT_EQ(lex("/* a\n b */ # \\\n pragma x").directives[0].name, "pragma");
}

TEST(Lexer, SeesALineMarkerAsADirective) {
    EXPECT_EQ(lex("# 1 \"a.h\" 2").directives[0].name, "1");
}

TEST(Lexer, DoesNotTakeAHashInALineForADirective) {
    EXPECT_TRUE(lex("a # include <b>").directives.empty());
}

TEST(Lexer, SkipsTheMarkAtTheBeginningOfAWindowsFile) {
    const Lexed lexed = lex("\xEF\xBB\xBF#pragma once\r\nint a;\r\n");
    EXPECT_EQ(lexed.directives.size(), 1U);
    EXPECT_TRUE(lexed.oddities.empty());
}

TEST(Lexer, ReportsWhatCompilersReadDifferently) {
    EXPECT_EQ(lex("R\"x(never closed").oddities.size(), 1U);
    EXPECT_EQ(lex("/* never closed").oddities.size(), 1U);
    EXPECT_EQ(lex(std::string_view("a\0b", 3)).oddities.size(), 1U);
    EXPECT_EQ(lex("a\rb").oddities.size(), 1U);
    EXPECT_EQ(lex("\\u0061b").oddities.size(), 1U);
    EXPECT_EQ(lex("#if 1\nR\"(\n)\"\n#endif").oddities.size(), 1U);
    EXPECT_EQ(lex("R\"(\n # 1 \"x\"\n)\"").oddities.size(), 1U);
    EXPECT_EQ(lex("#if 1").oddities.size(), 1U);
}

TEST(Lexer, AcceptsWhatPeopleWrite) {
    const char* const source =
        "// Zähler – größer\n#ifndef A_H\n#define A_H\nconst char* s = \"ä\\u00e4\";\n"
        "auto t = R\"(\\d+)\";\n#endif\n";
    EXPECT_TRUE(lex(source).oddities.empty());
}

TEST(Lexer, EndsOnAnyBytes) {
    std::mt19937 random(7);
    const std::string_view likely = "\"'\\/*#<>:%\n\r R(){}ab0._\t";
    for (int round = 0; round < 3000; ++round) {
        std::string source;
        for (unsigned i = random() % 60; i > 0; --i) {
            source += random() % 4 != 0 ? likely[random() % likely.size()]
                                        : static_cast<char>(random() % 256);
        }
        for (const Token& token : lex(source).tokens) EXPECT_GE(token.line, 1);
    }
}

TEST(Lexer, EndsOnHugeLines) {
    const std::size_t size = 1 << 20;
    for (const char c : {'a', '"', '\\', '#', '(', '\'', '\0', '\n', '/', 'R'}) {
        EXPECT_LE(lex(std::string(size, c)).tokens.size(), size);
    }
    EXPECT_EQ(lex("R\"" + std::string(size, '(')).oddities.size(), 1U);
}

}  // namespace
}  // namespace grader
