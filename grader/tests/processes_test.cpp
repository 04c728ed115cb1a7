// The kit's way to look at processes from outside. The program is processes/families.cpp.
#include <gtest/gtest.h>

#include <algorithm>

#include "checks/test_run.h"
#include "common/text.h"
#include "tests/bench.h"

namespace grader {
namespace {

const fs::path source = programs / "processes/families.cpp";

class ProcessesSlow : public testing::Test {
  protected:
    static TestRun run(const std::vector<std::string>& tests) {
        static const Built built = workshop().build({}, source, Flavour::address);
        if (!built.ok) throw Error(built.diagnostics);
        TestJob job;
        job.program = built.program;
        job.flavour = Flavour::address;
        job.tests = tests;
        job.limits.test_seconds = 60;
        job.stacks_script = checkout / "grader/explain/stacks.py";
        return run_tests(sandbox(), job);
    }
};

TEST_F(ProcessesSlow, SaysWhatIsLeft) {
    const std::vector<std::pair<std::string, std::string>> expected{
        {"Left.Zombie", "1 zombie"},
        {"Left.RunningChild", "1 process that still runs"},
        {"Left.Orphan", "whose parent has ended"},
        {"Left.Descriptor", "/dev/null"},
        {"Left.Segment", "/racecourse-left"},
        {"Left.Exit", "ended with exit()"},
        {"Left.SecondSelf", "came back out of your code"}};
    const TestRun seen = run(tests_in(read_file(source), "Left"));
    // No child has spoken in its parent's name.
    EXPECT_TRUE(seen.last) << seen.tampering << seen.ended.err << seen.ended.evidence;
    EXPECT_EQ(seen.ended.leftovers, 0);
    for (const auto& [name, words] : expected) {
        const auto test = std::ranges::find(seen.tests, name, &TestSeen::name);
        ASSERT_NE(test, seen.tests.end()) << name;
        ASSERT_EQ(test->failures.size(), 1u) << name;
        EXPECT_NE(test->failures.front().because.find(words), std::string::npos)
            << name << ": " << test->failures.front().because;
    }
}

TEST_F(ProcessesSlow, FindsNothingWrongWithARightProgram) {
    const auto tests = tests_in(read_file(source), "Right");
    const TestRun seen = run(tests);
    EXPECT_TRUE(seen.last) << seen.tampering << seen.ended.err << seen.ended.evidence;
    EXPECT_GE(tests.size(), 4u);
    for (const std::string& name : tests) {
        const auto test = std::ranges::find(seen.tests, name, &TestSeen::name);
        ASSERT_NE(test, seen.tests.end()) << name;
        EXPECT_TRUE(test->ended && !test->failed)
            << name << (test->failures.empty() ? "" : test->failures.front().raw);
    }
}

}  // namespace
}  // namespace grader
