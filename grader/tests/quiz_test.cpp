#include "desk/quiz.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "catalogue/chapters.h"
#include "checks/litmus.h"
#include "common/text.h"
#include "desk/lines.h"
#include "desk/quiz_talk.h"
#include "tests/temp_folder.h"

namespace grader {
namespace {

std::vector<QuizCard> cards_called(const std::vector<std::string>& names) {
    std::vector<QuizCard> cards;
    for (const std::string& name : names)
        cards.push_back({QuizCard::flash, name, "chapter03", "Q" + name, "A" + name, {}});
    return cards;
}

class Quiz : public testing::Test {
  protected:
    [[nodiscard]] fs::path file() const { return folder_.path() / ".racecourse/quiz.json"; }
    [[nodiscard]] QuizMemory memory() const { return QuizMemory(file()); }
    // The cards in the order in which they are asked; '-' before one that is not known.
    static std::string asked(QuizRound& round, const std::string& unknown) {
        std::string order, left = unknown;
        while (!round.is_over()) {
            const std::string id = round.card().id;
            const auto miss = left.find(id);
            if (miss != std::string::npos) left.erase(miss, 1);
            order += (miss != std::string::npos ? "-" : "") + id;
            round.answered(miss == std::string::npos);
        }
        return order;
    }
    TempFolder folder_;
};

TEST_F(Quiz, WhatIsKnownComesBackLaterAndLater) {
    QuizMemory mind = memory();
    long day = 1000;
    EXPECT_TRUE(mind.is_new("a"));
    EXPECT_TRUE(mind.is_due("a", day));
    for (const long rest : {1, 3, 7, 16, 35, 35}) {
        mind.answered("a", true, day);
        EXPECT_FALSE(mind.is_due("a", day + rest - 1));
        EXPECT_TRUE(mind.is_due("a", day + rest));
        day += rest;
    }
    mind.answered("a", false, day);
    EXPECT_TRUE(mind.is_due("a", day)) << "at once";
    mind.answered("a", true, day);
    EXPECT_TRUE(mind.is_due("a", day + 1)) << "and then as at the beginning";
}

TEST_F(Quiz, AnswersAreKeptAtOnce) {
    QuizMemory mind = memory();
    EXPECT_EQ(mind.complaint(), "");
    mind.answered("a", true, 1000);
    mind.answered("b", false, 1000);
    const QuizMemory later = memory();
    EXPECT_EQ(later.complaint(), "");
    EXPECT_EQ(later.of("a").box, 1);
    EXPECT_EQ(later.of("a").due, 1001);
    EXPECT_EQ(later.of("b").box, 0);
    EXPECT_FALSE(later.is_new("b"));
}

TEST_F(Quiz, AStateThatCannotBeReadBeginsAnew) {
    for (const char* nonsense :
         {"", "{", "[]", "{\"cards\": 1}", "{\"cards\": {\"a\": {\"box\": \"x\", \"due\": 1}}}",
          "{\"cards\": {\"a\": {\"box\": 1}}}", "\xff\xfe"}) {
        folder_.write(".racecourse/quiz.json", nonsense);
        QuizMemory mind = memory();
        EXPECT_NE(mind.complaint().find("begins anew"), std::string::npos) << nonsense;
        EXPECT_TRUE(mind.is_new("a"));
        mind.answered("a", true, 1000);
        EXPECT_EQ(memory().complaint(), "") << "and is good again";
    }
}

TEST_F(Quiz, AClockThatWasWrongLocksNothingAway) {
    QuizMemory mind = memory();
    mind.answered("a", true, 90000);
    EXPECT_TRUE(mind.is_due("a", 1000));
}

TEST_F(Quiz, AnAnswerThatCannotBeKeptIsTheMachinesFault) {
    folder_.write(".racecourse", "a file where a folder belongs");
    QuizMemory mind = memory();
    try {
        mind.answered("a", true, 1000);
        FAIL() << "nothing was said";
    } catch (const Error& error) {
        EXPECT_EQ(error.status(), Exit::environment);
    }
}

TEST_F(Quiz, MissedOnesComeFirstThenKnownOnesThenNewOnes) {
    QuizMemory mind = memory();
    mind.answered("b", true, 990);
    mind.answered("c", false, 1000);
    mind.answered("d", true, 1000);  // due tomorrow
    QuizRound round(cards_called({"a", "b", "c", "d"}), mind, 1000, 20, false);
    EXPECT_EQ(round.size(), 3u);
    EXPECT_EQ(asked(round, ""), "cba");
    QuizRound all(cards_called({"a", "b", "c", "d"}), mind, 1000, 20, true);
    EXPECT_EQ(asked(all, ""), "cbda");
}

TEST_F(Quiz, AMissedCardComesBackAfterThreeOthersUntilItIsKnown) {
    const QuizMemory mind = memory();
    QuizRound round(cards_called({"a", "b", "c", "d", "e"}), mind, 1000, 20, false);
    EXPECT_EQ(asked(round, "aae"), "-abcd-a-eae");
    EXPECT_EQ(round.asked(), 5u);
    EXPECT_EQ(round.known(), 3u);
    EXPECT_EQ(round.missed().size(), 2u);
    QuizRound only(cards_called({"a"}), mind, 1000, 20, false);
    EXPECT_EQ(asked(only, "aa"), "-a-aa");
}

TEST_F(Quiz, ARoundHasAtMostSoManyCards) {
    QuizRound round(cards_called({"a", "b", "c"}), memory(), 1000, 2, false);
    EXPECT_EQ(round.size(), 2u);
    EXPECT_EQ(round.left_over(), 1u);
    EXPECT_EQ(asked(round, "a"), "-aba");
}

TEST_F(Quiz, CardsAreTheChaptersAndThoseOfMarkedPrograms) {
    std::string chapter = "# C\n\n## Flash cards\n\n";
    for (int i = 0; i < 4; ++i)
        chapter += "<details><summary>Q" + std::to_string(i) + "</summary>\n\nA\n\n</details>\n\n";
    folder_.write("chapters/c/README.md", chapter);
    const auto program = [&](const std::string& name, const std::string& mark) {
        folder_.write("litmus/" + name + ".cpp",
                      "// What it says,\n// in two lines.\n" + mark +
                          "// Allowed: x=1 | x=2\n// Forbidden: x=0\nLITMUS(Name) {}\n");
    };
    program("one", "// Quiz: chapter03: x=1 | x=0\n");
    program("two", "// Quiz: chapter03: x=2\n");
    program("other_chapter", "// Quiz: chapter04: x=1\n");
    program("not_marked", "");
    std::string order;
    std::set<std::string> ids;
    for (const QuizCard& card : quiz_cards(folder_.path(), "chapter03", "chapters/c/README.md",
                                           folder_.path() / "litmus")) {
        order += card.question + " ";
        ids.insert(card.id);
        if (card.kind == QuizCard::outcome) {
            EXPECT_EQ(card.answer, "What it says, in two lines.");
            EXPECT_EQ(card.chapter, "chapter03");
        }
    }
    EXPECT_EQ(order, "Q0 x=1 Q1 x=2 Q2 x=0 Q3 ");
    EXPECT_EQ(ids.size(), 7u);
}

TEST(QuizMarks, MustNameOutcomesThatCanBeShown) {
    const std::vector<std::string> chapters = {"chapter03"};
    Litmus litmus;
    litmus.allowed = {"x=1", "x=2"};
    litmus.forbidden = {"x=0"};
    litmus.not_shown = {"x=2"};
    EXPECT_EQ(quiz_fault(litmus, chapters), "");
    litmus.quiz_chapter = "chapter03";
    EXPECT_EQ(quiz_fault(litmus, chapters), "Quiz: names no outcome.");
    litmus.quiz = {"x=0", "x=1"};
    EXPECT_EQ(quiz_fault(litmus, chapters), "");
    litmus.quiz = {"x=3"};
    EXPECT_EQ(quiz_fault(litmus, chapters), "\"x=3\" is neither in Allowed nor in Forbidden.");
    litmus.quiz = {"x=2"};
    EXPECT_EQ(quiz_fault(litmus, chapters),
              "\"x=2\" cannot be shown, so the quiz must not ask for it.");
    litmus.quiz_chapter = "chapter99";
    EXPECT_EQ(quiz_fault(litmus, chapters), "there is no chapter \"chapter99\".");
}

TEST(QuizMarks, OfTheCourseAreGoodAndAskBothWays) {
    const fs::path root = RACECOURSE_ROOT;
    std::vector<std::string> chapters;
    for (const Chapter& chapter : chapters_of(root)) chapters.push_back(chapter.label);
    int possible = 0, impossible = 0;
    for (const auto& entry : fs::directory_iterator(root / "grader/conductor/litmus")) {
        const Litmus litmus = read_litmus(entry.path());
        EXPECT_EQ(quiz_fault(litmus, chapters), "") << entry.path();
        for (const std::string& outcome : litmus.quiz) {
            const bool allowed = std::ranges::find(litmus.allowed, outcome) != litmus.allowed.end();
            ++(allowed ? possible : impossible);
        }
        if (litmus.quiz.empty()) continue;
        EXPECT_FALSE(litmus.says.empty()) << entry.path();
        for (const std::string& line : split_lines(litmus_code(entry.path())))
            EXPECT_LE(columns(line), 76u) << entry.path() << " is not readable on 80 columns";
    }
    EXPECT_GE(possible, 5);
    EXPECT_GE(impossible, 5);
}

// A front that types what it is told and remembers what it was shown.
class Script : public QuizFront {
  public:
    explicit Script(std::string keys) : keys_(std::move(keys)) {}
    void begin_card(const std::string& title) override { shown += "[" + title + "]\n"; }
    void add(Part part) override {
        for (const Line& line : part(60)) shown += plain(line) + "\n";
    }
    char ask(const std::string& prompt, std::string_view keys) override {
        shown += "? " + prompt + "\n";
        if (keys_.empty()) return 'q';
        const char key = keys_.front();
        keys_.erase(0, 1);
        EXPECT_TRUE(key == 'q' || keys.find(key) != keys.npos) << prompt << ": " << key;
        return key;
    }
    bool wait(const std::string&, const Ready& ready) override {
        return ready(std::chrono::milliseconds(0));
    }
    bool colour() const override { return false; }
    [[nodiscard]] bool showed(const std::string& words) const {
        return shown.find(words) != std::string::npos;
    }
    std::string shown;

  private:
    std::string keys_;
};

struct Oracle : OutcomeExplorer {
    std::optional<OutcomeAnswer> answer(const QuizCard&, std::chrono::milliseconds) override {
        return known;
    }
    std::optional<OutcomeAnswer> known;
};

TEST_F(Quiz, AFlashCardIsTurnedAndJudgedByTheLearner) {
    QuizMemory mind = memory();
    const auto cards = cards_called({"a", "b"});
    QuizRound round(cards, mind, 1000, 20, false);
    Oracle oracle;
    Script script(" y n y");
    talk(round, mind, 1000, oracle, script);
    EXPECT_TRUE(round.is_over());
    EXPECT_EQ(mind.of("a").box, 1);
    EXPECT_EQ(mind.of("b").box, 1) << "known the second time";
    EXPECT_TRUE(script.showed("[chapter03, card 1 of 2]\nQa\n? Think of the answer"))
        << script.shown;
    EXPECT_TRUE(script.showed("press Enter.\n\n  Aa\n? Did you know it?")) << script.shown;
    EXPECT_TRUE(script.showed("[chapter03, once more]\nQb")) << script.shown;
    std::string summary;
    for (const Line& line : quiz_summary(round, cards, mind, 1000, 60))
        summary += plain(line) + "\n";
    EXPECT_EQ(summary,
              "2 cards: 1 known, 1 not.\n\nNot known at once:\n  Qb\n\n"
              "The next card comes back tomorrow.\n");
}

TEST_F(Quiz, LeavingKeepsWhatWasAnswered) {
    for (const std::string keys : {" yq", " y q", " y"}) {
        fs::remove(file());
        QuizMemory mind = memory();
        const auto cards = cards_called({"a", "b"});
        QuizRound round(cards, mind, 1000, 20, false);
        Oracle oracle;
        Script script(keys);
        talk(round, mind, 1000, oracle, script);
        EXPECT_FALSE(memory().is_new("a")) << keys;
        EXPECT_TRUE(memory().is_new("b")) << keys;
        EXPECT_EQ(plain(quiz_summary(round, cards, mind, 1000, 60).back()),
                  "1 card more to ask today: ./racecourse quiz");
    }
    QuizMemory mind = memory();
    QuizRound round(cards_called({"x"}), mind, 1000, 20, false);
    EXPECT_EQ(plain(quiz_summary(round, {}, mind, 1000, 60).front()), "No card was answered.");
}

TEST_F(Quiz, AnOutcomeIsAnsweredByTheProgram) {
    folder_.write("count.cpp",
                  "// It says so.\n// Allowed: x=1 | x=2\n#include <racecourse/litmus.h>\n\n"
                  "LITMUS(Count) {\n    racecourse::litmus::threads([&] { ++x; });\n}\n");
    const std::vector<QuizCard> cards = {
        {QuizCard::outcome, "o", "chapter03", "x=1", "It says so.", folder_.path() / "count.cpp"}};
    Oracle oracle;
    oracle.known = OutcomeAnswer{true, "", 4000, {{"x=1", 1000}, {"x=2", 3000}}, "x=1", {}};
    const auto play = [&](const std::string& keys, int box) {
        fs::remove(file());
        QuizMemory mind = memory();
        QuizRound round(cards, mind, 1000, 20, false);
        Script script(keys);
        talk(round, mind, 1000, oracle, script);
        EXPECT_EQ(mind.of("o").box, box) << keys;
        return script.shown;
    };
    const std::string right = play("y ", 1);
    EXPECT_NE(
        right.find("    LITMUS(Count) {\n        threads([&] { ++x; });\n    }\n\nCan this come "
                   "out? x=1\n? y yes"),
        std::string::npos)
        << right;
    EXPECT_NE(
        right.find("✓ Right. It can come out.\n\nIt says so.\n\nWhat came out in 4000 orders:\n"),
        std::string::npos)
        << right;
    EXPECT_NE(play("nq", 0).find("✗ Not so. It can come out."), std::string::npos);
    oracle.known->can_happen = false;
    EXPECT_NE(play("n ", 1).find("✓ Right. It never does."), std::string::npos);
    EXPECT_NE(play("yq", 0).find("✗ Not so. It never does."), std::string::npos);
    oracle.known->failed = "no compiler.";
    EXPECT_NE(play("n ", 1).find("could not be run here: no compiler."), std::string::npos);
    oracle.known.reset();
    const std::string left = play("y", 0);
    EXPECT_FALSE(fs::exists(file())) << "who left before the answer has not answered\n" << left;
}

TEST(QuizDays, AreSaidInWords) {
    EXPECT_EQ(in_days(0), "today");
    EXPECT_EQ(in_days(1), "tomorrow");
    EXPECT_EQ(in_days(3), "in 3 days");
    EXPECT_GT(today(), 19000);
}

}  // namespace
}  // namespace grader
