// The kit's HTTP: one description of a server, answered by real sockets under the sanitizers and in
// virtual time under the conductor. The program is http/fetches.cpp.
#include <gtest/gtest.h>

#include <algorithm>

#include "checks/conducted.h"
#include "checks/test_run.h"
#include "common/text.h"
#include "tests/bench.h"

namespace grader {
namespace {

const fs::path source = programs / "http/fetches.cpp";
const std::string racing = "Schedules.RacesBesideItsFetches";

// What a right program meets in each flavour, and what a faulty one.
class HttpSlow : public testing::Test {
  protected:
    static const Built& built(Flavour flavour) {
        static const Built address = workshop().build({}, source, Flavour::address);
        static const Built thread = workshop().build({}, source, Flavour::thread, true);
        return flavour == Flavour::address ? address : thread;
    }
    static TestRun run(Flavour flavour, const std::vector<std::string>& tests) {
        if (!built(flavour).ok) throw Error(built(flavour).diagnostics);
        TestJob job;
        job.program = built(flavour).program;
        job.flavour = flavour;
        job.tests = tests;
        job.limits.test_seconds = 60;
        job.stacks_script = checkout / "grader/explain/stacks.py";
        return run_tests(sandbox(), job);
    }
    static std::vector<std::string> right() {
        auto tests = tests_in(read_file(source), "Schedules");
        std::erase(tests, racing);
        return tests;
    }

    static void expect_right(Flavour flavour) {
        const TestRun seen = run(flavour, right());
        EXPECT_TRUE(seen.last) << seen.tampering << seen.ended.err << seen.ended.evidence;
        EXPECT_GE(right().size(), 5u);
        for (const std::string& name : right()) {
            const auto test = std::ranges::find(seen.tests, name, &TestSeen::name);
            ASSERT_NE(test, seen.tests.end()) << name;
            EXPECT_TRUE(test->ended && !test->failed)
                << name << (test->failures.empty() ? "" : test->failures.front().raw);
            EXPECT_EQ(test->races, 0) << name << seen.ended.evidence;
        }
    }
};

TEST_F(HttpSlow, IsRealUnderTheAddressSanitizer) {
    expect_right(Flavour::address);
}

TEST_F(HttpSlow, MeetsNoAlarmUnderThreadSanitizer) {
    expect_right(Flavour::thread);
}

TEST_F(HttpSlow, HidesNoRace) {
    const TestRun seen = run(Flavour::thread, {racing});
    const auto test = std::ranges::find(seen.tests, racing, &TestSeen::name);
    ASSERT_NE(test, seen.tests.end());
    EXPECT_GT(test->races, 0) << seen.ended.evidence;
}

// A server that waits for its next request keeps nobody from seeing that all others are stuck.
TEST_F(HttpSlow, ADeadlockIsSeenBesideAServer) {
    const TestRun seen = run(Flavour::address, {"Stuck.WhileTheServerWaitsForRequests"});
    EXPECT_EQ(seen.delay, Delay::stuck) << seen.stacks;
}

TEST_F(HttpSlow, HoldsInManySchedules) {
    SearchOptions options;
    options.schedules = 100;
    for (const std::string& test : right()) {
        options.test = test;
        const auto found = search(sandbox(), built(Flavour::thread).conducted, options);
        ASSERT_EQ(found.size(), 1u) << test;
        EXPECT_EQ(found[0].found, "nothing") << test;
    }
    options.test = racing;
    const auto found = search(sandbox(), built(Flavour::thread).conducted, options);
    ASSERT_EQ(found.size(), 1u);
    EXPECT_EQ(found[0].found, "race");
    EXPECT_LE(found[0].schedules, 3);
}

TEST_F(HttpSlow, TakesVirtualTimeOnVirtualCores) {
    const Built plain = workshop().build({}, source, Flavour::plain, true);
    ASSERT_TRUE(plain.ok) << plain.diagnostics;
    const auto measured =
        rehearsals(sandbox(), plain.conducted, 8, {"--gtest_filter=Speed.SleepsInVirtualTime"});
    expect_demands_hold(measured.at("Speed.SleepsInVirtualTime"), "Speed.SleepsInVirtualTime");
}

// The same for coroutines, in one loop.
TEST(AsyncHttpSlow, HoldsInEachProgram) {
    const fs::path program = programs / "http/async_fetches.cpp";
    const auto tests = tests_in(read_file(program), "Schedules");
    EXPECT_EQ(tests.size(), 5u);
    for (const Flavour flavour : {Flavour::address, Flavour::thread}) {
        const Built built = workshop().build({}, program, flavour, flavour == Flavour::thread);
        ASSERT_TRUE(built.ok) << built.diagnostics;
        TestJob job;
        job.program = built.program;
        job.flavour = flavour;
        job.tests = tests;
        job.limits.test_seconds = 60;
        job.stacks_script = checkout / "grader/explain/stacks.py";
        const TestRun seen = run_tests(sandbox(), job);
        EXPECT_TRUE(seen.last) << seen.tampering << seen.ended.err << seen.ended.evidence;
        for (const std::string& name : tests) {
            const auto test = std::ranges::find(seen.tests, name, &TestSeen::name);
            ASSERT_NE(test, seen.tests.end()) << name;
            EXPECT_TRUE(test->ended && !test->failed)
                << name << (test->failures.empty() ? "" : test->failures.front().raw);
            EXPECT_EQ(test->races, 0) << name << seen.ended.evidence;
        }
        if (flavour != Flavour::thread) continue;
        for (const Searched& each : search(sandbox(), built.conducted, {100, 0, -1, "*"}))
            EXPECT_EQ(each.found, "nothing")
                << each.test << trace_of(sandbox(), built.conducted, each.test, each.token);
    }
    const Built plain = workshop().build({}, program, Flavour::plain, true);
    ASSERT_TRUE(plain.ok) << plain.diagnostics;
    const auto measured = rehearsals(sandbox(), plain.conducted);
    const std::string test = "Speed.FetchesTogetherInVirtualTime";
    expect_demands_hold(measured.at(test), test);
}

}  // namespace
}  // namespace grader
