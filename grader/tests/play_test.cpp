// The game apart from the terminal and the conductor: the choices back and forth, the board, the
// pieces of source, and what is read from the conductor's words. Playing for real is
// end_to_end_play_test.cpp's.
#include <gtest/gtest.h>

#include "catalogue/puzzle.h"
#include "common/error.h"
#include "common/text.h"
#include "play/board.h"
#include "play/excerpt.h"
#include "play/game.h"
#include "play/program.h"
#include "tests/temp_folder.h"

namespace grader {
namespace {

// Two threads of two steps each. It fails when both have taken their first step before either takes
// its second.
Stand two_by_two(const std::vector<int>& choices) {
    Stand stand;
    stand.choices = choices;
    int done[3] = {0, 0, 0};
    bool overlapped = false;
    for (const int thread : choices) {
        ++done[thread];
        overlapped = overlapped || (done[1] == 1 && done[2] == 1);
    }
    for (const int thread : {1, 2}) {
        Lane lane;
        lane.thread = thread;
        lane.name = thread == 1 ? "alice" : "bob";
        lane.state = done[thread] == 2 ? Lane::ended : Lane::can_run;
        lane.next = done[thread] == 0 ? "reads balance" : "writes balance";
        lane.at = Place{"bank.h", thread == 1 ? 3 : 8, 0, ""};
        stand.lanes.push_back(lane);
        if (done[thread] < 2) stand.can_run.push_back(thread);
    }
    stand.variables = {{"balance", std::to_string(100 + 10 * (done[1] + done[2]))}};
    stand.locks = {{"door", "free"}};
    for (const int thread : choices) stand.steps.push_back({thread == 1 ? "alice" : "bob", "goes"});
    if (!stand.steps.empty()) stand.steps.back().fresh = true;
    stand.kind = "asked";
    // Where one is left, it goes on by itself.
    if (stand.can_run.size() < 2) {
        stand.kind = overlapped ? "wrong" : "nothing";
        stand.can_run.clear();
    }
    if (stand.kind == "wrong") {
        stand.problem = Problem();
        stand.problem->headline = "A deposit is lost.";
    }
    return stand;
}

const Code bank = {{"bank.h", "bank.h",
                    "#pragma once\n"
                    "void alice() {\n"
                    "    int seen = balance.load();\n"
                    "    balance.store(seen + 50);\n"
                    "}\n"
                    "\n"
                    "void bob() {\n"
                    "    int seen = balance.load();\n"
                    "    balance.store(seen + 30);\n"
                    "}\n"}};

std::string text_of(const std::vector<Line>& lines) {
    std::string text;
    for (const Line& line : lines) {
        for (const Piece& piece : line) text += piece.text;
        text += "\n";
    }
    return text;
}

TEST(PlayGame, EachThreadInTurnIsNoFailure) {
    Game game(two_by_two, {1, 2, 2});
    EXPECT_TRUE(game.choose(1));
    EXPECT_TRUE(game.choose(1));
    EXPECT_EQ(game.stand().kind, "nothing");
    EXPECT_FALSE(game.won());
    EXPECT_FALSE(game.choose(2)) << "nobody is asked any more";
}

TEST(PlayGame, IsWonByTheFailure) {
    Game game(two_by_two, {1, 2, 2});
    game.choose(1);
    game.choose(2);
    EXPECT_FALSE(game.won());
    game.choose(1);
    EXPECT_TRUE(game.won());
}

TEST(PlayGame, UndoTakesOneChoiceBackAndLeavesItInTheHand) {
    Game game(two_by_two, {});
    EXPECT_FALSE(game.undo());
    game.choose(1);
    game.choose(2);
    EXPECT_TRUE(game.undo());
    EXPECT_EQ(game.stand().choices, (std::vector<int>{1}));
    EXPECT_EQ(game.selected(), 2);
    // Also back from the end.
    game.choose(1);
    EXPECT_EQ(game.stand().kind, "nothing");
    game.undo();
    EXPECT_TRUE(game.stand().asked());
}

TEST(PlayGame, AsksForEachStandOnce) {
    int asked = 0;
    Game game(
        [&](const std::vector<int>& choices) {
            ++asked;
            return two_by_two(choices);
        },
        {});
    game.choose(1);
    game.undo();
    game.choose(1);
    EXPECT_EQ(asked, 2);
}

TEST(PlayGame, TheHandGoesRoundThoseThatCanRun) {
    Game game(two_by_two, {});
    EXPECT_EQ(game.selected(), 1);
    game.select(1);
    EXPECT_EQ(game.selected(), 2);
    game.select(1);
    EXPECT_EQ(game.selected(), 1);
    game.select(-1);
    EXPECT_EQ(game.selected(), 2);
}

TEST(PlayGame, WhatWasShownIsNotWon) {
    Game game(two_by_two, {1, 2, 2});
    game.choose(2);
    EXPECT_TRUE(game.show());
    EXPECT_TRUE(game.showing());
    EXPECT_EQ(game.moves(), 0u) << "from the beginning";
    EXPECT_EQ(game.selected(), 1);
    while (game.go_on()) {
    }
    EXPECT_TRUE(game.stand().failed());
    EXPECT_FALSE(game.won());
    game.restart();
    for (const int thread : {1, 2, 2}) game.choose(thread);
    EXPECT_TRUE(game.won()) << "what was shown can be done again by oneself";
}

TEST(PlayGame, WithoutASolutionNothingIsShown) {
    Game game(two_by_two, {});
    EXPECT_FALSE(game.show());
    EXPECT_FALSE(game.showing());
}

TEST(PlayBoard, ShowsBothThreadsWithTheirLines) {
    const Game game(two_by_two, {1, 2, 2});
    const std::string text = text_of(draw(game, {"Bank", "Lose one.", "", ""}, bank, 80, 24));
    EXPECT_NE(text.find("▸ 1 alice"), std::string::npos) << text;
    EXPECT_NE(text.find("2 bob"), std::string::npos) << text;
    EXPECT_NE(text.find("▶ 3     int seen = balance.load();"), std::string::npos) << text;
    EXPECT_NE(text.find("▶ 8     int seen = balance.load();"), std::string::npos) << text;
    EXPECT_NE(text.find("next: reads balance"), std::string::npos) << text;
    EXPECT_NE(text.find("balance = 100"), std::string::npos) << text;
    EXPECT_NE(text.find("door: free"), std::string::npos) << text;
    EXPECT_NE(text.find("q quit"), std::string::npos) << text;
    EXPECT_LE(columns(split_lines(text).back()), 80u) << "the keys are not cut off";
}

TEST(PlayBoard, FillsTheScreenAndNoMore) {
    Game game(two_by_two, {1, 2, 2});
    for (const int thread : {0, 1, 2, 1}) {
        if (thread != 0) game.choose(thread);
        for (const std::size_t width : {40u, 80u, 120u}) {
            for (const std::size_t height : {16u, 24u, 50u}) {
                const auto lines =
                    draw(game,
                         {"A title that is rather long for so narrow a screen", "Lose one.",
                          "A lesson.", "chapter03/puzzle01:Both:123456"},
                         bank, width, height, "A message.");
                EXPECT_EQ(lines.size(), height);
                for (std::size_t i = 0; i + 2 < lines.size(); ++i) {
                    std::size_t taken = 0;
                    bool token = false;
                    for (const Piece& piece : lines[i]) {
                        taken += columns(piece.text);
                        token = token || piece.text.find("chapter03/") != std::string::npos;
                    }
                    if (!token) {
                        EXPECT_LE(taken, width) << text_of(lines);
                    }
                }
            }
        }
    }
}

TEST(PlayBoard, AtTheEndSaysWhatWasFoundAndItsToken) {
    Game game(two_by_two, {1, 2, 2});
    for (const int thread : {1, 2, 1}) game.choose(thread);
    const std::string text = text_of(draw(
        game, {"Bank", "Lose one.", "The lesson.", "chapter03/puzzle01:Both:12"}, bank, 80, 24));
    EXPECT_NE(text.find("You did it: the test fails."), std::string::npos) << text;
    EXPECT_NE(text.find("A deposit is lost."), std::string::npos) << text;
    EXPECT_NE(text.find("chapter03/puzzle01:Both:12"), std::string::npos) << text;
    EXPECT_NE(text.find("The lesson."), std::string::npos) << text;
}

TEST(PlayBoard, OfWhatWasShownItDoesNotSayThatYouDidIt) {
    Game game(two_by_two, {1, 2, 1});
    game.show();
    while (game.go_on()) {
    }
    const std::string text = text_of(draw(game, {"Bank", "Lose one.", "", ""}, bank, 80, 24));
    EXPECT_EQ(text.find("You did it"), std::string::npos) << text;
    EXPECT_NE(text.find("That is how it fails."), std::string::npos) << text;
}

TEST(PlayBoard, AnEndWithoutAFailureSaysHowToGoOn) {
    Game game(two_by_two, {});
    game.choose(1);
    game.choose(1);
    const std::string text = text_of(draw(game, {"Bank", "Lose one.", "", ""}, bank, 80, 24));
    EXPECT_NE(text.find("nothing went wrong in this"), std::string::npos) << text;
}

TEST(PlayExcerpt, IsTheFunctionAroundTheLine) {
    const auto source = split_lines(bank.front().content);
    const Lines alice = function_around(source, 4);
    EXPECT_EQ(alice.first, 2u);
    EXPECT_EQ(alice.last, 5u);
    const Lines bob = function_around(source, 8);
    EXPECT_EQ(bob.first, 7u);
    EXPECT_EQ(bob.last, 10u);
}

TEST(PlayExcerpt, LooksIntoClassesAndPastBracesInTexts) {
    const auto source = split_lines(
        "class Counter {\n"
        "  public:\n"
        "    long increment() {\n"
        "        if (on) {\n"
        "            print(\"}\");  // }\n"
        "        }\n"
        "        return ++value;\n"
        "    }\n"
        "    long value = 0;\n"
        "};\n");
    const Lines lines = function_around(source, 7);
    EXPECT_EQ(lines.first, 3u);
    EXPECT_EQ(lines.last, 8u);
}

TEST(PlayExcerpt, OutsideAFunctionAFewLinesAround) {
    const std::vector<std::string> source(20, "int x;");
    const Lines lines = function_around(source, 10);
    EXPECT_EQ(lines.first, 6u);
    EXPECT_EQ(lines.last, 14u);
    EXPECT_EQ(function_around(source, 99).first, 0u);
}

TEST(PlayExcerpt, AWindowHoldsTheLine) {
    for (std::size_t line = 10; line <= 40; ++line) {
        const Lines lines = window({10, 40}, line, 8);
        EXPECT_EQ(lines.last - lines.first + 1, 8u);
        EXPECT_LE(lines.first, line);
        EXPECT_GE(lines.last, line);
        EXPECT_GE(lines.first, 10u);
        EXPECT_LE(lines.last, 40u);
    }
    EXPECT_EQ(window({2, 5}, 3, 8).last, 5u);
}

// What the conductor says of two deposits after Alice has read.
constexpr std::string_view asked = R"({"kind":"asked","test":"Schedules.Both","text":"","file":"",
"line":0,"found":{"schedule":0,"strategy":"play","switches":3,"of":1},"token":"1a2b",
"threads":[{"id":0,"role":"the test","parent":-1,"start":[]},
{"id":1,"role":"alice","parent":0,"start":[]},{"id":2,"role":"bob","parent":0,"start":[]}],
"objects":[{"id":1,"kind":"atomic","address":"ab","name":""},
{"id":2,"kind":"mutex","address":"cd","name":""}],
"events":[{"n":7,"t":1,"op":"load","o":1,"other":0,"value":"100","stack":["11"],"holds":[2],
"stale":false,"mark":""}],
"waits":[{"t":0,"op":"join","o":0,"owner":1,"stack":[],"holds":[]},
{"t":1,"op":"store","o":1,"owner":-1,"stack":["12"],"holds":[2]},
{"t":2,"op":"lock","o":2,"owner":1,"stack":["13"],"holds":[]}],"accesses":[],
"play":{"plain":false,"raced":false,"diverged":false,"can_run":[1],
"choices":[{"t":1,"among":[1,2],"n":7}],"values":[{"o":1,"value":"100"}]},
"places":{"11":[{"function":"alice","file":"code/bank.h","line":3}],
"12":[{"function":"alice","file":"code/bank.h","line":4}],
"13":[{"function":"bob","file":"code/bank.h","line":8}]}})";

Names names_of_bank() {
    Names names;
    names.add("code/bank.h", "bank.h", bank.front().content);
    return names;
}

TEST(PlayStand, SaysWhatEachThreadWouldDoNext) {
    const Stand stand = read_stand(asked, names_of_bank(), {{"cdmutex", "door"}});
    EXPECT_TRUE(stand.asked());
    EXPECT_FALSE(stand.failed());
    EXPECT_EQ(stand.choices, (std::vector<int>{1}));
    ASSERT_EQ(stand.lanes.size(), 2u) << "the test only starts the others";
    EXPECT_EQ(stand.lanes[0].name, "alice");
    EXPECT_EQ(stand.lanes[0].state, Lane::can_run);
    EXPECT_EQ(stand.lanes[0].next, "writes balance");
    EXPECT_EQ(stand.lanes[0].at->line, 4);
    EXPECT_EQ(stand.lanes[1].state, Lane::waits);
    EXPECT_EQ(stand.lanes[1].next, "waits for door, held by alice");
    const std::vector<std::pair<std::string, std::string>> variables = {{"balance", "100"}};
    EXPECT_EQ(stand.variables, variables);
    const std::vector<std::pair<std::string, std::string>> locks = {{"door", "held by alice"}};
    EXPECT_EQ(stand.locks, locks);
    ASSERT_EQ(stand.steps.size(), 1u);
    EXPECT_EQ(stand.steps[0].what, "reads balance → 100");
    EXPECT_TRUE(stand.steps[0].fresh);
}

TEST(PlayStand, RefusesWhatIsNoFinding) {
    EXPECT_THROW((void)read_stand("", names_of_bank(), {}), Error);
    EXPECT_THROW((void)read_stand("{}", names_of_bank(), {}), Error);
    EXPECT_THROW(
        (void)read_stand(R"({"kind":"asked","play":{"choices":[{}]}})", names_of_bank(), {}),
        Error);
}

TEST(PlayChoices, AreAListOfThreads) {
    EXPECT_EQ(read_choices("1,2,1"), (std::vector<int>{1, 2, 1}));
    EXPECT_EQ(read_choices(" 1, 12 "), (std::vector<int>{1, 12}));
    EXPECT_TRUE(read_choices("").empty());
    for (const char* bad : {"a", "1,,2", "1,", ",", "-1", "1;2", "123", "1 2"})
        EXPECT_THROW((void)read_choices(bad), Error) << bad;
}

TEST(PlayChoices, TheFirstThatCannotBeMadeIsNamed) {
    Stand stand = two_by_two({1});
    require_taken(stand, {1});
    stand.diverged = true;
    try {
        require_taken(stand, {1, 3});
        FAIL();
    } catch (const Error& error) {
        EXPECT_NE(std::string(error.what()).find("number 2 is thread 3"), std::string::npos);
        EXPECT_NE(std::string(error.what()).find("1 (alice), 2 (bob)"), std::string::npos);
    }
    EXPECT_THROW(require_taken(two_by_two({1, 1}), {1, 1, 2, 2}), Error);
}

const std::string good_puzzle = R"(title = "Two deposits"
goal = "Lose one."
lesson = "Two steps are not one."
finds = "wrong"
read = "locks"
difficulty = 2
)";

class PuzzleFiles : public testing::Test {
  protected:
    void add(const std::string& folder, const std::string& manifest = good_puzzle) const {
        const std::string path = "chapters/" + folder;
        folder_.write(path + "/puzzle.toml", manifest);
        folder_.write(path + "/program.h", "int x;\n");
        folder_.write(path + "/test.cpp", "TEST(Schedules, Name) {}\n");
    }
    [[nodiscard]] std::vector<Puzzle> found() const { return find_puzzles(folder_.path()); }
    [[nodiscard]] std::string refusal() const {
        try {
            (void)found();
        } catch (const Error& error) {
            return error.what();
        }
        return "";
    }
    TempFolder folder_;
};

TEST_F(PuzzleFiles, AreFoundTheEasiestFirst) {
    EXPECT_TRUE(found().empty());
    add("chapter03_races/puzzles/01_hard",
        replaced(good_puzzle, "difficulty = 2", "difficulty = 5"));
    add("chapter03_races/puzzles/02_easy");
    add("chapter04_signals/puzzles/01_easiest",
        replaced(good_puzzle, "difficulty = 2", "difficulty = 1"));
    const auto puzzles = found();
    ASSERT_EQ(puzzles.size(), 3u);
    EXPECT_EQ(puzzles[0].name, "easiest");
    EXPECT_EQ(puzzles[1].id, "chapter03/puzzle02");
    EXPECT_EQ(puzzles[2].name, "hard");
}

TEST_F(PuzzleFiles, AreNamedInManyWays) {
    add("chapter03_races/puzzles/01_two_deposits");
    add("chapter03_races/puzzles/02_two_locks");
    const auto puzzles = found();
    for (const char* word :
         {"chapter03/puzzle02", "two_locks", "chapter03/two_locks", "02_two_locks",
          "chapters/chapter03_races/puzzles/02_two_locks/", "two_l"}) {
        const Puzzle* puzzle = puzzle_named(puzzles, word);
        ASSERT_NE(puzzle, nullptr) << word;
        EXPECT_EQ(puzzle->name, "two_locks") << word;
    }
    for (const char* word : {"two", "", "chapter03", "three_locks", "chapter03/ex02"})
        EXPECT_EQ(puzzle_named(puzzles, word), nullptr) << word;
}

TEST_F(PuzzleFiles, BadOnesAreRefusedWithTheirLine) {
    const auto refused = [&](const std::string& from, const std::string& to,
                             const std::string& words) {
        add("chapter03_races/puzzles/01_two_deposits", replaced(good_puzzle, from, to));
        const std::string said = refusal();
        EXPECT_NE(said.find("chapters/chapter03_races/puzzles/01_two_deposits/puzzle.toml:"),
                  std::string::npos)
            << said;
        EXPECT_NE(said.find(words), std::string::npos) << said;
    };
    refused("\"wrong\"", "\"rong\"", ":4: unknown finding \"rong\" (did you mean \"wrong\"?)");
    refused("difficulty = 2", "difficulty = 9", ":6: difficulty is 9");
    refused("difficulty = 2\n", "", "difficulty is missing");
    refused("title = ", "titel = ", ":1: unknown key \"titel\"");
    refused("goal = \"Lose one.\"", "goal = 3", ":2: goal has a whole number");
    refused("goal = ", "goal ", ":2: not TOML");
    refused("\"Two deposits\"", "\"Two\\ndeposits\"", ":1: title has more than one line");
}

TEST_F(PuzzleFiles, MissingFilesAndBadNamesAreRefused) {
    add("chapter03_races/puzzles/01_two_deposits");
    fs::remove(folder_.path() / "chapters/chapter03_races/puzzles/01_two_deposits/program.h");
    EXPECT_NE(refusal().find("program.h is missing"), std::string::npos) << refusal();
    add("chapter03_races/puzzles/01_two_deposits");
    add("chapter03_races/puzzles/01_twin");
    EXPECT_NE(refusal().find("have the same number"), std::string::npos) << refusal();
    fs::remove_all(folder_.path() / "chapters/chapter03_races/puzzles/01_twin");
    add("chapter03_races/puzzles/Bad");
    EXPECT_NE(refusal().find("bad folder name"), std::string::npos) << refusal();
}

TEST_F(PuzzleFiles, ASolutionIsKeptForTheVeryContent) {
    add("chapter03_races/puzzles/01_two_deposits");
    const fs::path root = folder_.path();
    const Puzzle puzzle = found().front();
    EXPECT_EQ(kept_solution(root, puzzle), "");
    keep_solution(root, puzzle, "chapter03/puzzle01:Name:12");
    EXPECT_EQ(kept_solution(root, puzzle), "chapter03/puzzle01:Name:12");
    EXPECT_EQ(solved_of(root, found()), 1);
    // Another program is another puzzle; the old one again is solved again.
    const fs::path program = puzzle.folder / "program.h";
    write_file(program, "int y;\n");
    EXPECT_EQ(kept_solution(root, puzzle), "");
    write_file(program, "int x;\n");
    EXPECT_NE(kept_solution(root, puzzle), "");
    // What is no token of it counts for nothing.
    keep_solution(root, puzzle, "rubbish");
    EXPECT_EQ(kept_solution(root, puzzle), "");
}

}  // namespace
}  // namespace grader
