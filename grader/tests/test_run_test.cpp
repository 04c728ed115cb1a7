// From a test source to a verdict: which tests there are, which messages are believed, and what
// each way of ending means to the learner. The programs lie in test_run/.
#include "checks/test_run.h"

#include <gtest/gtest.h>

#include "checks/check.h"
#include "tests/bench.h"

namespace grader {
namespace {

using Names = std::vector<std::string>;

TEST(TestsIn, FindsTheTestsOfOneSuiteInTheirOrder) {
    const char* const source =
        "TEST(Behaviour, B) {}\nTEST(Races, R) {}\n  TEST( Behaviour , A ) {}\n"
        "TEST_F(Behaviour, C) {\n}\nTEST(BehaviourToo, D) {}\n";
    EXPECT_EQ(tests_in(source, "Behaviour"), (Names{"Behaviour.B", "Behaviour.A", "Behaviour.C"}));
    EXPECT_EQ(tests_in(source, "Races"), Names{"Races.R"});
    EXPECT_EQ(tests_in(source, "Examples"), Names{});
}

TEST(TestsIn, FindsANameOnTheNextLine) {
    EXPECT_EQ(tests_in("TEST(Behaviour,\n     LongName) {}\nTEST_F(Behaviour,  \n\tOther) {}",
                       "Behaviour"),
              (Names{"Behaviour.LongName", "Behaviour.Other"}));
    EXPECT_EQ(tests_in("TEST(\n    Behaviour, LongName) {}", "Behaviour"),
              Names{"Behaviour.LongName"});
}

TEST(TestsIn, LeavesCommentsTextsAndMacrosOut) {
    EXPECT_EQ(
        tests_in("// TEST(Behaviour, A) {}\n/* TEST(Behaviour, B) {} */\n"
                 "/*\nTEST(Behaviour, C) {}\n*/\n    //TEST(Behaviour, D)\nTEST(Behaviour, E) {}\n"
                 "const char* text = \"TEST(Behaviour, F)\";\n#define G TEST(Behaviour, G)\n",
                 "Behaviour"),
        Names{"Behaviour.E"});
}

TEST(TestsIn, ReadsFilesWithWindowsLineEnds) {
    EXPECT_EQ(tests_in("TEST(Behaviour, A) {}\r\nTEST(Behaviour,\r\n    B) {}\r\n", "Behaviour"),
              (Names{"Behaviour.A", "Behaviour.B"}));
}

// The verdict on what was seen of a program.
Verdict judged(const TestRun& run, const Code& code, const std::string& check) {
    Exercise exercise;
    exercise.limits.test_seconds = 1;
    exercise.limits.memory_mib = 64;
    Verdict verdict;
    judge(verdict, run, exercise, code, check_kind(check));
    return verdict;
}

class ProtocolSlow : public testing::Test {
  protected:
    static void SetUpTestSuite() {
        folder = new TempFolder;
        folder->write("liar.cpp", read_file(programs / "test_run/liar.cpp"));
        const Ended built =
            by_hand(folder->path(), "g++ -std=c++20" + include_flags + "liar.cpp -o liar\n");
        ASSERT_TRUE(built.ok()) << built.err;
    }
    static void TearDownTestSuite() { delete folder; }

    static TestRun run(const std::string& lie) {
        TestJob job;
        job.program = folder->path() / "liar";
        job.tests = {"Lie." + lie};
        return run_tests(sandbox(), job);
    }
    static void expect_refused(const std::string& lie, const std::string& why) {
        const TestRun seen = run(lie);
        EXPECT_NE(seen.tampering.find(why), std::string::npos)
            << lie << ": '" << seen.tampering << "'";
        EXPECT_EQ(judged(seen, {}, "behaviour").outcome, Outcome::rejected) << lie;
    }
    static inline TempFolder* folder = nullptr;
};

TEST_F(ProtocolSlow, BelievesTheTruth) {
    const TestRun seen = run("None");
    EXPECT_EQ(seen.tampering, "");
    EXPECT_TRUE(seen.hello && seen.done && seen.last);
    ASSERT_EQ(seen.tests.size(), 2u);
    EXPECT_EQ(seen.tests[0].name, "Lie.None");
    EXPECT_TRUE(seen.tests[0].ended && !seen.tests[0].failed);
    EXPECT_EQ(judged(seen, {}, "behaviour").outcome, Outcome::pass);
}

TEST_F(ProtocolSlow, RefusesMessagesOfOthers) {
    expect_refused("WrongSignature", "not written by the test program");
    expect_refused("SkipsANumber", "not written by the test program");
    expect_refused("SaysItTwice", "not written by the test program");
    expect_refused("UnknownKind", "no known kind");
    expect_refused("ImpossibleLength", "impossible length");
}

TEST_F(ProtocolSlow, RefusesOtherTests) {
    expect_refused("OtherTests", "not the exercise's tests");
    expect_refused("FewerTests", "not the exercise's tests");
}

TEST_F(ProtocolSlow, RefusesTestsOutOfOrder) {
    expect_refused("NoHello", "in their order");
    expect_refused("StartsInside", "in their order");
    expect_refused("RunsTwice", "in their order");
    expect_refused("StartsAfterTheEnd", "in their order");
    expect_refused("EndsWhatHasNotBegun", "had not begun");
    expect_refused("DoneTooEarly", "before all of them had run");
}

TEST_F(ProtocolSlow, DemandsThatEverythingIsSaid) {
    for (const char* lie :
         {"EndsInTheMiddle", "NeverDone", "NoLastWord", "TripwireHolds", "SaysNothing"}) {
        const TestRun seen = run(lie);
        EXPECT_EQ(judged(seen, {}, "behaviour").outcome, Outcome::rejected) << lie;
    }
}

class OutcomesSlow : public testing::Test {
  protected:
    static void SetUpTestSuite() {
        code = {{"thing.h", "mine/thing.h", read_file(programs / "test_run/thing.h")}};
        const fs::path source = programs / "test_run/outcomes.cpp";
        behaviour = workshop().build(code, source, Flavour::address);
        races = workshop().build(code, source, Flavour::thread);
        ASSERT_TRUE(behaviour.ok) << behaviour.diagnostics;
        ASSERT_TRUE(races.ok) << races.diagnostics;
    }

    static Verdict verdict_on(const std::string& test, double seconds) {
        const std::string check = test.starts_with("Races") ? "races" : "behaviour";
        TestJob job;
        job.program = check == "races" ? races.program : behaviour.program;
        job.flavour = check_kind(check).flavour;
        job.tests = {test};
        job.limits.test_seconds = seconds;
        job.limits.memory_mib = 64;
        job.stacks_script = checkout / "grader/explain/stacks.py";
        return judged(run_tests(sandbox(), job), code, check);
    }
    static void expect(const std::string& test, Outcome outcome, const std::string& text = "",
                       double seconds = 1) {
        const Verdict verdict = verdict_on(test, seconds);
        EXPECT_EQ(verdict.outcome, outcome)
            << test << ": " << name(verdict.outcome) << ", not " << name(outcome);
        if (text.empty()) return;
        ASSERT_FALSE(verdict.problems.empty()) << test;
        EXPECT_NE(verdict.problems.front().headline.find(text), std::string::npos)
            << test << ": " << verdict.problems.front().headline;
        EXPECT_EQ(verdict.problems.front().test, test);
    }
    static inline Code code;
    static inline Built behaviour, races;
};

TEST_F(OutcomesSlow, ARightProgramPasses) {
    expect("Behaviour.Pass", Outcome::pass);
    expect("Races.Pass", Outcome::pass);
}

TEST_F(OutcomesSlow, AFailedExpectationIsWrong) {
    expect("Behaviour.Wrong", Outcome::wrong, "wrong() must give 42.");
    expect("Behaviour.Throws", Outcome::wrong, "a surprise");
    expect("Behaviour.PrintsThatAllIsWell", Outcome::wrong, "wrong() must give 42.");
}

TEST_F(OutcomesSlow, WhatIsNotWrittenIsNotStarted) {
    expect("Behaviour.NotStarted", Outcome::not_started, "`unwritten`");
    expect("Behaviour.NotStartedInAThread", Outcome::not_started, "`unwritten`");
    expect("Behaviour.NotStartedInNoexcept", Outcome::not_started, "`unwritten_noexcept`");
    expect("Behaviour.NotStartedAndNobodyComes", Outcome::not_started, "`unwritten`");
    expect("Races.NotStartedInAThread", Outcome::not_started, "`unwritten`");
}

TEST_F(OutcomesSlow, WhatBringsTheProgramDownIsACrash) {
    expect("Behaviour.CrashBySanitizer", Outcome::crash);
    expect("Behaviour.CrashBySignal", Outcome::crash, "Aborted");
    expect("Behaviour.ThrowsInAThread", Outcome::crash, "a surprise");
    expect("Behaviour.Eats", Outcome::crash, "64 MiB", 20);
    expect("Races.Crash", Outcome::crash);
}

TEST_F(OutcomesSlow, WhatCanNeverGoOnIsADeadlock) {
    expect("Behaviour.Ring", Outcome::deadlock, "Two threads wait for each other");
    expect("Behaviour.LostWakeUp", Outcome::deadlock, "condition variable");
    expect("Races.Ring", Outcome::deadlock, "Two threads wait for each other");
}

TEST_F(OutcomesSlow, WhatDoesNotEndIsTooSlow) {
    expect("Behaviour.Endless", Outcome::too_slow);
}

TEST_F(OutcomesSlow, ARaceIsARace) {
    expect("Races.Race", Outcome::race, "counter");
}

TEST_F(OutcomesSlow, WhatEvadesTheTestsIsRejected) {
    expect("Behaviour.Leaves", Outcome::rejected, "ended in the middle of Behaviour.Leaves");
    expect("Behaviour.WritesToTheGrader", Outcome::rejected);
    expect("Behaviour.ClosesThePipe", Outcome::rejected);
}

}  // namespace
}  // namespace grader
