#include "explain_fixture.h"

namespace grader {
namespace {

std::vector<Problem> explained(const std::string& name) {
    const Fixture fixture("asan/" + name);
    auto problems = explain_asan(fixture.evidence, fixture.names);
    EXPECT_FALSE(problems.empty()) << name;
    for (const Problem& problem : problems) {
        expect_no_noise(problem);
        EXPECT_EQ(problem.outcome, Outcome::crash) << name;
    }
    if (problems.empty()) problems.emplace_back();
    return problems;
}

struct Case {
    const char* name;
    std::vector<const char*> texts;
};

TEST(ExplainAsan, SaysWhatWasDoneToWhichMemoryAndWhereItCameFrom) {
    const std::vector<Case> cases = {
        {"use_after_free",
         {"freed before", "read here, inside `size`: mine/slot.h:14", "freed here: mine/slot.h:11",
          "allocated here: mine/slot.h:8"}},
        {"vector_iterator", {"mine/grow.h:9", "freed here, inside `push_back`: mine/grow.h:8"}},
        {"detached_member", {"mine/beeper.h:11", "freed by the test"}},
        {"escaped_in_tests",
         {"read in the test", "your code handed out", "inside `push_back`: mine/inbox.h:7"}},
        {"stack_after_scope",
         {"the local variable `number`", "mine/later.h:9", "Capture by value"}},
        {"out_of_bounds", {"out of bounds", "mine/sum.h:7", "16 bytes long"}},
        {"stack_out_of_bounds", {"An index is out of bounds", "mine/sum.h:6"}},
        {"double_free",
         {"freed twice", "second time here: mine/slot.h:5", "freed here: mine/slot.h:6"}},
        {"null_pointer", {"null pointer", "mine/list.h:13"}},
        {"stack_overflow", {"stack is full", "mine/depth.h:3"}},
        {"leak",
         {"16 bytes was made with new and never deleted", "mine/stack.h:11", "std::unique_ptr"}},
        {"overflow", {"too large for its type", "mine/twice.h:4", "2000000000 * 2"}},
        {"missing_return", {"without a return", "mine/sign.h:3"}},
    };
    for (const Case& one : cases) {
        const auto problems = explained(one.name);
        for (const char* text : one.texts) EXPECT_TRUE(says(problems[0], text)) << one.name;
    }
}

TEST(ExplainAsan, TellsOneMistakeOnceWhenTwoCheckersSeeIt) {
    EXPECT_EQ(explained("null_pointer").size(), 1u);
    EXPECT_EQ(explained("stack_out_of_bounds").size(), 1u);
    EXPECT_EQ(explained("leak").size(), 1u);
}

TEST(ExplainAsan, KnowsTheColumnOfUndefinedBehaviour) {
    const auto problems = explained("overflow");
    ASSERT_TRUE(problems[0].steps[0].place);
    EXPECT_EQ(problems[0].steps[0].place->column, 21);
}

TEST(ExplainAsan, FindsNothingInOrdinaryOutput) {
    EXPECT_TRUE(explain_asan("hello\n#0 nothing\n", {}).empty());
}

}  // namespace
}  // namespace grader
