// next, hint, list, reset, solution, read, quiz and completion, as a learner meets them. Nothing is
// compiled here, but for the suite that ends in Slow.
#include <sys/stat.h>

#include <nlohmann/json.hpp>

#include "catalogue/progress.h"
#include "common/text.h"
#include "desk/pty.h"
#include "tests/end_to_end.h"
#include "tests/schema.h"

namespace grader {
namespace {

using nlohmann::json;

class EndToEndShelfSlow : public testing::Test {
  protected:
    EndToEndShelfSlow() {
        course_.add("ex01_first", R"("examples")", stub_box);
        course_.add("ex02_second", R"("examples", "races")", stub_box);
        course_.write("exercises/chapter01_boxes/ex01_first/README.md",
                      "# Box\n\nWhy.\n\n## Your task\n\nWrite [`box.h`](box.h).\n\n## API\n");
        const fs::path manifest = hidden("ex01_first") / "exercise.toml";
        write_file(manifest, replaced(read_file(manifest), R"(["lock it"])",
                                      R"(["A nudge.", "More of `it`.", "Nearly all."])"));
    }
    template <class... Words>
    [[nodiscard]] Ran racecourse(const Words&... words) const {
        return Cmd(course_.root(), words...).run();
    }
    // From a shell: with input, with another environment.
    [[nodiscard]] Ran shell(const std::string& line) const {
        return Running({"/bin/bash", "-c",
                        "racecourse() { " RACECOURSE_BINARIES "/racecourse-grader --root '" +
                            course_.root().string() + "' \"$@\"; }; " + line},
                       course_.root())
            .finish();
    }
    [[nodiscard]] fs::path hidden(const std::string& name) const {
        return course_.root() / "grader/hidden/chapter01_boxes" / name;
    }
    [[nodiscard]] fs::path box(const std::string& name) const {
        return course_.root() / "exercises/chapter01_boxes" / name / "box.h";
    }
    // As if the grader had said so of exactly this code.
    void graded(const std::string& name, const std::string& code, Outcome outcome) const {
        write_file(box(name), code);
        const Catalogue catalogue(course_.root());
        const Exercise& exercise = catalogue.one(name);
        record_verdicts(course_.root(), exercise,
                        read_code(exercise, exercise.public_dir, course_.root()),
                        {Verdict{.outcome = outcome}});
    }
    static void refused(const Ran& ran, int status, const std::string& words) {
        EXPECT_EQ(ran.status, status) << ran;
        EXPECT_EQ(ran.out, "") << ran;
        EXPECT_NE(ran.err.find(words), std::string::npos) << ran;
    }
    const FakeCourse course_;
};

TEST_F(EndToEndShelfSlow, NextSaysWhatToReadEditAndRun) {
    const Ran next = racecourse("next");
    EXPECT_EQ(next.status, 0) << next;
    EXPECT_EQ(next.out,
              "Next: chapter01/ex01  A box: first  (not started)\n\n"
              "  Write `box.h` (exercises/chapter01_boxes/ex01_first/box.h).\n\n"
              "  read   ./racecourse read chapter01 a-box\n"
              "  task   exercises/chapter01_boxes/ex01_first/README.md\n"
              "  edit   exercises/chapter01_boxes/ex01_first/box.h\n"
              "  check  ./racecourse check chapter01/ex01\n"
              "  hint   ./racecourse hint chapter01/ex01\n")
        << next;
    graded("ex01_first", right_box, Outcome::pass);
    EXPECT_TRUE(racecourse("next").says("Next: chapter01/ex02")) << racecourse("next");
    graded("ex02_second", stub_box + "//", Outcome::race);
    EXPECT_TRUE(racecourse("next").says("(race)"));
    (void)racecourse("hint", "ex02");
    EXPECT_TRUE(racecourse("next").says("(1 of 1 seen)"));
    fs::remove(box("ex02_second"));
    EXPECT_TRUE(racecourse("next").says("puts it back: ./racecourse reset chapter01/ex02"));
    graded("ex02_second", right_box, Outcome::pass);
    const Ran done = racecourse("next");
    EXPECT_EQ(done.status, 0) << done;
    EXPECT_TRUE(done.says("You have passed all 2 exercises.")) << done;
}

TEST_F(EndToEndShelfSlow, HintsComeOneAtATime) {
    const Ran first = racecourse("hint", "ex01");
    EXPECT_EQ(first.status, 0) << first;
    EXPECT_EQ(first.out,
              "chapter01/ex01  A box: first\nHint 1 of 3\n\n  A nudge.\n\n"
              "The next one says more: ./racecourse hint chapter01/ex01\n")
        << first;
    EXPECT_TRUE(racecourse("hint", "ex01").says("Hint 2 of 3\n\n  More of `it`.\n"));
    refused(racecourse("hint", "ex01", "--again", "3"), 2,
            "You have seen 2 hints of 3. The next one comes with: ./racecourse hint");
    refused(racecourse("hint", "ex01", "--again", "4"), 2, "has 3 hints; there is no hint 4.");
    refused(racecourse("hint", "ex01", "--again", "0"), 2, "--again");
    refused(racecourse("hint", "ex01", "--again", "1", "--all"), 2, "excludes");
    EXPECT_TRUE(racecourse("hint", "ex01", "--again", "1").says("A nudge."));
    const Ran last = racecourse("hint", "ex01");
    EXPECT_TRUE(last.says("Nearly all.")) << last;
    EXPECT_TRUE(last.says("There are no more. The course's solution: ./racecourse solution"));
    const Ran beyond = racecourse("hint", "ex01");
    EXPECT_EQ(beyond.status, 0) << beyond;
    EXPECT_TRUE(beyond.says("You have seen all 3 hints. The last one again:")) << beyond;
    EXPECT_TRUE(beyond.says("Nearly all.")) << beyond;
    // What was seen is forgotten with the cache, and nothing else happens.
    fs::remove_all(course_.root() / ".racecourse");
    EXPECT_TRUE(racecourse("hint", "ex01").says("Hint 1 of 3"));
    EXPECT_TRUE(racecourse("hint", "ex01", "--all").says("A nudge."));
    EXPECT_TRUE(racecourse("hint", "ex01", "--again", "3").says("Nearly all."));
    refused(racecourse("hint", "ex1_first"), 2, "did you mean \"ex01_first\"?");
}

TEST_F(EndToEndShelfSlow, AHintThatCannotBeNotedIsShownAllTheSame) {
    course_.write(".racecourse/hints", "a file where a folder belongs");
    const Ran ran = racecourse("hint", "ex01");
    EXPECT_EQ(ran.status, 3) << ran;
    EXPECT_TRUE(ran.says("A nudge.")) << ran;
    EXPECT_TRUE(ran.says("could not be kept")) << ran;
}

TEST_F(EndToEndShelfSlow, ListIsAlsoJson) {
    course_.write("chapters/chapter02_more/README.md", "# More\n");
    graded("ex01_first", right_box, Outcome::pass);
    write_file(box("ex02_second"), stub_box + "//");
    const auto list = [&](const auto&... more) {
        const Ran ran = racecourse("list", "--json", more...);
        EXPECT_EQ(ran.status, 0) << ran;
        const json read = json::parse(ran.out);
        EXPECT_EQ(fault_in(read, json::parse(read_file(fs::path(RACECOURSE_ROOT) /
                                                       "grader/report/list.schema.json"))),
                  "");
        return read;
    };
    const json all = list();
    ASSERT_EQ(all["exercises"].size(), 2u);
    const json& first = all["exercises"][0];
    EXPECT_EQ(first["exercise"], "chapter01/ex01");
    EXPECT_EQ(first["chapter"], "chapter01");
    EXPECT_EQ(first["folder"], "exercises/chapter01_boxes/ex01_first");
    EXPECT_EQ(first["files"], json::parse(R"(["box.h"])"));
    EXPECT_EQ(first["standing"], "graded");
    EXPECT_EQ(first["outcome"], "pass");
    EXPECT_EQ(first["passed"], true);
    EXPECT_EQ(all["exercises"][1]["standing"], "changed");
    EXPECT_EQ(all["exercises"][1]["outcome"], nullptr);
    EXPECT_EQ(all["passed"], 1);
    EXPECT_EQ(all["next"], "chapter01/ex02");

    fs::remove(box("ex02_second"));
    EXPECT_EQ(list()["exercises"][1]["standing"], "file missing");
    write_file(box("ex02_second"), stub_box);
    EXPECT_EQ(list()["exercises"][1]["standing"], "not started");
    graded("ex02_second", right_box, Outcome::pass);
    EXPECT_EQ(list()["next"], nullptr);

    EXPECT_EQ(list("--chapter", "1")["exercises"].size(), 2u);
    EXPECT_EQ(list("--chapter", "chapter02")["exercises"].size(), 0u);
    EXPECT_TRUE(racecourse("list", "--chapter", "2").says("There are no exercises here yet."));
    EXPECT_TRUE(racecourse("list", "--chapter", "01").says("chapter01/ex02"));
    refused(racecourse("list", "--chapter", "chapter03"), 2, "There is no chapter \"chapter03\"");
}

TEST_F(EndToEndShelfSlow, ResetSaysWhereTheOldFileIs) {
    const Ran untouched = racecourse("reset", "ex01");
    EXPECT_EQ(untouched.status, 0) << untouched;
    EXPECT_TRUE(untouched.says("there is nothing to reset")) << untouched;
    for (const char* number : {"1", "2"}) {
        write_file(box("ex01_first"), number);
        const Ran ran = racecourse("reset", "chapter01/ex01");
        EXPECT_EQ(ran.status, 0) << ran;
        const std::string kept =
            std::string("exercises/chapter01_boxes/ex01_first/box.h.before-reset-") + number;
        EXPECT_TRUE(ran.says("What you wrote is kept in " + kept + "\n")) << ran;
        EXPECT_EQ(read_file(course_.root() / kept), number);
        EXPECT_EQ(read_file(box("ex01_first")), stub_box);
    }
    refused(racecourse("reset", "all"), 2, "say which one");
    refused(racecourse("reset"), 2, "name");
}

TEST_F(EndToEndShelfSlow, TheSolutionIsForThoseWhoPassedOrInsist) {
    write_file(box("ex01_first"), box_with("number_ = number;", "number_ = number + 1;"));
    refused(racecourse("solution", "ex01"), 2,
            "You have not passed chapter01/ex01 yet. To see its solution all the same: "
            "./racecourse solution chapter01/ex01 --anyway");
    const Ran anyway = racecourse("solution", "ex01", "--anyway");
    EXPECT_EQ(anyway.status, 0) << anyway;
    EXPECT_TRUE(anyway.says("-         number_ = number + 1;\n+         number_ = number;\n"))
        << anyway;
    graded("ex01_first", right_box, Outcome::pass);
    const Ran passed = racecourse("solution", "ex01");
    EXPECT_EQ(passed.status, 0) << passed;
    EXPECT_TRUE(passed.says("box.h: yours is the same as the course's.")) << passed;
    // The student's edition.
    fs::remove_all(course_.root() / "solutions");
    refused(racecourse("solution", "ex01"), 2, "This edition of the course has no solutions.");
}

TEST_F(EndToEndShelfSlow, OnATerminalTheSolutionAsks) {
    const auto answer = [&](const std::string& typed, const std::string& columns = "80") {
        return shell("printf '" + typed + "' | NO_COLOR=1 script -qec \"stty cols " + columns +
                     "; " RACECOURSE_BINARIES "/racecourse-grader --root '" +
                     course_.root().string() + "' solution ex01\" /dev/null | tr -d '\\r'");
    };
    const Ran no = answer("n\\n");
    EXPECT_TRUE(no.says("Show the solution all the same? [y/N]")) << no;
    EXPECT_TRUE(no.says("Then not.")) << no;
    EXPECT_FALSE(no.says("std::lock_guard")) << no;
    const Ran yes = answer("y\\n");
    EXPECT_TRUE(yes.says("std::lock_guard")) << yes;
    EXPECT_TRUE(yes.says("+ #include <mutex>")) << "80 columns are too few for two\n" << yes;
    const Ran wide = answer("y\\n", "160");
    EXPECT_TRUE(wide.says("| #include <mutex>")) << wide;
}

TEST_F(EndToEndShelfSlow, AChapterIsReadWholeOrInPart) {
    const Ran whole = racecourse("read", "1");
    EXPECT_EQ(whole.status, 0) << whole;
    EXPECT_TRUE(whole.says("Boxes\n═════\n\nA box\n─────\n\nText.\n\n")) << whole;
    EXPECT_TRUE(whole.says("▸ Question 10?\n  Answer 10.\n")) << whole;
    for (const std::string part :
         {"chapter01|a-box", "chapter01|#a-box", "chapters/chapter01_boxes/README.md#a-box|"}) {
        const std::string first = part.substr(0, part.find('|')),
                          second = part.substr(part.find('|') + 1);
        const Ran ran =
            second.empty() ? racecourse("read", first) : racecourse("read", first, second);
        EXPECT_EQ(ran.out, "A box\n─────\n\nText.\n") << ran;
    }
    const Ran contents = racecourse("read", "1", "--contents");
    EXPECT_TRUE(contents.says("a-box")) << contents;
    EXPECT_FALSE(contents.says("Answer")) << contents;
    refused(racecourse("read", "1", "a-bix"), 2, "did you mean \"a-box\"?");
    refused(racecourse("read", "2"), 2, "There is no chapter \"2\". There is: chapter01.");
    refused(racecourse("read", "1", "--width", "5"), 2, "--width");
}

TEST_F(EndToEndShelfSlow, OnlyALongTextOnATerminalGoesThroughThePager) {
    const auto on_terminal = [&](const std::string& environment, const std::string& rows) {
        return shell(environment + " script -qec \"stty cols 80 rows " + rows +
                     "; " RACECOURSE_BINARIES "/racecourse-grader --root '" +
                     course_.root().string() + "' read 1\" /dev/null | tr -d '\\r'");
    };
    const std::string marks = "sed s/^/PAGED:/";
    const Ran paged = on_terminal("PAGER='" + marks + "'", "24");
    EXPECT_TRUE(paged.says("PAGED:")) << paged;
    EXPECT_TRUE(paged.says("\x1b[1m")) << "in colour";
    EXPECT_FALSE(on_terminal("PAGER='" + marks + "' NO_COLOR=1", "24").says("\x1b["));
    EXPECT_FALSE(on_terminal("PAGER='" + marks + "'", "200").says("PAGED:")) << "it fits";
    EXPECT_FALSE(on_terminal("PAGER=", "24").says("PAGED:"));
    const Ran missing = on_terminal("PAGER=/no/such/pager", "24");
    EXPECT_TRUE(missing.says("Answer 10.")) << missing;
    const Ran left_early = on_terminal("PAGER='head -n 1'", "24");
    EXPECT_EQ(left_early.status, 0) << left_early;
    EXPECT_FALSE(left_early.says("Answer 10.")) << left_early;
    EXPECT_FALSE(shell("PAGER='" + marks + "' racecourse read 1").says("PAGED:")) << "no terminal";
}

TEST_F(EndToEndShelfSlow, TheQuizWorksFromAScript) {
    const Ran ran = shell("printf 'y\\nn\\nwhat\\ny\\nq\\n' | racecourse quiz 1");
    EXPECT_EQ(ran.status, 0) << ran;
    EXPECT_TRUE(ran.says("chapter01, card 1 of 10\n\nQuestion 1?\n\n  Answer 1.\n")) << ran;
    EXPECT_TRUE(ran.says("Please answer with y, n or q.")) << ran;
    EXPECT_TRUE(ran.says("3 cards: 2 known, 1 not.")) << ran;
    EXPECT_TRUE(ran.says("Not known at once:\n  Question 2?\n")) << ran;
    EXPECT_TRUE(ran.says("8 cards more to ask today")) << ran;
    // The one that was missed comes first; the end of the input is a way to leave.
    const Ran again = shell("printf 'y\\n' | racecourse quiz 1 --cards 2");
    EXPECT_TRUE(again.says("card 1 of 2\n\nQuestion 2?")) << again;
    EXPECT_TRUE(again.says("card 2 of 2\n\nQuestion 4?")) << again;
    EXPECT_TRUE(again.says("1 card: 1 known, 0 not.")) << again;
    const Ran rest = shell("yes y | racecourse quiz");
    EXPECT_TRUE(rest.says("7 cards: 7 known, 0 not.\nThe next card comes back tomorrow.")) << rest;
    const Ran none = racecourse("quiz");
    EXPECT_EQ(none.status, 0) << none;
    EXPECT_TRUE(
        none.says("Nothing to ask today: you know 10 cards, and the first comes back "
                  "tomorrow.\nTo be asked all the same: ./racecourse quiz --all\n"))
        << none;
    EXPECT_TRUE(racecourse("quiz", "--all").says("card 1 of 10"));
}

TEST_F(EndToEndShelfSlow, TheQuizBeginsAnewWhenItsStateIsBroken) {
    course_.write(".racecourse/quiz.json", "{\"cards\": nonsense");
    const Ran ran = shell("echo y | racecourse quiz 1");
    EXPECT_EQ(ran.status, 0) << ran;
    EXPECT_TRUE(ran.says("so the quiz begins anew")) << ran;
    EXPECT_TRUE(ran.says("card 1 of 10")) << ran;
    EXPECT_FALSE(racecourse("quiz", "1").says("anew"));
    fs::remove(course_.root() / ".racecourse/quiz.json");
    fs::create_directories(course_.root() / ".racecourse/quiz.json/x");
    const Ran unkept = shell("echo y | racecourse quiz 1");
    EXPECT_EQ(unkept.status, 3) << unkept;
    EXPECT_TRUE(unkept.says("Your answer could not be kept")) << unkept;
    refused(racecourse("quiz", "7"), 2, "There is no chapter \"7\"");
    refused(racecourse("quiz", "--cards", "0"), 2, "--cards");
    course_.write("chapters/chapter02_more/README.md", "# More\n");
    EXPECT_TRUE(racecourse("quiz", "2").says("chapter02 has no flash cards yet."));
}

// Words are given as a shell would: the last one is being typed.
TEST_F(EndToEndShelfSlow, CompletionKnowsCommandsOptionsAndNames) {
    const auto words = [&](const auto&... typed) {
        const Ran ran = Running({"/usr/bin/env", "RACECOURSE_ROOT=" + course_.root().string(),
                                 RACECOURSE_BINARIES "/racecourse-grader", "complete", typed...},
                                course_.root())
                            .finish();
        EXPECT_EQ(ran.status, 0) << ran;
        EXPECT_EQ(ran.err, "");
        std::string all;
        for (const std::string& line : split_lines(ran.out))
            all += line.substr(0, line.find('\t')) + " ";
        return all;
    };
    EXPECT_EQ(words("ch"), "check ");
    EXPECT_NE(words("").find("solution "), std::string::npos);
    EXPECT_EQ(words("").find("prepare"), std::string::npos) << "it is the launcher's own";
    EXPECT_EQ(words("check", ""), "chapter01 chapter01/ex01 chapter01/ex02 all ");
    EXPECT_EQ(words("check", "chapter01/ex01", "chapter01/"), "chapter01/ex01 chapter01/ex02 ");
    EXPECT_EQ(words("check", "chapter01/ex02_s"), "chapter01/ex02_second ");
    EXPECT_EQ(words("hint", ""), "chapter01/ex01 chapter01/ex02 ");
    EXPECT_EQ(words("hint", "chapter01/ex01", ""), "") << "one exercise is enough";
    EXPECT_EQ(words("hint", "--a"), "--again --all ");
    EXPECT_EQ(words("hint", "--again", ""), "");
    EXPECT_EQ(words("check", "chapter01", "--only", ""), "examples races ");
    EXPECT_EQ(words("check", "ex01", "--only", ""), "examples ");
    EXPECT_EQ(words("check", "--only=ra"), "--only=races ");
    EXPECT_EQ(words("check", "--only", "=", "ra"), "races ") << "as bash cuts it";
    EXPECT_EQ(words("check", "ex02", "--test", "Races."), "Races.PutsAndGets ");
    EXPECT_EQ(words("debug", "ex01", "--test", ""), "Examples.KeepsANumber ");
    EXPECT_EQ(words("read", "chap"), "chapter01 ");
    EXPECT_EQ(words("read", "1", ""), "boxes a-box flash-cards ");
    EXPECT_EQ(words("read", "9", ""), "");
    EXPECT_EQ(words("quiz", ""), "chapter01 ");
    EXPECT_EQ(words("completion", "z"), "zsh ");
    EXPECT_EQ(words("play", ""), "chapter01/ex01 chapter01/ex02 ");
    fs::create_directories(hidden("ex01_first") / "impostors/no_lock");
    EXPECT_EQ(words("play", "ex01", ""), "no_lock ");
    EXPECT_EQ(words("play", "ex01", "--test", ""), "Examples.KeepsANumber ");
    const fs::path puzzles = course_.root() / "chapters/chapter01_boxes/puzzles";
    fs::create_directories(puzzles);
    fs::copy(
        fs::path(RACECOURSE_ROOT) / "chapters/chapter03_race_conditions/puzzles/01_two_deposits",
        puzzles / "01_two_deposits");
    EXPECT_EQ(words("play", "t"), "two_deposits ");
    EXPECT_EQ(words("author", "ch"), "check ");
    EXPECT_EQ(words("author", "stub", ""), "chapter01/ex01 chapter01/ex02 ");
    EXPECT_EQ(words("litmus", "x"), ":files ");
    EXPECT_EQ(words("check", "--code", ""), ":folders ");
    EXPECT_EQ(words("check", "--", "-"), "");
    EXPECT_EQ(words("--", "", "--"), "");
    EXPECT_EQ(words("no", "such", "--thing=", "$(x)"), "");
    // A manifest in the making is no reason to disturb who types.
    write_file(hidden("ex01_first") / "exercise.toml", "title = ");
    EXPECT_EQ(words("hint", ""), "");
}

// The shells' own completion, with the script that is printed for them. `racecourse` is a command
// on the path, so that ./racecourse and racecourse can both be tried.
class EndToEndShellsSlow : public EndToEndShelfSlow {
  protected:
    EndToEndShellsSlow() {
        course_.write("racecourse", "#!/bin/bash\nRACECOURSE_ROOT='" + course_.root().string() +
                                        "' exec " RACECOURSE_BINARIES
                                        "/racecourse-grader \"$@\"\n");
        chmod((course_.root() / "racecourse").c_str(), 0755);
        for (const char* name : {"bash", "zsh", "fish"}) {
            const Ran ran = racecourse("completion", name);
            EXPECT_EQ(ran.status, 0) << ran;
            course_.write(std::string("completion.") + name, ran.out);
        }
    }
    static bool there_is(const char* program) {
        return fs::exists(fs::path("/usr/bin") / program) || fs::exists(fs::path("/bin") / program);
    }
};

TEST_F(EndToEndShellsSlow, OthersThanTheThreeAreRefused) {
    refused(racecourse("completion", "bsh"), 2, "did you mean 'bash'?");
    refused(racecourse("completion", "powershell"), 2, "bash, zsh and fish");
}

// bash asks for the completion of a command by the last part of its name, and puts what is found
// into COMPREPLY; interactively, a Tab types it.
TEST_F(EndToEndShellsSlow, BashCompletes) {
    const auto typed = [&](const std::string& line) {
        // Readline writes the completed line back; Ctrl-A and a # make it a comment that is shown.
        return shell("printf '%s' '" + line +
                     "' | sed 's/TAB/\\t/g' > keys; printf '\\001#\\nexit\\n' >> keys; "
                     "env TERM=dumb INPUTRC=/dev/null PS1='> ' script -qec "
                     "\"bash --noprofile --rcfile completion.bash -i\" /dev/null < keys");
    };
    EXPECT_TRUE(typed("./racecourse hiTABchapter01/ex01TAB").says("hint chapter01/ex01 "));
    EXPECT_TRUE(typed("./racecourse checTAB").says("check "));
    EXPECT_TRUE(typed("./racecourse read cTAB a-TAB").says("read chapter01  a-box "));
    EXPECT_TRUE(typed("./racecourse check --only=raTAB").says("--only=races "));
    EXPECT_TRUE(typed("./racecourse litmus compTAB").says("litmus completion."));
}

TEST_F(EndToEndShellsSlow, FishCompletes) {
    if (!there_is("fish")) GTEST_SKIP() << "fish is not installed here";
    const auto candidates = [&](const std::string& line) {
        return shell(
            "export HOME=$PWD XDG_CONFIG_HOME=$PWD/.config XDG_DATA_HOME=$PWD/.data; "
            "fish --no-config -c 'source completion.fish; complete -C \"" +
            line + "\"'");
    };
    const Ran names = candidates("./racecourse hint ch");
    EXPECT_EQ(names.out, "chapter01/ex01\tA box: first\nchapter01/ex02\tA box: second\n") << names;
    EXPECT_EQ(candidates("./racecourse check --only ra").out, "races\n");
    EXPECT_EQ(candidates("./racecourse check --only=ra").out, "--only=races\n");
    EXPECT_TRUE(candidates("./racecourse litmus completion.b").says("completion.bash"));
    EXPECT_TRUE(candidates("./racecourse comp").says("completion"));
}

TEST_F(EndToEndShellsSlow, ZshCompletes) {
    if (!there_is("zsh")) GTEST_SKIP() << "zsh is not installed here";
    // zpty is zsh's own way to type into a zsh.
    course_.write("try.zsh", R"zsh(zmodload zsh/zpty
zpty z zsh -f -i
zpty -w z "autoload -Uz compinit; compinit -u -D; source ./completion.zsh"
zpty -w z "note() { print -r -- \$BUFFER > typed; print DO''NE; }; zle -N note; bindkey '^Xn' note"
zpty -w z "stty cols 200; print REA''DY"
until_said() { while zpty -r z line; do [[ $line == *$1* ]] && break; done; }
until_said READY
zpty -n -w z "$1"$'\C-xn'
until_said DONE
zpty -d z
cat typed
)zsh");
    const auto typed = [&](const std::string& line) {
        return shell("export TERM=dumb HOME=$PWD; timeout 60 zsh -f try.zsh \"$(printf '" + line +
                     "')\"")
            .out;
    };
    EXPECT_EQ(typed("./racecourse hin\\tchapter01/ex01\\t"), "./racecourse hint chapter01/ex01 \n");
    EXPECT_EQ(typed("./racecourse check --only ra\\t"), "./racecourse check --only races \n");
    EXPECT_EQ(typed("./racecourse read c\\ta-\\t"), "./racecourse read chapter01 a-box \n");
}

// Ten flash cards, and one program about which two things are asked.
class QuizCourse : public FakeCourse {
  public:
    QuizCourse() {
        const fs::path real = RACECOURSE_ROOT;
        const std::string file = "grader/conductor/litmus/chapter03_counter_two_steps.cpp";
        write("grader/conductor/no_tests.h", read_file(real / "grader/conductor/no_tests.h"));
        write(file, replaced(read_file(real / file), "chapter03:", "chapter01:"));
    }
};

const FakeCourse& quiz_course() {
    static const QuizCourse one;
    return one;
}

TEST(EndToEndQuizSlow, AnOutcomeIsAnsweredByRunningTheProgram) {
    const FakeCourse& course = quiz_course();
    // Both of its outcomes are asked for after the flash cards; the first can come out.
    const auto quiz = [&](const std::string& answers) {
        return Running({"/bin/bash", "-c",
                        "printf '" + answers +
                            "' | " RACECOURSE_BINARIES "/racecourse-grader --root '" +
                            course.root().string() + "' quiz --cards 12 --all"},
                       course.root())
            .finish();
    };
    const Ran right = quiz("y\\ny\\ny\\ny\\ny\\ny\\ny\\ny\\ny\\ny\\ny\\nn\\n");
    EXPECT_EQ(right.status, 0) << right;
    EXPECT_TRUE(right.says("x = x + 1")) << right;
    EXPECT_TRUE(right.says("Can this come out? x=1")) << right;
    EXPECT_TRUE(right.says("✓ Right. It can come out.")) << right;
    EXPECT_TRUE(right.says("What came out in 4000 orders:\n  x=1")) << right;
    EXPECT_TRUE(right.says("One order that leads to x=1:")) << right;
    EXPECT_TRUE(right.says("── the deciding switch")) << right;
}

TEST(EndToEndQuizSlow, FillsAScreen) {
    const FakeCourse& course = quiz_course();
    const auto quiz = [&] {
        return Pty({{RACECOURSE_BINARIES "/racecourse-grader", "--root", course.root().string(),
                     "quiz", "--all", "--cards", "20"},
                    {"TERM=xterm-256color", "LC_ALL=C.UTF-8"},
                    course.root()});
    };
    const auto shows_new = [](const std::string& words, const std::string& before) {
        return [=](const Emulator& screen) { return screen.shows(words) && !screen.shows(before); };
    };
    Pty learner = quiz();
    // Flash cards until a program is asked about.
    int flash = 0;
    const auto asks = [&] {
        return learner.until([](const Emulator& screen) {
            return !screen.shows("Did you know it?") &&
                   (screen.shows("Think of the answer") || screen.shows("in some order of"));
        });
    };
    ASSERT_TRUE(asks()) << learner.screen().text();
    while (!learner.screen().shows("in some order of") && flash < 20) {
        learner.type("\r");
        ASSERT_TRUE(learner.until(shows_new("Did you know it?", "Think of")))
            << learner.screen().text();
        EXPECT_TRUE(learner.screen().shows("Answer ")) << learner.screen().text();
        learner.type("xy");  // nothing lies on x
        ++flash;
        ASSERT_TRUE(asks()) << learner.screen().text();
    }
    EXPECT_TRUE(learner.screen().shows("x=1")) << learner.screen().text();
    learner.resize(60, 14);
    learner.type("y");
    ASSERT_TRUE(learner.until_shown("Right. It can come out.")) << learner.screen().text();
    ASSERT_TRUE(learner.until_shown("Enter: go on")) << learner.screen().text();
    learner.type("\x1b[6~");
    ASSERT_TRUE(learner.until_shown("more above")) << learner.screen().text();
    EXPECT_FALSE(learner.screen().shows("could not be run")) << learner.screen().text();
    learner.type("\x1bOF");
    ASSERT_TRUE(learner.until_shown("the test  reads x → 1")) << learner.screen().text();
    learner.type("q");
    EXPECT_EQ(learner.finish(), 0);
    EXPECT_TRUE(learner.screen().as_found());
    EXPECT_TRUE(learner.modes_as_found());
    EXPECT_TRUE(learner.screen().shows(counted(flash + 1, "card") + ": "))
        << learner.screen().text();
    // In the middle of a card, by Ctrl-C.
    Pty other = quiz();
    ASSERT_TRUE(other.until_shown("q leave")) << other.screen().text();
    other.type("\x03");
    (void)other.finish();
    EXPECT_TRUE(other.screen().as_found());
    EXPECT_TRUE(other.modes_as_found());
    EXPECT_TRUE(eventually([&] { return processes_in(course.root()).empty(); }));
}

}  // namespace
}  // namespace grader
