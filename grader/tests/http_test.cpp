// The kit's HTTP: one description of a server, answered by real sockets under the sanitizers and in
// virtual time under the conductor. The program is http/fetches.cpp.
#include <gtest/gtest.h>

#include <algorithm>

#include <nlohmann/json.hpp>

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
    const auto json = nlohmann::json::parse(measured.at("Speed.SleepsInVirtualTime"));
    EXPECT_EQ(json["end"], "nothing");
    for (const auto& demand : json["demands"]) {
        const auto took = demand["measured"].get<long>(), limit = demand["limit"].get<long>();
        const bool held = demand["kind"] == "at_most" ? took <= limit : took >= limit;
        EXPECT_TRUE(held) << demand["what"] << ": " << took;
    }
}

}  // namespace
}  // namespace grader
