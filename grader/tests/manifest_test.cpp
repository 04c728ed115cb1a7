#include <gtest/gtest.h>

#include "catalogue/catalogue.h"
#include "tests/course.h"

namespace grader {
namespace {

const std::string relative = "chapter03_races/ex01_counter";
const std::string shown = "grader/hidden/" + relative + "/exercise.toml:";

class Manifest : public testing::Test {
  protected:
    Exercise read(const std::string& manifest) const {
        course.add(relative, manifest);
        return read_manifest(course.path(), relative);
    }
    // The good manifest with one line (1 to 11) replaced, or with lines after it.
    Exercise with(std::size_t line, const std::string& text) const {
        auto lines = split_lines(good_manifest);
        lines.resize(std::max(lines.size(), line));
        lines[line - 1] = text;
        return read(joined(lines, "\n"));
    }
    std::string refusal(std::size_t line, const std::string& text) const {
        return error_of([&] { (void)with(line, text); });
    }

    Course course;
};

constexpr const char* keys =
    "title, learn, kind, files, checks, packages, hints, read, limits, speed, mistake, allow";

TEST_F(Manifest, IsReadWithItsDefaults) {
    const Exercise exercise = read(good_manifest);
    EXPECT_EQ(exercise.id, "chapter03/ex01");
    EXPECT_EQ(exercise.label, "chapter03");
    EXPECT_EQ(exercise.name, "ex01_counter");
    EXPECT_EQ(exercise.relative, relative);
    EXPECT_EQ(exercise.hidden, course.path() / "grader/hidden" / relative);
    EXPECT_EQ(exercise.public_dir, course.path() / "exercises" / relative);
    EXPECT_EQ(exercise.chapter_text, "chapters/chapter03_races/README.md");
    EXPECT_EQ(exercise.title, "A counter");
    EXPECT_EQ(exercise.learn, "One lock.");
    EXPECT_EQ(exercise.kind, Kind::build);
    EXPECT_EQ(exercise.files, std::vector<std::string>{"counter.h"});
    EXPECT_EQ(exercise.checks, (std::vector<std::string>{"examples", "behaviour", "races"}));
    EXPECT_EQ(exercise.hints, (std::vector<std::string>{"a nudge", "more"}));
    EXPECT_EQ(exercise.read, (std::map<std::string, std::string>{{"default", "locks"},
                                                                 {"does not build", "headers"}}));
    EXPECT_EQ(exercise.limits.test_seconds, 10);
    EXPECT_EQ(exercise.limits.processes, 128);
    EXPECT_TRUE(exercise.packages.empty());
    EXPECT_TRUE(exercise.allowed_symbols.empty());
}

TEST_F(Manifest, IsReadWithEverythingSaid) {
    course.write("solutions/" + relative + "/extra.cpp", "");
    course.write("grader/hidden/" + relative + "/stub/extra.cpp", "");
    const Exercise exercise = read(R"(title = "Zwölf"
learn = "x"
kind = "repair"
files = ["extra.cpp", "counter.h"]
checks = ["races"]
packages = ["libasio-dev", "g++-12"]
hints = ["""two
lines"""]
[read]
default = "call_once-1"
not_started = "a"
[limits]
test_seconds = 0.5
cpu_seconds = 3
memory_mib = 64
processes = 9
[allow]
includes = ["unistd.h", "sys/wait.h"]
symbols = ["_exit", "WIFEXITED"]
)");
    EXPECT_EQ(exercise.kind, Kind::repair);
    EXPECT_EQ(exercise.files, (std::vector<std::string>{"counter.h", "extra.cpp"}))
        << "headers first";
    EXPECT_EQ(exercise.packages, (std::vector<std::string>{"libasio-dev", "g++-12"}));
    EXPECT_EQ(exercise.read.at("not started"), "a");
    EXPECT_EQ(exercise.limits.test_seconds, 0.5);
    EXPECT_EQ(exercise.limits.cpu_seconds, 3);
    EXPECT_EQ(exercise.limits.memory_mib, 64);
    EXPECT_EQ(exercise.limits.processes, 9);
    EXPECT_EQ(exercise.allowed_includes, (std::vector<std::string>{"unistd.h", "sys/wait.h"}));
    EXPECT_EQ(exercise.allowed_symbols, (std::vector<std::string>{"_exit", "WIFEXITED"}));
}

TEST_F(Manifest, RefusesAnUnknownKeyWithTheOneThatWasMeant) {
    EXPECT_EQ(refusal(3, "kinds = \"build\""),
              shown + "3: unknown key \"kinds\" (did you mean \"kind\"?); allowed: " + keys);
    EXPECT_EQ(refusal(6, "banana = 1"), shown + "6: unknown key \"banana\"; allowed: " + keys);
    EXPECT_EQ(refusal(12, "[limit]"),
              shown + "12: unknown key \"limit\" (did you mean \"limits\"?); allowed: " + keys);
}

TEST_F(Manifest, RefusesTheFirstUnknownKeyOfTheFile) {
    EXPECT_EQ(refusal(6, "zebra = 1\napple = 2"),
              shown + "6: unknown key \"zebra\"; allowed: " + keys);
}

TEST_F(Manifest, RefusesUnknownKeysInsideItsTables) {
    EXPECT_EQ(refusal(12, "race_ = \"x\""),
              shown +
                  "12: unknown key \"race_\" in [read] (did you mean \"race\"?); allowed: default, "
                  "rejected, environment, does_not_build, race, crash, deadlock, wrong, too_slow, "
                  "not_started, inconclusive, pass");
    EXPECT_EQ(
        refusal(12, "[limits]\ntest_secs = 3"),
        shown +
            "13: unknown key \"test_secs\" in [limits] (did you mean \"test_seconds\"?); allowed: "
            "test_seconds, cpu_seconds, memory_mib, processes, schedules, steps");
    EXPECT_EQ(
        refusal(12, "[allow]\nsymbol = [\"fork\"]"),
        shown +
            "13: unknown key \"symbol\" in [allow] (did you mean \"symbols\"?); allowed: includes, "
            "symbols");
}

TEST_F(Manifest, RefusesWhatIsMissing) {
    EXPECT_EQ(refusal(1, ""), shown + "1: title is missing; allowed: a text in quotes");
    EXPECT_EQ(refusal(2, ""), shown + "1: learn is missing; allowed: a text in quotes");
    EXPECT_EQ(
        refusal(5, ""),
        shown + "1: checks names no check; allowed: examples, behaviour, races, schedules, speed");
    EXPECT_EQ(
        refusal(7, "hints = []"),
        shown + "7: hints has no hint; allowed: one or more, the one that gives least away first");
    EXPECT_EQ(refusal(10, ""),
              shown +
                  "9: read.default is missing; allowed: the anchor of a paragraph of the chapter's "
                  "README.md, such as \"data-races\"");
}

TEST_F(Manifest, RefusesValuesOfTheWrongType) {
    EXPECT_EQ(refusal(1, "title = 3"),
              shown + "1: title has a whole number; allowed: a text in quotes");
    EXPECT_EQ(refusal(2, "learn = [\"x\"]"),
              shown + "2: learn has a list; allowed: a text in quotes");
    EXPECT_EQ(refusal(7, "hints = \"one\""),
              shown + "7: hints has a text; allowed: a list of texts, such as [\"one\", \"two\"]");
    EXPECT_EQ(refusal(7, "hints = [\n\"one\",\ntrue]"),
              shown + "9: hints has true or false; allowed: a text in quotes");
    EXPECT_EQ(refusal(8, "limits = 3"),
              shown + "8: limits has a whole number; allowed: a table, [limits]");
    EXPECT_EQ(refusal(10, "default = 1979-05-27"),
              shown + "10: read.default has a date or a time; allowed: a text in quotes");
    EXPECT_EQ(
        refusal(12, "[limits]\nprocesses = 1.5"),
        shown +
            "13: limits.processes has a number with a fraction; allowed: a whole number from 1 to "
            "4096");
    EXPECT_EQ(refusal(12, "[limits]\ntest_seconds = \"3\""),
              shown + "13: limits.test_seconds has a text; allowed: a number from 0.1 to 600");
}

TEST_F(Manifest, RefusesNumbersOutOfRange) {
    const std::string seconds = "; allowed: a number from 0.1 to 600";
    EXPECT_EQ(refusal(12, "[limits]\ntest_seconds = 0"),
              shown + "13: limits.test_seconds is 0" + seconds);
    EXPECT_EQ(refusal(12, "[limits]\ncpu_seconds = -1"),
              shown + "13: limits.cpu_seconds is -1" + seconds);
    EXPECT_EQ(refusal(12, "[limits]\ncpu_seconds = nan"),
              shown + "13: limits.cpu_seconds is nan" + seconds);
    EXPECT_EQ(refusal(12, "[limits]\ncpu_seconds = inf"),
              shown + "13: limits.cpu_seconds is inf" + seconds);
    EXPECT_EQ(
        refusal(12, "[limits]\nmemory_mib = 9223372036854775807"),
        shown +
            "13: limits.memory_mib is 9223372036854775807; allowed: a whole number from 16 to "
            "65536");
    EXPECT_EQ(refusal(12, "[limits]\n\nprocesses = 0"),
              shown + "14: limits.processes is 0; allowed: a whole number from 1 to 4096");
}

TEST_F(Manifest, RefusesEmptyTextsAndControlCharacters) {
    const std::string words = "; allowed: a text with at least one word";
    EXPECT_EQ(refusal(1, "title = \"\""), shown + "1: title is empty" + words);
    EXPECT_EQ(refusal(7, "hints = [\"a\", \" \"]"), shown + "7: hints is empty" + words);
    EXPECT_EQ(
        refusal(1, R"(title = "a\u0000b")"),
        shown +
            "1: title holds a control character; allowed: letters, digits, signs, blanks and line "
            "ends");
    EXPECT_EQ(refusal(1, R"(title = "a\nb")"),
              shown + "1: title has more than one line; allowed: one line of text");
}

TEST_F(Manifest, RefusesBadFileNames) {
    const std::string allowed =
        "; allowed: names in lower case, digits and underscores that end in .h or .cpp, without a "
        "folder, "
        "such as [\"safe_counter.h\"]";
    for (const std::string name : {"../counter.h", "a/counter.h", "/etc/x.h", "..", "counter.hpp",
                                   "counter", ".h", "Counter.h", "a.b.h", "a b.h"}) {
        EXPECT_EQ(refusal(4, "files = [\"" + name + "\"]"),
                  shown + "4: files has a bad name, \"" + name + "\"" + allowed);
    }
    EXPECT_EQ(refusal(4, "files = [\"counter.h\", \"tests.cpp\"]"),
              shown + "4: files has \"tests.cpp\", which is the course's own" + allowed);
    EXPECT_EQ(refusal(4, "files = [\"counter.cpp\"]"),
              shown + "4: files has no header for the tests to include" + allowed);
    EXPECT_EQ(refusal(4, "files = []"),
              shown + "4: files has no header for the tests to include" + allowed);
    EXPECT_EQ(refusal(4, "files = [\n  \"counter.h\",\n  \"counter.h\"]"),
              shown + "6: files names \"counter.h\" twice; allowed: each once");
}

TEST_F(Manifest, RefusesUnknownChecksAndTheWrongOrder) {
    EXPECT_EQ(
        refusal(5, "checks = [\"examples\", \"race\"]"),
        shown +
            "5: unknown check \"race\" (did you mean \"races\"?); allowed: examples, behaviour, "
            "races, schedules, speed");
    EXPECT_EQ(refusal(5, "checks = [\"races\", \"behaviour\"]"),
              shown +
                  "5: check \"behaviour\" stands after \"races\"; allowed: this order: examples, "
                  "behaviour, races, schedules, speed");
    EXPECT_EQ(refusal(5, "checks = [\"races\", \"races\"]"),
              shown + "5: checks names \"races\" twice; allowed: each once");
}

TEST_F(Manifest, RefusesBadWordsElsewhere) {
    EXPECT_EQ(
        refusal(3, "kind = \"repairs\""),
        shown + "3: unknown kind \"repairs\" (did you mean \"repair\"?); allowed: build, repair");
    EXPECT_EQ(
        refusal(6, "packages = [\"lib asio\"]"),
        shown +
            "6: packages has a bad name, \"lib asio\"; allowed: names of Debian packages, such as "
            "[\"libasio-dev\"]");
    EXPECT_EQ(
        refusal(10, "default = \"#locks\""),
        shown +
            "10: read.default has a bad anchor, \"#locks\"; allowed: the anchor of a paragraph of "
            "the chapter's README.md, such as \"data-races\"");
    for (const std::string header : {"<unistd.h>", "/etc/passwd", "../x.h"}) {
        EXPECT_EQ(refusal(12, "[allow]\nincludes = [\"" + header + "\"]"),
                  shown + "13: allow.includes has a bad name, \"" + header +
                      "\"; allowed: headers without < and >, such as [\"unistd.h\"]");
    }
    EXPECT_EQ(
        refusal(12, "[allow]\nsymbols = [\"fork()\"]"),
        shown +
            "13: allow.symbols has a bad name, \"fork()\"; allowed: names of functions, such as "
            "[\"fork\"]");
}

// A manifest with the check speed, and [speed] tables on the lines from 13 on.
class SpeedManifest : public Manifest {
  protected:
    SpeedManifest() : good_(replaced(good_manifest, "\"races\"]", "\"races\", \"speed\"]")) {}
    Exercise with_speed(const std::string& tables) const {
        course.add(relative, good_ + "\n" + tables);
        course.write("grader/hidden/" + relative + "/tests.cpp",
                     "TEST(Speed, Sums) {}\nTEST(Races, Other) {}\nTEST(Speed, Waits) {}\n");
        return read_manifest(course.path(), relative);
    }
    std::string speed_refusal(const std::string& tables) const {
        return error_of([&] { (void)with_speed(tables); });
    }
    std::string good_;
};

TEST_F(SpeedManifest, ReadsWhatATestNeeds) {
    EXPECT_TRUE(with_speed("").speed.empty());
    const Exercise exercise =
        with_speed("[speed.Sums]\nat_least = 2.7 # times\nright = 6.1\nwrong = 1\n");
    ASSERT_EQ(exercise.speed.size(), 1u);
    EXPECT_EQ(exercise.speed.at("Sums").at_least, 2.7);
    EXPECT_EQ(exercise.speed.at("Sums").right, 6.1);
    EXPECT_EQ(exercise.speed.at("Sums").wrong, 1);
    // Exactly at the gap is apart enough.
    EXPECT_EQ(
        with_speed("[speed.Waits]\nat_least = 2\nright = 3\nwrong = 1.5\n").speed.count("Waits"),
        1u);
}

TEST_F(SpeedManifest, RefusesWhatIsNoThreshold) {
    EXPECT_EQ(speed_refusal("[speed.Sum]\nat_least = 2.7\nright = 6.1\nwrong = 1.2\n"),
              shown +
                  "13: unknown test \"Sum\" in [speed] (did you mean \"Sums\"?); allowed: Sums, "
                  "Waits");
    EXPECT_EQ(speed_refusal("[speed.Other]\nat_least = 2.7\n").find("unknown test \"Other\""),
              shown.size() + 4)
        << "a test of another suite";
    EXPECT_EQ(speed_refusal("[speed.Sums]\nat_least = 2.7\nrigth = 6.1\n"),
              shown +
                  "15: unknown key \"rigth\" in [speed.Sums] (did you mean \"right\"?); allowed: "
                  "at_least, right, wrong");
    EXPECT_EQ(speed_refusal("[speed.Sums]\nat_least = 2.7\nwrong = 1.2\n"),
              shown +
                  "13: speed.Sums.right is missing; allowed: all three of at_least, right and "
                  "wrong, as `racecourse author calibrate` writes them");
    const std::string range = "a number from 0.1 to 64";
    EXPECT_EQ(speed_refusal("[speed.Sums]\nat_least = \"2\"\nright = 6.1\nwrong = 1.2\n"),
              shown + "14: speed.Sums.at_least has a text; allowed: " + range);
    EXPECT_EQ(speed_refusal("[speed.Sums]\nat_least = 2\nright = nan\nwrong = 1.2\n"),
              shown + "15: speed.Sums.right is nan; allowed: " + range);
    EXPECT_EQ(speed_refusal("[speed.Sums]\nat_least = 2\nright = 2.9\nwrong = 1.5\n"),
              shown +
                  "15: speed.Sums.right is 2.9, less than 2 times speed.Sums.wrong, 1.5; "
                  "allowed: a test that tells right from wrong more clearly");
    for (const std::string at_least : {"1.5", "6", "7", "1.4"}) {
        EXPECT_EQ(
            speed_refusal("[speed.Sums]\nat_least = " + at_least + "\nright = 6\nwrong = 1.5\n"),
            shown + "14: speed.Sums.at_least is " + at_least +
                "; allowed: a number between wrong, 1.5, and right, 6");
    }
    EXPECT_EQ(speed_refusal("speed = 3").find(shown), 0u);
    EXPECT_EQ(speed_refusal("[speed]\nSums = 3\n"),
              shown + "14: speed.Sums has a whole number; allowed: a table, [speed.Sums]");
}

TEST_F(SpeedManifest, RefusesAThresholdWithoutItsCheck) {
    EXPECT_EQ(refusal(12, "[speed.Sums]\nat_least = 2.7\nright = 6.1\nwrong = 1.2"),
              shown + "12: speed is given, but checks has no \"speed\"");
}

TEST_F(Manifest, RefusesWhatIsNotToml) {
    EXPECT_TRUE(refusal(2, "learn = ").starts_with(shown + "2: not TOML: "))
        << refusal(2, "learn = ");
    EXPECT_TRUE(refusal(2, "title = \"again\"").starts_with(shown + "2: not TOML: "));
    EXPECT_TRUE(refusal(3, "# \xff\xfe").starts_with(shown + "3: not TOML: "))
        << refusal(3, "# \xff\xfe");
    EXPECT_TRUE(refusal(3, "kind = \"\xc3\"").starts_with(shown + "3: not TOML: "));
    EXPECT_EQ(refusal(3, std::string("kind = \"a\0b\"", 12)),
              shown + "3: the file holds a NUL byte; allowed: UTF-8 text");
    EXPECT_TRUE(
        refusal(3, "kind = " + std::string(30000, '[')).starts_with(shown + "3: not TOML: "));
}

TEST_F(Manifest, RefusesAFileThatCannotBeOne) {
    EXPECT_EQ(error_of([&] { (void)read_manifest(course.path(), relative); }),
              shown + "1: the file is missing; allowed: one exercise.toml per exercise");
    EXPECT_EQ(refusal(12, "#" + std::string(1 << 16, 'x')),
              shown + "1: cannot read it: it is larger than 64 KiB");
    EXPECT_EQ(error_of([&] { (void)read(""); }),
              shown + "1: title is missing; allowed: a text in quotes");
    fs::remove(course.path() / "grader/hidden" / relative / "exercise.toml");
    fs::create_directory(course.path() / "grader/hidden" / relative / "exercise.toml");
    EXPECT_EQ(error_of([&] { (void)read_manifest(course.path(), relative); }),
              shown + "1: cannot read it: Is a directory");
}

TEST_F(Manifest, RefusesFilesThatAreNotThere) {
    EXPECT_EQ(
        refusal(4, "files = [\n\"conter.h\"]"),
        shown + "5: the file exercises/" + relative +
            "/conter.h is missing (did you mean \"counter.h\"?); allowed: counter.h, examples.cpp");
    course.write("exercises/" + relative + "/other.h", "");
    EXPECT_EQ(
        refusal(4, "files = [\"counter.h\", \"other.h\"]"),
        shown + "4: the file solutions/" + relative + "/other.h is missing; allowed: counter.h");
    (void)read(good_manifest);
    fs::remove(course.path() / "grader/hidden" / relative / "tests.cpp");
    EXPECT_EQ(error_of([&] { (void)read_manifest(course.path(), relative); }),
              shown + "5: check \"behaviour\" has no tests, the file grader/hidden/" + relative +
                  "/tests.cpp is missing");
    fs::remove(course.path() / "exercises" / relative / "examples.cpp");
    EXPECT_EQ(error_of([&] { (void)read_manifest(course.path(), relative); }),
              shown + "5: check \"examples\" has no tests, the file exercises/" + relative +
                  "/examples.cpp is missing");
}

TEST_F(Manifest, ForgivesTheLossOfAFileThatItsCopyCanMend) {
    (void)read(good_manifest);
    fs::remove(course.path() / "exercises" / relative / "counter.h");
    EXPECT_EQ(read_manifest(course.path(), relative).id, "chapter03/ex01");
    fs::remove(course.path() / "grader/hidden" / relative / "stub/counter.h");
    EXPECT_EQ(error_of([&] { (void)read_manifest(course.path(), relative); }),
              shown + "4: the file exercises/" + relative +
                  "/counter.h is missing; allowed: examples.cpp");
}

}  // namespace
}  // namespace grader
