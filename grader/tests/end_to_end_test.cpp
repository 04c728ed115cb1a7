// What a learner gets from the command line: every command, option, message and exit status, on a
// tiny course of its own. Authors' commands are end_to_end_author_test.cpp's.
#include "tests/end_to_end.h"
#include "tests/schema.h"

#include <sys/stat.h>

#include <algorithm>
#include <regex>

#include <nlohmann/json.hpp>

namespace grader {
namespace {

using nlohmann::json;

// "wrong" is wrong at once, "racing" only under ThreadSanitizer, and so on. Each has the one check
// that shows it, because every check costs a compilation.
class Course : public FakeCourse {
  public:
    Course() {
        add("ex01_passing", R"("examples", "behaviour", "races")", right_box);
        add("ex02_wrong", R"("behaviour")", box_with("return number_;", "return number_ + 1;"));
        add("ex03_racing", R"("races")", box_with("std::lock_guard lock(mutex_);", ""));
        add("ex04_stuck", R"("behaviour")", box_with("number_ = number;", "mutex_.lock();"));
        add("ex05_compiler", R"("examples")", box_with("return number_;", "return numbr_;"));
        add("ex06_cheating", R"("examples")",
            box_with("number_ = number;", "asm volatile(\"nop\");"));
        add("ex07_not_started", R"("examples", "behaviour")", stub_box);
        const std::string faulty = box_with("number_ = number;", "");
        add("ex08_repair", R"("examples")", faulty, faulty, "repair");
        add("ex09_two_files", R"("examples")",
            "#pragma once\nclass Box {\n  public:\n    void put(int);\n"
            "    int get() const;\n  private:\n    int number_ = 0;\n};\n");
        for (const char* tree : {"exercises", "solutions", "grader/hidden"}) {
            const std::string folder = std::string(tree) + "/chapter01_boxes/ex09_two_files/";
            write(folder + (tree[0] == 'g' ? "stub/box.cpp" : "box.cpp"),
                  "#include \"box.h\"\nvoid Box::put(int number) { number_ = number; }\n"
                  "int Box::get() const { return number_; }\n");
        }
        const fs::path manifest =
            root() / "grader/hidden/chapter01_boxes/ex09_two_files/exercise.toml";
        write_file(manifest, replaced(read_file(manifest), R"("box.h")", R"("box.h", "box.cpp")"));
        // It prints, with signs that mean something to a terminal, and throws such signs too.
        add("ex10_printing", R"("examples")",
            "#include <cstdio>\n#include <stdexcept>\n" +
                box_with("number_ = number;",
                         "for (int i = 0; i < 100; ++i) std::printf(\"\\033[2Jline %d "
                         "\\302\\233K\\r\\n\", i);\n"
                         "throw std::runtime_error(\"\\033[31mred \\302\\233K\");"));
        add("ex11_slow", R"("examples")",
            "#include <chrono>\n#include <thread>\n" +
                box_with(
                    "number_ = number;",
                    "std::this_thread::sleep_for(std::chrono::seconds(5)); number_ = number;"));
    }
    [[nodiscard]] static std::string file(const std::string& exercise) {
        return "exercises/chapter01_boxes/" + exercise + "/box.h";
    }
    template <class... Words>
    [[nodiscard]] Ran racecourse(const Words&... words) const {
        return Cmd(root(), words...).run();
    }
};

const Course& course() {
    static const Course all;
    return all;
}

json verdicts_in(const Ran& ran) {
    const json document = json::parse(ran.out, nullptr, false);
    EXPECT_FALSE(document.is_discarded()) << ran;
    if (document.is_discarded()) return json::array();
    const json schema =
        json::parse(read_file(fs::path(RACECOURSE_ROOT) / "grader/report/verdict.schema.json"));
    EXPECT_EQ(fault_in(document, schema, schema, "the document"), "") << ran.out;
    return document.value("verdicts", json::array());
}

// The outcome of an exercise's last check, by --json, and the exit status.
void expect_outcome(const std::string& exercise, const std::string& outcome, int status,
                    const std::string& headline = {}) {
    const Ran ran = course().racecourse("check", exercise, "--json");
    EXPECT_EQ(ran.status, status) << ran;
    const json verdicts = verdicts_in(ran);
    ASSERT_FALSE(verdicts.empty()) << ran;
    const json& last = verdicts.back();
    EXPECT_EQ(last["exercise"], exercise.substr(0, std::string_view("chapter01/ex01").size()));
    EXPECT_EQ(last["outcome"], outcome) << ran;
    if (outcome == "pass") return;
    ASSERT_FALSE(last["problems"].empty()) << ran;
    EXPECT_NE(last["problems"][0]["headline"].get<std::string>().find(headline), std::string::npos)
        << ran;
    EXPECT_EQ(last["read"], "chapters/chapter01_boxes/README.md#a-box");
}

TEST(EndToEndSlow, EachWayToEndHasItsVerdictAndStatus) {
    expect_outcome("chapter01/ex01", "pass", 0);
    expect_outcome("chapter01/ex02", "wrong", 1, "must be");
    expect_outcome("chapter01/ex03", "race", 1);
    expect_outcome("chapter01/ex04", "deadlock", 1);
    expect_outcome("chapter01/ex05", "does not build", 1, "numbr_");
    expect_outcome("chapter01/ex06", "rejected", 1, "Assembly");
    expect_outcome("chapter01/ex07", "not started", 1, "Box::");
    expect_outcome("chapter01/ex08", "not started", 1, "as it was shipped");
    expect_outcome("chapter01/ex09", "pass", 0);
    expect_outcome("chapter01/ex10", "wrong", 1, "red");
}

TEST(EndToEndSlow, WithAllEveryCheckIsDecided) {
    const json all = verdicts_in(course().racecourse("check", "ex07", "--all", "--json"));
    ASSERT_EQ(all.size(), 2u);
    EXPECT_EQ(all[0]["check"], "examples");
    EXPECT_EQ(all[1]["check"], "behaviour");
    EXPECT_EQ(verdicts_in(course().racecourse("check", "ex07", "--json")).size(), 1u)
        << "without --all it ends at the first that does not pass";
}

TEST(EndToEndSlow, SeveralExercisesEndInTheWorstStatus) {
    const Ran ran = course().racecourse("check", "ex01", "chapter01/ex02", "1/9");
    EXPECT_EQ(ran.status, 1) << ran;
    EXPECT_TRUE(ran.says("chapter01/ex01  A box: passing")) << ran;
    EXPECT_TRUE(ran.says("verdict: wrong")) << ran;
    EXPECT_TRUE(ran.says("chapter01/ex09")) << ran;
}

TEST(EndToEndSlow, OneCheckOrOneTestCanBeAskedFor) {
    const json only =
        verdicts_in(course().racecourse("check", "ex01", "--only", "behaviour", "--json"));
    ASSERT_EQ(only.size(), 1u);
    EXPECT_EQ(only[0]["check"], "behaviour");
    EXPECT_EQ(only[0]["tests"].size(), 2u);
    for (const char* name : {"KeepsTheLastNumber", "Behaviour.KeepsTheLastNumber"}) {
        const Ran ran = course().racecourse("check", "ex01", "--test", name, "--json");
        EXPECT_EQ(ran.status, 0) << ran;
        const json one = verdicts_in(ran);
        ASSERT_EQ(one.size(), 1u) << "the other checks have no such test\n" << ran;
        ASSERT_EQ(one[0]["tests"].size(), 1u) << ran;
        EXPECT_EQ(one[0]["tests"][0]["name"], "Behaviour.KeepsTheLastNumber");
    }
}

TEST(EndToEndSlow, TheSolutionsAndOtherFoldersCanBeGraded) {
    EXPECT_EQ(course().racecourse("check", "ex02", "--code", "solutions").status, 0);

    const TempFolder handed_in;
    handed_in.write("chapter01_boxes/ex07_not_started/box.h", right_box);
    const Ran right = course().racecourse("check", "ex07", "--code", handed_in.path().string());
    EXPECT_EQ(right.status, 0) << right;
    EXPECT_TRUE(course().racecourse("list").says("not started")) << "that was somebody else's code";
    const Ran relative =
        Cmd(course().root(), "check", "ex07", "--code", ".").in(handed_in.path()).run();
    EXPECT_EQ(relative.status, 0) << relative;
    const Ran absent = course().racecourse("check", "ex01", "--code", handed_in.path().string());
    EXPECT_EQ(absent.status, 1) << "who hands in nothing does not pass by what the checkout holds\n"
                                << absent;
    EXPECT_TRUE(absent.says("verdict: not started")) << absent;

    const Ran nowhere = course().racecourse("check", "ex01", "--code", "no/such/folder");
    EXPECT_EQ(nowhere.status, 2) << nowhere;
    EXPECT_TRUE(nowhere.says("--code no/such/folder: there is no such folder")) << nowhere;
}

TEST(EndToEndSlow, UnknownNamesAreAnsweredWithTheNearest) {
    const auto refused = [](const Ran& ran, const std::string& nearest) {
        EXPECT_EQ(ran.status, 2) << ran;
        EXPECT_EQ(ran.out, "");
        EXPECT_NE(ran.err.find(nearest), std::string::npos) << ran;
    };
    refused(course().racecourse("check", "ex02_wrogn"), "did you mean \"ex02_wrong\"?");
    refused(course().racecourse("check", "chapter02"), "did you mean \"chapter01\"?");
    refused(course().racecourse("run", "pasing"), "did you mean \"passing\"?");
    refused(course().racecourse("check", "ex01", "--only", "rases"), "did you mean 'races'?");
    refused(course().racecourse("check", "ex02", "--only", "races"), "It has: behaviour.");
    refused(course().racecourse("check", "ex01", "--test", "KeepsTheLastNumbre"),
            "did you mean 'Behaviour.KeepsTheLastNumber'?");
    refused(course().racecourse("debug", "ex01", "--test", "Behaviour.BeginsEmtpy"),
            "did you mean 'Behaviour.BeginsEmpty'?");
    refused(course().racecourse("chekc"), "did you mean 'check'?");
    refused(course().racecourse("check"), "names");
    refused(course().racecourse("check", "ex01", "--jason"), "--jason");
    refused(course().racecourse("run", "chapter01"), "say which one");
    refused(Cmd("/no/such/checkout", "list").in("/").run(), "/no/such/checkout");
    refused(Cmd("/", "list").run(), "not a checkout");
    refused(Running({"/usr/bin/env", "-u", "RACECOURSE_ROOT",
                     RACECOURSE_BINARIES "/racecourse-grader", "list"},
                    "/")
                .finish(),
            "not inside a checkout");
}

TEST(EndToEndSlow, HelpIsThereForEveryCommand) {
    for (const char* command : {"check", "run", "debug", "list", "doctor", "clean", "author"}) {
        const Ran ran = course().racecourse(command, "--help");
        EXPECT_EQ(ran.status, 0) << ran;
        EXPECT_TRUE(ran.says(command)) << ran;
        EXPECT_TRUE(course().racecourse("--help").says(command));
    }
}

TEST(EndToEndSlow, ABadManifestIsNamedWithItsLine) {
    const FakeCourse broken;
    broken.add("ex01_box", R"("examples")", right_box, stub_box, "title = ");
    const Ran toml = Cmd(broken.root(), "list").run();
    EXPECT_EQ(toml.status, 2) << toml;
    EXPECT_TRUE(toml.says("grader/hidden/chapter01_boxes/ex01_box/exercise.toml:7:")) << toml;
    broken.add("ex01_box", R"("examples", "rases")", right_box);
    const Ran word = Cmd(broken.root(), "check", "ex01").run();
    EXPECT_EQ(word.status, 2) << word;
    EXPECT_TRUE(word.says("exercise.toml:5:")) << word;
    EXPECT_TRUE(word.says("races")) << word;
}

TEST(EndToEndSlow, AMachineThatCannotBuildTheKitIsNotTheLearnersFault) {
    const FakeCourse broken;
    broken.add("ex01_box", R"("examples")", right_box);
    const fs::path manifest =
        broken.root() / "grader/hidden/chapter01_boxes/ex01_box/exercise.toml";
    const std::string before = read_file(manifest);
    write_file(manifest, "packages = [\"no-such-package\"]\n" + before);
    const Ran lacking = Cmd(broken.root(), "check", "ex01", "--json").run();
    EXPECT_EQ(lacking.status, 3) << lacking;
    EXPECT_EQ(verdicts_in(lacking)[0]["outcome"], "environment");
    EXPECT_TRUE(lacking.says("apt-get install no-such-package")) << lacking;
    write_file(manifest, before);
    broken.own("grader/kit");
    broken.write("grader/kit/include/racecourse/kit.h", "#error \"broken on purpose\"\n");
    const Ran ran = Cmd(broken.root(), "check", "ex01").run();
    EXPECT_EQ(ran.status, 3) << ran;
    EXPECT_TRUE(ran.says("broken on purpose")) << ran;
}

TEST(EndToEndSlow, TheEvidenceIsShownWhenAskedFor) {
    const Ran brief = course().racecourse("check", "ex02");
    EXPECT_FALSE(brief.says("the evidence:")) << brief;
    EXPECT_TRUE(brief.says("Read: chapters/chapter01_boxes/README.md#a-box")) << brief;
    const Ran full = course().racecourse("check", "ex02", "-v");
    EXPECT_TRUE(full.says("the evidence:")) << full;
    EXPECT_TRUE(full.says("tests.cpp:")) << full;
    EXPECT_EQ(full.status, 1);
}

TEST(EndToEndSlow, PrintsAreBoundedAndHarmless) {
    const auto harmless = [](const std::string& text) {
        return std::ranges::none_of(
                   text, [](unsigned char c) { return (c < 32 && c != '\n') || c == 127; }) &&
               text.find("\xc2\x9b") == std::string::npos;
    };
    const Ran brief = course().racecourse("check", "ex10");
    EXPECT_TRUE(harmless(brief.out)) << brief;
    EXPECT_TRUE(brief.says("your program printed:")) << brief;
    EXPECT_TRUE(brief.says("line 19")) << brief;
    EXPECT_FALSE(brief.says("line 20")) << brief;
    EXPECT_TRUE(brief.says("80 lines more") || brief.says("80 more")) << brief;
    const Ran full = course().racecourse("check", "ex10", "-v");
    EXPECT_TRUE(harmless(full.out)) << full;
    EXPECT_TRUE(full.says("line 99")) << full;
    const Ran machine = course().racecourse("check", "ex10", "--json");
    EXPECT_TRUE(harmless(replaced(machine.out, "\xc2\x9b", ""))) << machine;
    EXPECT_NE(verdicts_in(machine)[0]["prints"].get<std::string>().find("\x1b[2Jline 99"),
              std::string::npos);
}

TEST(EndToEndSlow, TheListShowsWhereOneStands) {
    const auto line_of = [](const Ran& ran, const std::string& id) {
        for (const std::string& line : split_lines(ran.out)) {
            if (line.find(id) != std::string::npos) return line;
        }
        return "no line about " + id;
    };
    const auto expect = [&](const std::string& id, const std::string& sign,
                            const std::string& state) {
        const std::string line = line_of(course().racecourse("list"), id);
        EXPECT_TRUE(line.starts_with("  " + sign) && line.find(state) != std::string::npos) << line;
    };
    // A verdict belongs to what was graded, to the letter.
    const std::string other = box_with("#pragma once", "#pragma once\n// not graded");
    course().write(Course::file("ex01_passing"), other);
    expect("chapter01/ex01", "·", "changed, not graded yet");
    course().write(Course::file("ex01_passing"), right_box);
    EXPECT_EQ(course().racecourse("check", "ex01").status, 0);
    expect("chapter01/ex01", "✓", "A box: passing");
    EXPECT_EQ(course().racecourse("check", "ex02").status, 1);
    expect("chapter01/ex02", "✗", "wrong");
    expect("chapter01/ex07", "·", "not started");
    expect("chapter01/ex08", "·", "not started");
    const Ran welcome = course().racecourse();
    EXPECT_EQ(welcome.status, 0) << welcome;
    EXPECT_TRUE(welcome.says("Next: chapter01/ex02")) << welcome;
    EXPECT_TRUE(welcome.says("./racecourse check chapter01/ex02")) << welcome;

    // A deleted file is one exercise's trouble.
    fs::remove(course().root() / Course::file("ex01_passing"));
    const Ran without = course().racecourse("list");
    course().write(Course::file("ex01_passing"), right_box);
    EXPECT_EQ(without.status, 0) << without;
    EXPECT_TRUE(without.says("missing")) << without;
    EXPECT_TRUE(without.says("chapter01/ex07")) << without;
}

TEST(EndToEndSlow, RunIsThePlainProgram) {
    const Ran right = course().racecourse("run", "ex01");
    EXPECT_EQ(right.status, 0) << right;
    EXPECT_TRUE(right.says("[  PASSED  ] 1 test")) << right;
    const Ran wrong = course().racecourse("run", "ex02");
    EXPECT_EQ(wrong.status, 1) << wrong;
    EXPECT_TRUE(wrong.says("[  FAILED  ]")) << wrong;
    EXPECT_EQ(course().racecourse("run", "ex02", "--code", "solutions").status, 0);
    const Ran broken = course().racecourse("run", "ex05");
    EXPECT_EQ(broken.status, 1) << broken;
    EXPECT_TRUE(broken.says("numbr_")) << broken;
    EXPECT_EQ(course().racecourse("run", "ex06").status, 1);
}

// Standard input is empty, so gdb stops where it stops and leaves.
TEST(EndToEndSlow, DebugStopsAtTheFailingTest) {
    const Ran wrong = Cmd(course().root(), "debug", "ex02").in("/").run();
    EXPECT_EQ(wrong.status, 0) << wrong;
    EXPECT_TRUE(wrong.says("Behaviour.BeginsEmpty in gdb")) << wrong;
    EXPECT_TRUE(wrong.says("SIGTRAP") || wrong.says("SIGINT")) << wrong;
    EXPECT_LT(wrong.out.find("in gdb"), wrong.out.find("SIGTRAP")) << "the explanation comes first";
    const Ran named = course().racecourse("debug", "ex02", "--test", "KeepsTheLastNumber");
    EXPECT_TRUE(named.says("Behaviour.KeepsTheLastNumber in gdb")) << named;
    const Ran race = course().racecourse("debug", "ex03");
    EXPECT_TRUE(race.says("__tsan_on_report")) << race;
    EXPECT_TRUE(race.says("Races.PutsAndGets in gdb")) << race;
    EXPECT_TRUE(race.says("number_")) << "it shows the learner's line\n" << race;
    EXPECT_FALSE(race.says("No such file")) << race;
    const Ran passing = course().racecourse("debug", "ex01");
    EXPECT_EQ(passing.status, 0) << passing;
    EXPECT_TRUE(passing.says("passes")) << passing;
    EXPECT_EQ(course().racecourse("debug", "ex05").status, 1);
}

TEST(EndToEndSlow, DoctorSaysWhetherAllIsWell) {
    const Ran ran = course().racecourse("doctor");
    EXPECT_EQ(ran.status == 0, ran.says("All is well.")) << ran;
    EXPECT_TRUE(ran.status == 0 || ran.status == 3) << ran;
    EXPECT_TRUE(ran.says("ThreadSanitizer")) << ran;
    EXPECT_TRUE(ran.says("bubblewrap")) << ran;
}

// Whether the slow exercise's program itself runs now.
bool program_runs(const fs::path& root) {
    const std::string cache = (root / ".racecourse/cache").string();
    return std::ranges::any_of(processes_in(root), [&](pid_t pid) {
        try {
            return read_file("/proc/" + std::to_string(pid) + "/cmdline").starts_with(cache);
        } catch (const Error&) {
            return false;
        }
    });
}

bool compiler_runs(const fs::path& root) {
    return std::ranges::any_of(processes_in(root), [](pid_t pid) {
        try {
            return read_file("/proc/" + std::to_string(pid) + "/comm") == "cc1plus\n";
        } catch (const Error&) {
            return false;
        }
    });
}

TEST(EndToEndSlow, AnInterruptedRunLeavesNobodyBehind) {
    const fs::path& root = course().root();
    for (const int signal : {SIGINT, SIGTERM, SIGKILL}) {
        SCOPED_TRACE(strsignal(signal));
        const auto run = Cmd(root, "check", "ex11").start();
        ASSERT_TRUE(eventually([&] { return program_runs(root); }));
        kill(run->pid(), signal);
        EXPECT_NE(run->finish().status, 0);
        EXPECT_TRUE(
            eventually([&] { return processes_in(root).empty(); }, std::chrono::seconds(20)));
    }
    // And in the middle of a compilation.
    course().write(Course::file("ex09_two_files"),
                   box_with("#pragma once", "#pragma once\n// new"));
    for (const int signal : {SIGINT, SIGKILL}) {
        SCOPED_TRACE(strsignal(signal));
        const auto run = Cmd(root, "check", "ex09").start();
        ASSERT_TRUE(eventually([&] { return compiler_runs(root); }));
        kill(run->pid(), signal);
        EXPECT_NE(run->finish().status, 0);
        EXPECT_TRUE(
            eventually([&] { return processes_in(root).empty(); }, std::chrono::seconds(20)));
    }
    course().write("exercises/chapter01_boxes/ex09_two_files/box.cpp", "#include \"box.h\"\n");
    const Ran next = course().racecourse("check", "ex09");
    EXPECT_EQ(next.status, 0) << next;
    EXPECT_TRUE(fs::is_empty(root / ".racecourse/work"))
        << "what the interrupted ones left is removed";
}

TEST(EndToEndSlow, AFileThatIsEditedDuringARunIsGradedAsItWas) {
    const fs::path& root = course().root();
    const std::string file = Course::file("ex11_slow");
    const std::string before = read_file(root / file);
    const auto run = Cmd(root, "check", "ex11").start();
    ASSERT_TRUE(eventually([&] { return program_runs(root); }));
    course().write(file, "this does not compile");
    const Ran ran = run->finish();
    EXPECT_EQ(ran.status, 0) << ran;
    EXPECT_TRUE(course().racecourse("list").says("changed, not graded yet"));
    course().write(file, before);
}

// A checkout below a folder that only its owner may enter, in a path that a shell would take apart;
// two at once, and nothing built yet.
TEST(EndToEndSlow, TwoRunsAtOnceInAPathWithBlanksAndUmlauts) {
    const FakeCourse odd("Kurs für $HOME/it's a \"Übung\"; 1");
    odd.add("ex01_box", R"("examples", "races")", right_box);
    const auto first = Cmd(odd.root(), "check", "ex01").start();
    const auto second = Cmd(odd.root(), "check", "ex01").start();
    for (const auto& each : {first.get(), second.get()}) {
        const Ran ran = each->finish();
        EXPECT_EQ(ran.status, 0) << ran;
        EXPECT_TRUE(ran.says("verdict: pass")) << ran;
    }
    const Ran run = Cmd(odd.root(), "run", "ex01").run();
    EXPECT_EQ(run.status, 0) << run;
    odd.write("exercises/chapter01_boxes/ex01_box/box.h",
              box_with("return number_", "return 1 + number_"));
    const Ran debug = Cmd(odd.root(), "debug", "ex01").run();
    EXPECT_TRUE(debug.says("SIGTRAP")) << debug;
}

TEST(EndToEndSlow, CleanEmptiesTheCacheAndTouchesNothingElse) {
    const FakeCourse small;
    small.add("ex01_box", R"("examples")", right_box);
    EXPECT_EQ(Cmd(small.root(), "check", "ex01").run().status, 0);
    small.write(".racecourse/work/99999999-0/out/program", "of somebody who was killed");
    small.write(".racecourse/cache/build-abandoned.new/program", "the same");
    const Ran clean = Cmd(small.root(), "clean").run();
    EXPECT_EQ(clean.status, 0) << clean;
    EXPECT_TRUE(clean.says("Freed")) << clean;
    EXPECT_TRUE(fs::is_empty(small.root() / ".racecourse/cache"));
    EXPECT_TRUE(fs::is_empty(small.root() / ".racecourse/work"));
    EXPECT_EQ(read_file(small.root() / Course::file("ex01_box")), right_box);
    EXPECT_EQ(Cmd(small.root(), "clean").run().status, 0) << "also when there is nothing";
}

}  // namespace
}  // namespace grader
