// What an author gets from the command line: a new exercise, the proof that it is a good one, and
// the proof that a chapter's snippets do what they say.
#include "tests/end_to_end.h"

namespace grader {
namespace {

// A checkout with one exercise, made by `author new`; its faults are planted and taken back.
struct Scaffolded : FakeCourse {
    Scaffolded() { made = Cmd(root(), "author", "new", "chapter01/ex05_tally").run(); }
    Ran made;
    static inline const std::string hidden = "grader/hidden/chapter01_boxes/ex05_tally/";
    static inline const std::string open = "exercises/chapter01_boxes/ex05_tally/";
};

// While it lives, a file has another content.
class Planted {
  public:
    Planted(const FakeCourse& course, const fs::path& file, const std::string& content)
        : path_(course.root() / file), before_(read_file(path_)) {
        write_file(path_, content);
    }
    Planted(const FakeCourse& course, const fs::path& file, const std::string& from,
            const std::string& to)
        : Planted(course, file, replaced(read_file(course.root() / file), from, to)) {}
    Planted(const Planted&) = delete;
    Planted& operator=(const Planted&) = delete;
    ~Planted() { write_file(path_, before_); }

  private:
    fs::path path_;
    std::string before_;
};

TEST(EndToEndSlow, ANewExercisePassesItsProofAndPlantedFaultsAreFound) {
    const Scaffolded course;
    EXPECT_EQ(course.made.status, 0) << course.made;
    const auto check = [&] {
        return Cmd(course.root(), "author", "check", "chapter01/ex05").run();
    };
    const Ran fresh = check();
    EXPECT_EQ(fresh.status, 0) << fresh;
    EXPECT_TRUE(fresh.says("8 passed, 0 failed")) << fresh;
    EXPECT_TRUE(Cmd(course.root(), "list").run().says("not started"));

    {
        const std::string right =
            read_file(course.root() / (course.hidden + "also_right/atomic/tally.h"));
        const Planted passes(course, course.hidden + "impostors/no_lock/tally.h",
                             "// Fails: schedules, race, \"total_\"\n" + right);
        const Planted elsewhere(course, course.hidden + "impostors/take_returns_rest/tally.h",
                                "Fails: behaviour", "Fails: examples");
        const Planted silent(course, course.hidden + "impostors/unlocked_read/tally.h",
                             "race, \"total_\"", "race, \"no such words\"");
        const Planted wrong(course, course.hidden + "also_right/atomic/tally.h", "fetch_add",
                            "fetch_sub");
        const Planted solution(course, "solutions/chapter01_boxes/ex05_tally/tally.h",
                               "total_ += amount;", "total_ = amount;");
        const Ran ran = check();
        EXPECT_EQ(ran.status, 1) << ran;
        EXPECT_TRUE(ran.says("impostors/no_lock: is wrong, but passes every check")) << ran;
        EXPECT_TRUE(ran.says("impostors/take_returns_rest: should end with examples, wrong"))
            << ran;
        EXPECT_TRUE(
            ran.says("impostors/unlocked_read: fails as declared, but the explanation lacks"))
            << ran;
        EXPECT_TRUE(ran.says("also_right/atomic: is right, but")) << ran;
        EXPECT_TRUE(ran.says("solution: is right, but examples says 'wrong'")) << ran;
        EXPECT_TRUE(ran.says("3 passed, 5 failed"))
            << "the cards, the files and the stub are good\n"
            << ran;
    }
    {
        const Planted undeclared(course, course.hidden + "impostors/no_lock/tally.h",
                                 "// Fails:", "// Fails");
        EXPECT_TRUE(check().says("impostors/no_lock: no file begins with a line like")) << check();
    }
    {
        const Planted drift(course, course.open + "README.md", "    int take();",
                            "    long take();");
        const Planted dead(course, course.open + "README.md", "README.md#a-box",
                           "README.md#no-box");
        const Planted anchor(course, course.hidden + "exercise.toml", "a-box", "no-such-anchor");
        const Ran ran = check();
        EXPECT_EQ(ran.status, 1) << ran;
        EXPECT_TRUE(ran.says("its API is not the stub's")) << ran;
        EXPECT_TRUE(ran.says("leads to no such heading")) << ran;
        EXPECT_TRUE(ran.says("no-such-anchor")) << ran;
        EXPECT_TRUE(ran.says("1 passed, 1 failed")) << ran;
    }
    {
        const Planted card(course, "chapters/chapter01_boxes/README.md", "</summary>\n\nAnswer 3.",
                           "</summary>\n\n");
        const Ran ran = check();
        EXPECT_EQ(ran.status, 1) << ran;
        EXPECT_TRUE(
            ran.says("chapter01 flash cards: chapters/chapter01_boxes/README.md:21: this "
                     "card has no answer."))
            << ran;
    }
    fs::rename(course.root() / (course.open + "README.md"), course.root() / "kept.md");
    course.write(course.hidden + "impostors/no_lock/taly.h", "");
    const Ran files = check();
    EXPECT_EQ(files.status, 1) << files;
    EXPECT_TRUE(files.says("ex05_tally/README.md: is missing.")) << files;
    EXPECT_TRUE(files.says("no_lock/taly.h: is no file of this exercise")) << files;
    fs::rename(course.root() / "kept.md", course.root() / (course.open + "README.md"));
    fs::remove(course.root() / (course.hidden + "impostors/no_lock/taly.h"));

    // The page about all exercises is proved where there is one; one design can be proved alone.
    const auto quickly = [&](const char* design) {
        return Cmd(course.root(), "author", "check", "--design", design).run();
    };
    EXPECT_FALSE(quickly("no_lock").says("hidden/README.md"));
    EXPECT_EQ(Cmd(course.root(), "author", "table").run().status, 0);
    const Ran one = quickly("impostors/no_lock");
    EXPECT_EQ(one.status, 0) << one;
    EXPECT_TRUE(one.says("✓ grader/hidden/README.md") && one.says("✓ chapter01/ex05 impostors/no"))
        << one;
    EXPECT_FALSE(one.says("solution")) << one;
    {
        const Planted renamed(course, course.hidden + "exercise.toml", "title = \"",
                              "title = \"Another ");
        const Ran stale = quickly("stub");
        EXPECT_EQ(stale.status, 1) << stale;
        EXPECT_TRUE(stale.says("hidden/README.md as the exercises are: is not of the exercises"))
            << stale;
    }
    const Ran slip = quickly("no_lok");
    EXPECT_EQ(slip.status, 2) << slip;
    EXPECT_TRUE(slip.says("There is no design 'no_lok'; did you mean 'no_lock'?")) << slip;

    // A new stub is the pristine one when its author says so.
    course.write(course.open + "tally.h",
                 read_file(course.root() / (course.open + "tally.h")) + "// newer\n");
    EXPECT_TRUE(check().says("differs from the stub in exercises/"));
    EXPECT_EQ(Cmd(course.root(), "author", "stub", "ex05").run().status, 0);
    EXPECT_EQ(read_file(course.root() / (course.open + "tally.h")),
              read_file(course.root() / (course.hidden + "stub/tally.h")));
    {
        const std::string manifest = course.hidden + "exercise.toml";
        const Planted known(course, manifest, read_file(course.root() / manifest) + R"(
[[mistake]]
when = { check = "races", pattern = "lock on one side" }
say = "Whoever reads needs the lock as well."

[[mistake]]
when = { pattern = "starvation" }
say = "Nobody has ever seen this."
)");
        const Ran ran = check();
        EXPECT_EQ(ran.status, 1) << ran;
        EXPECT_TRUE(ran.says("no impostor makes this mistake")) << ran;
        EXPECT_TRUE(ran.says("1 failed")) << "the other mistake is made\n" << ran;

        const Ran page =
            Cmd(course.root(), "author", "explain", "ex05", "-o", "explanations.md").run();
        EXPECT_EQ(page.status, 0) << page;
        const std::string text = read_file(course.root() / "explanations.md");
        const std::size_t unlocked = text.find("### chapter01/ex05 unlocked_read");
        const std::size_t next = text.find("### ", unlocked + 1);
        const std::string said = "A well-known mistake: Whoever reads needs the lock as well.";
        const std::size_t at = text.find(said);
        EXPECT_LT(unlocked, at) << text;
        EXPECT_LT(at, next) << text;
        EXPECT_EQ(text.find(said, at + 1), std::string::npos) << "of no other impostor\n" << text;
        EXPECT_EQ(text.find("Nobody has ever seen this."), std::string::npos) << text;
        EXPECT_NE(text.find("exercises/chapter01_boxes/ex05_tally/tally.h:"), std::string::npos);
        const Ran nowhere =
            Cmd(course.root(), "author", "explain", "ex05", "-o", "no/such/page.md").run();
        EXPECT_EQ(nowhere.status, 2) << nowhere;
        EXPECT_TRUE(nowhere.says("there is no such folder")) << nowhere;
        EXPECT_EQ(Cmd(course.root(), "author", "explain").run().status, 2);
    }
    const Ran flake = Cmd(course.root(), "bench", "flake", "ex05", "--solutions", "1",
                          "--impostors", "1", "--idle")
                          .run();
    EXPECT_EQ(flake.status, 0) << flake;
}

TEST(EndToEndSlow, AuthorNewRefusesWhatCannotBe) {
    const Scaffolded course;
    const auto refused = [&](const std::string& name, const std::string& words) {
        const Ran ran = Cmd(course.root(), "author", "new", name).run();
        EXPECT_EQ(ran.status, 2) << ran;
        EXPECT_TRUE(ran.says(words)) << ran;
    };
    refused("chapter01/ex05_other", "ex06 is free");
    refused("chapter09/ex01_other", "chapter");
    refused("ex01_other", "chapter03/ex07_name");
    refused("chapter01/Other", "allowed");
}

// A solution that works on its data with as many threads as asked for, or seems to.
std::string spins(const std::string& first, const std::string& body) {
    return first + R"(
#pragma once
#include <mutex>
#include <thread>
#include <vector>
inline void work_on(long& value) {
    for (int i = 0; i < 100'000; ++i) value = (value ^ (value >> 3)) * 0x9E3779B97F4A7C15;
}
inline void work(std::vector<long>& values, int threads) {
)" + body + "}\n";
}

TEST(EndToEndSlow, AThresholdIsMeasuredWrittenAndKept) {
    const FakeCourse course;
    const std::string shared_out = R"(    std::vector<std::jthread> all;
    const auto step = static_cast<std::size_t>(threads);
    for (std::size_t t = 0; t < step; ++t)
        all.emplace_back([&, t] {
            for (std::size_t i = t; i < values.size(); i += step) { WORK }
        });
)";
    const auto design = [&](const std::string& work) { return replaced(shared_out, "WORK", work); };
    const std::string right = design("long own = values[i]; work_on(own); values[i] = own;");
    const std::string name = "chapter01_boxes/ex01_work/";
    const std::string hidden = "grader/hidden/" + name;
    const std::string stub =
        "#pragma once\n#include <racecourse/not_started.h>\n#include <vector>\n"
        "inline void work(std::vector<long>&, int) { racecourse::not_started(\"work\"); }\n";
    course.write("exercises/" + name + "box.h", stub);
    course.write(hidden + "stub/box.h", stub);
    course.write("exercises/" + name + "README.md",
                 "# Work\n\n```cpp api\ninline void work(std::vector<long>&, int);\n```\n");
    course.write("exercises/" + name + "examples.cpp", "#include <gtest/gtest.h>\n");
    course.write("solutions/" + name + "box.h", spins("", right));
    course.write(hidden + "also_right/in_blocks/box.h",
                 spins("// Another design: each thread has neighbours.",
                       replaced(design("long own = values[i]; work_on(own); values[i] = own;"),
                                "i = t; i < values.size(); i += step",
                                "i = values.size() * t / step; i < values.size() * (t + 1) / step; "
                                "++i")));
    const std::string fails = "// Fails: speed, too slow, \"times is needed\"";
    course.write(hidden + "impostors/alone/box.h",
                 spins(fails, "    (void)threads; for (long& value : values) work_on(value);\n"));
    course.write(hidden + "impostors/one_lock/box.h",
                 spins(fails, design("static std::mutex one; const std::lock_guard lock(one); "
                                     "work_on(values[i]);")));
    course.write(hidden + "impostors/joins_at_once/box.h",
                 spins(fails,
                       "    (void)threads; for (long& value : values) std::jthread([&] { "
                       "work_on(value); });\n"));
    course.write(hidden + "tests.cpp", R"(#include <racecourse/kit.h>
#include "box.h"
[[gnu::noinline]] void alone(std::vector<long>& values) {
    for (long& value : values)
        for (int i = 0; i < 100'000; ++i) value = (value ^ (value >> 3)) * 0x9E3779B97F4A7C15;
}
TEST(Speed, WorksAtTheSameTime) {
    std::vector<long> values(40, 7);
    EXPECT_SPEEDUP([&] { alone(values); }, [&] { work(values, racecourse::cores()); })
        << "Eight threads have five values each.";
}
)");
    const std::string manifest =
        "title = \"Work\"\nlearn = \"Share it out.\"\nkind = \"build\"\nfiles = [\"box.h\"]\n"
        "checks = [\"speed\"]  # only this\nhints = [\"share\"]\n[read]\ndefault = \"a-box\"\n";
    course.write(hidden + "exercise.toml", manifest);

    const Ran uncalibrated = Cmd(course.root(), "check", "ex01", "--code", "solutions").run();
    EXPECT_EQ(uncalibrated.status, 3) << uncalibrated;
    EXPECT_TRUE(uncalibrated.says("racecourse author calibrate chapter01/ex01")) << uncalibrated;

    const Ran calibrated = Cmd(course.root(), "author", "calibrate", "ex01", "--rounds", "2").run();
    EXPECT_EQ(calibrated.status, 0) << calibrated;
    EXPECT_TRUE(calibrated.says("impostors/one_lock")) << calibrated;
    const std::string written = read_file(course.root() / (hidden + "exercise.toml"));
    EXPECT_TRUE(written.starts_with(manifest + "\n[speed.WorksAtTheSameTime]\nat_least = "))
        << written;

    const Ran passes = Cmd(course.root(), "check", "ex01", "--code", "solutions").run();
    EXPECT_EQ(passes.status, 0) << passes;
    EXPECT_TRUE(passes.says("virtual cores")) << passes;
    const Ran proved = Cmd(course.root(), "author", "check", "ex01").run();
    EXPECT_EQ(proved.status, 0) << proved;

    // What was noted of another compiler, or of other code.
    course.write(
        hidden + "exercise.toml",
        manifest + "[speed.WorksAtTheSameTime]\nat_least = 2.5\nright = 40\nwrong = 0.1\n");
    const Ran left = Cmd(course.root(), "author", "check", "ex01").run();
    EXPECT_EQ(left.status, 1) << left;
    EXPECT_TRUE(left.says("right solutions reach at least 40")) << left;
    EXPECT_TRUE(left.says("impostors reach at most 0.1")) << left;

    // An impostor that is as good as right: nothing lies between, and nothing is written.
    course.write(hidden + "impostors/alone/box.h", spins(fails, right));
    const std::string before = read_file(course.root() / (hidden + "exercise.toml"));
    const Ran refused = Cmd(course.root(), "author", "calibrate", "ex01", "--rounds", "2").run();
    EXPECT_EQ(refused.status, 1) << refused;
    EXPECT_TRUE(refused.says("less than a factor 2 apart")) << refused;
    EXPECT_EQ(read_file(course.root() / (hidden + "exercise.toml")), before);
}

std::string block(const std::string& fence, const std::string& code) {
    return "```" + fence + "\n" + code + (code.ends_with('\n') ? "" : "\n") + "```\n\n";
}
const std::string hello = "#include <cstdio>\nint main() { std::puts(\"hello\"); }\n";
const std::string racy =
    "#include <thread>\nint shared = 0;\nint main() {\n"
    "    std::thread first([] { ++shared; });\n    std::thread second([] { ++shared; });\n"
    "    first.join();\n    second.join();\n}\n";
const std::string stuck =
    "#include <mutex>\nint main() {\n    std::mutex mutex;\n    mutex.lock();\n    "
    "mutex.lock();\n}\n";
const std::string broken = "int main() { return undeclared; }\n";
const std::string crashing =
    "int main() {\n    int* number = new int(1);\n    delete number;\n    return *number;\n}\n";
const std::string failing = "int main() { return 1; }\n";

TEST(EndToEndSlow, SnippetsOfEveryKindAreProved) {
    const FakeCourse course;
    course.write("chapters/chapter01_boxes/README.md",
                 "# Right\n\n[itself](README.md#right) and [elsewhere](https://example.org/)\n\n" +
                     block("cpp run", hello) + block("output", "hello\n") +
                     block("cpp run", "int main() {}\n") +
                     block("cpp compile", "struct Box {};\n") + block("cpp race", racy) +
                     block("cpp deadlock", stuck) + block("cpp does-not-compile", broken) +
                     block("error", "undeclared") + block("cpp crash", crashing) +
                     block("cpp wrong", failing) + block("python", "this is none of ours\n"));
    const Ran right = Cmd(course.root(), "author", "snippets").run();
    EXPECT_EQ(right.status, 0) << right;
    EXPECT_TRUE(right.says("8 passed, 0 failed")) << right;

    // Each says what is wrong with it, and in which line its fence stands.
    const std::vector<std::pair<std::string, std::string>> faulty{
        {block("cpp run", hello) + block("output", "goodbye\n"), "it prints"},
        {block("cpp run", failing), "it ended with status 1"},
        {block("cpp run", racy + "int unused() { int number; return 0; }\n"), "the compiler warns"},
        {block("cpp compile", broken), "it does not build"},
        {block("cpp race", hello), "ThreadSanitizer reports no data race"},
        {block("cpp deadlock", hello), "it does not get stuck"},
        {block("cpp does-not-compile", hello), "it compiles"},
        {block("cpp does-not-compile", broken) + block("error", "other words"),
         "the compiler does not say"},
        {block("cpp crash", hello), "nothing stops it"},
        {block("cpp wrong", hello), "it does not go wrong"},
        {block("cpp", hello), "says nothing about what the tests shall prove"},
        {block("cpp api", hello), "says nothing about what the tests shall prove"},
    };
    std::string text = "# Wrong\n\n[nowhere](no_such_file.md)\n\n";
    std::vector<std::string> expected{
        "chapter02_wrong/README.md:3: the link no_such_file.md leads to no file"};
    for (const auto& [blocks, fault] : faulty) {
        const auto line = split_lines(text).size() + 1;
        expected.push_back("chapter02_wrong/README.md:" + std::to_string(line) + ": " + fault);
        if (blocks.starts_with("```cpp\n") || blocks.starts_with("```cpp api")) {
            expected.back() = "chapter02_wrong/README.md:" + std::to_string(line) + ": 'cpp";
        }
        text += blocks;
    }
    course.write("chapters/chapter02_wrong/README.md", text);
    const Ran wrong = Cmd(course.root(), "author", "snippets", "chapter02").run();
    EXPECT_EQ(wrong.status, 1) << wrong;
    for (const std::string& each : expected) EXPECT_TRUE(wrong.says(each)) << each << "\n" << wrong;
    EXPECT_TRUE(wrong.says("0 passed, 13 failed")) << wrong;

    const Ran nearest = Cmd(course.root(), "author", "snippets", "chapter02_wrogn").run();
    EXPECT_EQ(nearest.status, 2) << nearest;
    EXPECT_TRUE(nearest.says("did you mean 'chapter02_wrong'?")) << nearest;
    course.write("chapters/chapter02_wrong/README.md", "# Open\n\n```cpp run\n" + hello);
    const Ran open = Cmd(course.root(), "author", "snippets", "chapter02").run();
    EXPECT_EQ(open.status, 2) << open;
    EXPECT_TRUE(open.says("chapter02_wrong/README.md, line 3: this code block is never closed"))
        << open;
}

}  // namespace
}  // namespace grader
