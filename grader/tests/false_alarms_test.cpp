// Every cure that the grader has against ThreadSanitizer's false alarms: the programs in
// false_alarms/ are built and run without the cures and with them. Each has a `Right` form, which
// only the bare build blames, and a `Wrong` form with a real race of the same kind, which the
// grader must report.
#include <gtest/gtest.h>

#include <algorithm>
#include <future>
#include <map>

#include "checks/test_run.h"
#include "common/text.h"
#include "tests/bench.h"

namespace grader {
namespace {

const char* const parts[] = {"clock_locks", "exceptions",      "atomic_shared_ptr", "regex",
                             "neighbours",  "library_objects", "lock_order"};

// All programs as one source: compiling them one by one would take ten times as long.
const std::string& source() {
    static const std::string all = [] {
        std::string text;
        for (const char* part : parts)
            text += read_file(programs / "false_alarms" / (std::string(part) + ".cpp")) + "\n";
        return text;
    }();
    return all;
}

// What ThreadSanitizer printed during each test of a program without any cure.
std::map<std::string, std::string> run_bare() {
    const TempFolder folder;
    folder.write("all.cpp", source());
    folder.write("main.cpp", read_file(programs / "false_alarms/bare_main.cpp"));
    auto flags = Workshop::flags(Flavour::thread);
    std::erase(flags, "-fno-tree-loop-im");
    const Ended built =
        by_hand(folder.path(), "g++ " + joined(flags, " ") + include_flags + "all.cpp main.cpp " +
                                   (checkout / "grader/kit/src/kit.cpp").string() +
                                   " -lgtest -o program\n");
    if (!built.ok()) throw Error(built.err);

    Job job;
    job.argv = {(folder.path() / "program").string(), "--gtest_filter=Right.*:Wrong.StringStream"};
    // Several tests use the same stack addresses: nothing may count as reported before.
    job.env = {
        "TSAN_OPTIONS=report_bugs=1:detect_deadlocks=1:suppress_equal_addresses=0:"
        "suppress_equal_stacks=0:history_size=4"};
    job.cwd = "/tmp";
    job.mounts = {{folder.path(), false}};
    job.fixed_addresses = true;
    const Ended ended = sandbox().run(job);
    std::map<std::string, std::string> reports;
    std::string test;
    for (const std::string& line : split_lines(ended.evidence)) {
        if (line.starts_with("@ ")) test = line.substr(2);
        reports[test] += line + "\n";
    }
    return reports;
}

struct Graded {
    fs::path program;
    std::map<std::string, int> right;  // reports by test, all in one process
    std::string evidence;
};

TestRun run_graded(const fs::path& program, const std::vector<std::string>& tests) {
    TestJob job;
    job.program = program;
    job.flavour = Flavour::thread;
    job.tests = tests;
    job.limits.test_seconds = 30;
    return run_tests(sandbox(), job);
}

Graded build_graded() {
    const TempFolder folder;
    folder.write("all.cpp", source());
    const Built built = workshop().build({}, folder.path() / "all.cpp", Flavour::thread);
    if (!built.ok) throw Error(built.diagnostics);
    Graded graded{built.program, {}, {}};
    const TestRun run = run_graded(built.program, tests_in(source(), "Right"));
    graded.evidence = run.ended.err + run.ended.evidence;
    for (const TestSeen& test : run.tests) {
        if (test.ended && (!test.failed || test.name == tripwire))
            graded.right[test.name] = test.races;
    }
    if (!run.last) throw Error("The programs did not end.\n" + graded.evidence);
    return graded;
}

class FalseAlarmsSlow : public testing::Test {
  protected:
    // Both builds at once; when one fails, so do all tests.
    static void SetUpTestSuite() {
        auto building = std::async(std::launch::async, run_bare);
        graded = build_graded();
        bare = building.get();
    }
    void SetUp() override { ASSERT_FALSE(bare.empty() || graded.right.empty()); }

    static void expect_alarm_without_the_cure(const std::string& name, const std::string& text) {
        const std::string& reports = bare["Right." + name];
        EXPECT_NE(reports.find("WARNING: ThreadSanitizer"), std::string::npos)
            << name << " meets no alarm any more: is its cure still needed?";
        EXPECT_NE(reports.find(text), std::string::npos) << name << "\n" << reports;
    }
    static void expect_none_with_it(const std::string& name) {
        const auto seen = graded.right.find("Right." + name);
        ASSERT_NE(seen, graded.right.end()) << name << "\n" << graded.evidence;
        EXPECT_EQ(seen->second, 0) << name << "\n" << graded.evidence;
    }
    // In a process of its own, so that no other test's report stands for this one.
    static void expect_real_race_seen(const std::string& name) {
        const TestRun run = run_graded(graded.program, {"Wrong." + name});
        ASSERT_TRUE(run.last) << name << "\n" << run.tampering << run.ended.err;
        const auto seen = std::ranges::find(run.tests, "Wrong." + name, &TestSeen::name);
        ASSERT_NE(seen, run.tests.end()) << name;
        EXPECT_GT(seen->races, 0) << name << "\n" << run.ended.evidence;
    }
    static void expect_cured(const std::string& name, const std::string& text) {
        expect_alarm_without_the_cure(name, text);
        expect_none_with_it(name);
        expect_real_race_seen(name);
    }

    static inline std::map<std::string, std::string> bare;
    static inline Graded graded;
};

TEST_F(FalseAlarmsSlow, LocksWithATimeLimitAreUnderstood) {
    expect_cured("TimedMutex", "unlock of an unlocked mutex");
    expect_cured("SharedTimedMutexExclusive", "data race");
    expect_cured("SharedTimedMutexShared", "data race");
    expect_cured("SemClockwait", "data race");
}

TEST_F(FalseAlarmsSlow, LocksWithATimeLimitStillEnd) {
    expect_none_with_it("TimeLimitsEnd");
}

TEST_F(FalseAlarmsSlow, ExceptionsThatCrossThreadsAreUnderstood) {
    expect_cured("PackagedTaskThatThrows", "runtime_error");
    expect_cured("PromiseWithAnException", "runtime_error");
    // Blamed is whoever drops it last, in its destructor or in free; the reader is always there.
    expect_cured("OneExceptionInThreeThreads", "rethrow(bool)");
}

TEST_F(FalseAlarmsSlow, AtomicSharedPtrIsNotBlamedForItsOwnLock) {
    expect_cured("AtomicSharedPtr", "_Sp_atomic");
}

TEST_F(FalseAlarmsSlow, RegexInSeveralThreadsIsLeftAlone) {
    expect_cured("RegexInSeveralThreads", "std::__detail::_Scanner");
}

TEST_F(FalseAlarmsSlow, FieldsNextToEachOtherAreToldApart) {
    expect_cured("Neighbours", "count(bool, int)");
}

TEST_F(FalseAlarmsSlow, LocksInBothOrdersBehindAGateAreLeftAlone) {
    expect_alarm_without_the_cure("BothOrdersBehindAGate", "lock-order-inversion");
    expect_none_with_it("BothOrdersBehindAGate");
    // A real ring of locks gets stuck, and is told from the stacks: test_run_test.cpp.
}

// The other way round: here the cure is against races that stay unseen.
TEST_F(FalseAlarmsSlow, RacesInsideLibraryObjectsAreSeenOnlyWithTheCure) {
    const std::string& reports = bare["Wrong.StringStream"];
    EXPECT_EQ(reports.find("WARNING: ThreadSanitizer"), std::string::npos)
        << "it is seen without the cure: is it still needed?\n"
        << reports;
    expect_none_with_it("StringStream");
    expect_real_race_seen("StringStream");
}

}  // namespace
}  // namespace grader
