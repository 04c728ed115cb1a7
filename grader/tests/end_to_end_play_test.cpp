// racecourse play, as its players meet it: the course's own puzzles are listed, won, shown and
// replayed, without a screen and on one.
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "desk/pty.h"
#include "tests/end_to_end.h"

namespace grader {
namespace {

using nlohmann::json;

// The course's puzzles, and one exercise: two threads that add one each, in two calls of a Box.
class PlayCourse : public FakeCourse {
  public:
    PlayCourse() {
        const fs::path real = RACECOURSE_ROOT;
        for (const auto& chapter : fs::directory_iterator(real / "chapters")) {
            if (!fs::exists(chapter.path() / "puzzles")) continue;
            const fs::path to = root() / "chapters" / chapter.path().filename();
            fs::create_directories(to);
            fs::copy(chapter.path() / "puzzles", to / "puzzles", fs::copy_options::recursive);
            fs::copy(chapter.path() / "README.md", to / "README.md");
        }
        add("ex01_counting", R"("schedules")", right_box);
        add("ex02_stub", R"("schedules")", stub_box);
        add("ex03_no_schedules", R"("examples")", right_box);
        for (const char* name : {"ex01_counting", "ex02_stub"}) {
            const std::string folder = std::string("grader/hidden/chapter01_boxes/") + name;
            write(folder + "/tests.cpp", R"(#include <racecourse/kit.h>
#include "box.h"
TEST(Schedules, CountsBoth) {
    Box box;
    std::thread first([&] { box.put(box.get() + 1); });
    std::thread second([&] { box.put(box.get() + 1); });
    first.join();
    second.join();
    EXPECT_EQ(box.get(), 2) << racecourse::because << "Two threads added one each.";
}
)");
            write(folder + "/impostors/no_lock/box.h",
                  box_with("std::lock_guard lock(mutex_);", ""));
        }
    }
    template <class... Words>
    [[nodiscard]] Ran play(const Words&... words) const {
        return Cmd(root(), "play", words...).run();
    }
};

const PlayCourse& course() {
    static const PlayCourse all;
    return all;
}

json parsed(const Ran& ran) {
    json value = json::parse(ran.out, nullptr, false);
    EXPECT_TRUE(value.is_structured()) << ran;
    return value;
}

std::string joined_choices(const json& choices) {
    std::vector<std::string> words;
    for (const json& each : choices) words.push_back(std::to_string(each.get<int>()));
    return joined(words, ",");
}

bool is_solved(const std::string& name) {
    for (const json& puzzle : parsed(course().play("--json")))
        if (puzzle["name"] == name) return puzzle["solved"];
    ADD_FAILURE() << "no puzzle " << name;
    return false;
}

// A player at a small terminal.
Pty player(const std::string& puzzle) {
    return Pty({{RACECOURSE_BINARIES "/racecourse-grader", "--root", course().root().string(),
                 "play", puzzle},
                {"TERM=xterm-256color", "LC_ALL=C.UTF-8"},
                course().root()});
}

testing::AssertionResult sees(Pty& player, const std::string& words) {
    if (player.until_shown(words)) return testing::AssertionSuccess();
    return testing::AssertionFailure() << "never shown: " << words << "\n"
                                       << player.screen().text();
}

// What it prints at its end, with room for all of it.
std::string ends(Pty& player) {
    player.resize(80, 120);
    EXPECT_TRUE(player.until([](const Emulator& screen) {
        return screen.lines().back().find("q quit") != std::string::npos;
    })) << player.screen().text();
    player.type("q");
    EXPECT_EQ(player.finish(), 0);
    EXPECT_TRUE(player.screen().as_found());
    EXPECT_TRUE(player.modes_as_found());
    return player.screen().text();
}

TEST(EndToEndPlaySlow, EveryPuzzleIsProved) {
    const json puzzles = parsed(course().play("--json"));
    ASSERT_GE(puzzles.size(), 3u);
    for (const json& puzzle : puzzles) {
        const Ran proved =
            Cmd(course().root(), "author", "check", puzzle["name"].get<std::string>()).run();
        EXPECT_EQ(proved.status, 0) << proved;
        EXPECT_TRUE(proved.says("1 passed, 0 failed")) << proved;
    }
}

// A puzzle of one's own, and what is wrong with it.
TEST(EndToEndPlaySlow, ABadPuzzleIsFoundOut) {
    const std::string folder = "chapters/chapter01_boxes/puzzles/01_box/";
    const std::string manifest =
        "title = \"Box\"\ngoal = \"Lose one.\"\nlesson = \"Two steps.\"\nfinds = \"wrong\"\n"
        "read = \"a-box\"\ndifficulty = 1\n";
    const std::string program =
        "#pragma once\n#include <atomic>\ninline std::atomic<int> box;\n"
        "inline void add() {\n    box = box + 1;\n}\n";
    const std::string test =
        "#include <racecourse/puzzle.h>\n#include \"program.h\"\n"
        "TEST(Schedules, CountsBoth) {\n"
        "    racecourse::run_all({{\"one\", add}, {\"two\", add}});\n"
        "    EXPECT_EQ(int(box), 2) << racecourse::because << \"2 were added.\";\n}\n";
    const std::string text = "# Boxes\n\n## A box\n\n`racecourse play box`\n";
    const auto fault = [&](const fs::path& file, const std::string& content,
                           const std::string& words) {
        course().write(folder + "puzzle.toml", manifest);
        course().write(folder + "program.h", program);
        course().write(folder + "test.cpp", test);
        course().write("chapters/chapter01_boxes/README.md", text);
        if (!file.empty()) course().write(file, content);
        const Ran ran = Cmd(course().root(), "author", "check", "chapter01/puzzle01").run();
        EXPECT_TRUE(ran.says(words)) << ran;
        EXPECT_EQ(ran.status, words == "1 passed, 0 failed" ? 0 : 1) << ran;
    };
    fault("", "", "1 passed, 0 failed");
    fault(folder + "puzzle.toml", replaced(manifest, "\"wrong\"", "\"deadlock\""),
          "finds = \"deadlock\", but what the shortest failing schedule finds is \"wrong\"");
    fault(folder + "puzzle.toml", replaced(manifest, "a-box", "no-box"),
          "the chapter has no such heading");
    fault("chapters/chapter01_boxes/README.md", "# Boxes\n\n## A box\n",
          "nowhere says `racecourse play box`");
    fault(folder + "program.h", replaced(program, "box = box + 1;", "box += 1;"),
          "no order of steps was found");
    fault(folder + "program.h",
          replaced(program, "box = box + 1;", "box = box.load() + 1 - 0 - 0 - 0;"),
          "program.h:5: has 37 columns; at most 34 fit");
    fault(folder + "program.h", replaced(program, "std::atomic<int>", "int"),
          "two threads race for a plain variable");
    fault(folder + "test.cpp", replaced(test, ", 2)", ", 3)"), "it fails without a player");
    fault(folder + "more.h", "", "more.h: does not belong here");
    fs::remove_all(course().root() / "chapters/chapter01_boxes/puzzles");
}

TEST(EndToEndPlaySlow, EveryPuzzleIsWonAndItsTokenReplays) {
    for (const json& puzzle : parsed(course().play("--json"))) {
        const std::string name = puzzle["name"];
        SCOPED_TRACE(name);
        // From the beginning somebody can choose.
        const json begin = parsed(course().play(name, "--choices", "", "--json"));
        EXPECT_EQ(begin["state"], "choose");
        EXPECT_GE(begin["can_run"].size(), 2u);
        for (const json& thread : begin["threads"]) {
            EXPECT_EQ(thread["state"], "can run");
            EXPECT_NE(thread["line"], 0);
        }
        const bool before = is_solved(name);
        // What is shown wins, and is not kept as solved by the player.
        const Ran shown = course().play(name, "--show-me", "--json");
        EXPECT_EQ(shown.status, 0) << shown;
        const json end = parsed(shown);
        EXPECT_EQ(end["state"], "failed");
        EXPECT_LE(end["choices"].size(), 8u);
        EXPECT_EQ(is_solved(name), before);
        // One choice less is not yet the failure: undo is that.
        json fewer = end["choices"];
        fewer.erase(fewer.size() - 1);
        EXPECT_EQ(
            parsed(course().play(name, "--choices", joined_choices(fewer), "--json"))["state"],
            "choose");
        EXPECT_EQ(is_solved(name), before);
        const Ran won = course().play(name, "--choices", joined_choices(end["choices"]));
        EXPECT_EQ(won.status, 0) << won;
        EXPECT_TRUE(won.says("You did it")) << won;
        EXPECT_TRUE(is_solved(name));
        const Ran again = Cmd(course().root(), "replay", end["token"].get<std::string>()).run();
        EXPECT_EQ(again.status, 1) << again;
        EXPECT_TRUE(again.says("step by step")) << again;
    }
    const Ran list = course().play();
    EXPECT_TRUE(list.says(fmt::format("{0} of {0} solved", parsed(course().play("--json")).size())))
        << list;
    EXPECT_TRUE(Cmd(course().root(), "list").run().says("Puzzles: "));
}

TEST(EndToEndPlaySlow, RunningEachToItsEndFailsNowhere) {
    const json end = parsed(course().play("two_deposits", "--choices", "1,1", "--json"));
    EXPECT_EQ(end["state"], "ended");
    EXPECT_EQ(end["variables"]["balance"], "180");
    EXPECT_EQ(course().play("two_deposits", "--choices", "1,1").status, 1);
}

TEST(EndToEndPlaySlow, WhatCannotBeChosenIsSaid) {
    const Ran nobody = course().play("two_deposits", "--choices", "1,7");
    EXPECT_EQ(nobody.status, 2) << nobody;
    EXPECT_TRUE(nobody.says("number 2 is thread 7")) << nobody;
    EXPECT_TRUE(nobody.says("1 (alice), 2 (bob)")) << nobody;
    const Ran over = course().play("two_deposits", "--choices", "1,1,2,2");
    EXPECT_EQ(over.status, 2) << over;
    EXPECT_TRUE(over.says("was over after 2")) << over;
    EXPECT_EQ(course().play("two_deposits", "--choices", "x").status, 2);
    EXPECT_EQ(course().play("two_deposits").status, 2) << "there is no terminal";
    EXPECT_EQ(course().play("two_deposits", "no_lock").status, 2) << "a puzzle has no impostors";
    const Ran slip = course().play("two_deposit5", "--choices", "");
    EXPECT_EQ(slip.status, 2) << slip;
    EXPECT_TRUE(slip.says("did you mean 'two_deposits'")) << slip;
    EXPECT_TRUE(course().play("chapter01/ex03", "--choices", "").says("nothing to play"));
    const Ran token =
        Cmd(course().root(), "replay", "chapter03/puzzle01:BothDepositsArrive:zz").run();
    EXPECT_EQ(token.status, 2) << token;
    EXPECT_TRUE(token.says("damaged")) << token;
}

TEST(EndToEndPlaySlow, OnesOwnCodeIsPlayed) {
    // Each call is locked, the two together are not.
    const json shown = parsed(course().play("chapter01/ex01", "--show-me", "--json"));
    EXPECT_EQ(shown["state"], "failed");
    EXPECT_EQ(shown["found"], "wrong");
    const Ran again = Cmd(course().root(), "replay", shown["token"].get<std::string>()).run();
    EXPECT_EQ(again.status, 1) << again;
    EXPECT_TRUE(again.says("Two threads added one each.")) << again;
    // What has not been begun cannot be played.
    const Ran stub = course().play("chapter01/ex02", "--choices", "");
    EXPECT_EQ(stub.status, 1) << stub;
    EXPECT_TRUE(stub.says("not started")) << stub;
}

TEST(EndToEndPlaySlow, ARaceIsPlayedToWhatComesOfIt) {
    // The search ends at the race; a player sees the lost number.
    const json begin =
        parsed(course().play("chapter01/ex01", "no_lock", "--choices", "", "--json"));
    EXPECT_EQ(begin["state"], "choose") << begin;
    const json end =
        parsed(course().play("chapter01/ex01", "no_lock", "--choices", "1,2", "--json"));
    EXPECT_EQ(end["found"].get<std::string>() + end["state"].get<std::string>(), "choose") << end;
    EXPECT_EQ(end["steps"].back()["does"].get<std::string>().substr(0, 13), "reads number_") << end;
    const json shown = parsed(course().play("chapter01/ex01", "no_lock", "--show-me", "--json"));
    EXPECT_EQ(shown["found"], "wrong") << shown;
    const std::string token = shown["token"];
    const Ran again = Cmd(course().root(), "replay", token, "--impostor", "no_lock").run();
    EXPECT_EQ(again.status, 1) << again;
    EXPECT_TRUE(again.says("Two threads added one each.")) << again;
    EXPECT_EQ(Cmd(course().root(), "replay", token).run().status, 2) << "of other code";
    const Ran slip = course().play("chapter01/ex01", "no_lok", "--choices", "");
    EXPECT_EQ(slip.status, 2) << slip;
    EXPECT_TRUE(slip.says("did you mean 'no_lock'")) << slip;
}

TEST(EndToEndPlayScreenSlow, UndoLeadsFromALostGameToAWonOne) {
    Pty alice = player("two_deposits");
    ASSERT_TRUE(sees(alice, "q quit"));
    // Alice runs to her end, and Bob with her; both choices are taken back.
    alice.type("11");
    ASSERT_TRUE(sees(alice, "nothing went wrong"));
    EXPECT_FALSE(alice.screen().shows("t timeline"));
    // With the arrow keys this time: Alice, Bob, Alice.
    alice.type("uu\x1bOC\x1bOD\r\x1bOC\r\x1bOD\r");
    ASSERT_TRUE(sees(alice, "You did it"));
    // What was found, step by step, and back.
    alice.type("t");
    ASSERT_TRUE(sees(alice, "step 1 of "));
    alice.type("\x1bOB");
    ASSERT_TRUE(sees(alice, "step 2 of "));
    alice.type("q");
    ASSERT_TRUE(sees(alice, "You did it"));
    const std::string end = ends(alice);
    EXPECT_NE(end.find("You did it: the test fails."), end.npos) << end;
    EXPECT_NE(end.find("replay token: chapter03/puzzle01:"), end.npos) << end;
}

TEST(EndToEndPlayScreenSlow, WhatIsShownIsNotSolved) {
    const std::string name = "the_missed_call";
    const bool before = is_solved(name);
    Pty watcher = player(name);
    ASSERT_TRUE(sees(watcher, "q quit"));
    watcher.type("m");
    ASSERT_TRUE(sees(watcher, "shown: "));
    watcher.type(std::string(8, '\r'));
    ASSERT_TRUE(sees(watcher, "That is how it fails"));
    const std::string end = ends(watcher);
    EXPECT_EQ(end.find("You did it"), end.npos) << end;
    EXPECT_NE(end.find("step by step"), end.npos) << end;
    EXPECT_EQ(is_solved(name), before);
}

TEST(EndToEndPlayScreenSlow, AnotherSizeAndCtrlCLeaveTheTerminalInOrder) {
    Pty one = player("two_locks");
    ASSERT_TRUE(sees(one, "q quit"));
    one.resize(120, 40);
    one.type("7");
    ASSERT_TRUE(sees(one, "There is no thread 7"));
    one.type("\x03");
    (void)one.finish();
    EXPECT_TRUE(one.screen().as_found());
    EXPECT_TRUE(one.modes_as_found());
    EXPECT_TRUE(processes_in(course().root()).empty());
}

}  // namespace
}  // namespace grader
