#include "explain_fixture.h"

namespace grader {
namespace {

std::vector<Problem> explained(const std::string& name) {
    const Fixture fixture("compiler/" + name);
    auto problems = explain_compiler(fixture.evidence, fixture.names);
    EXPECT_FALSE(problems.empty()) << name;
    EXPECT_LE(problems.size(), 5u) << name;
    for (const Problem& problem : problems) {
        expect_no_noise(problem);
        EXPECT_EQ(problem.outcome, Outcome::does_not_build) << name;
    }
    if (problems.empty()) problems.emplace_back();
    return problems;
}

struct Case {
    const char* name;
    std::vector<const char*> texts;
};

TEST(ExplainCompiler, PutsTheCommonMistakesIntoWordsAtTheLearnersLine) {
    const std::vector<Case> cases = {
        {"missing_include",
         {"`mutex` in namespace `std`", "Add `#include <mutex>`", "mine/counter.h:17"}},
        {"not_mutable", {"mine/counter.h:12", "mutable std::mutex"}},
        {"const_call", {"mine/account.h:11", "Add `const`"}},
        {"missing_semicolon", {"expected `;`", "line above"}},
        {"missing_class_semicolon", {"mine/counter.h:10", "`};`"}},
        {"missing_brace", {"mine/counter.h:5", "never closed"}},
        {"undeclared", {"`vlaue_` was not declared", "did you mean `value_`"}},
        {"unknown_header", {"mutx: No such file", "mine/counter.h:3"}},
        {"no_return_value", {"invalid conversion", "mine/counter.h:12"}},
        {"copies_mutex", {"mine/slot.h:13", "A mutex cannot be copied"}},
        {"copies_unique_ptr",
         {"std::unique_ptr<int>::unique_ptr(const", "mine/jobs.h:9", "std::move"}},
        {"copies_thread", {"mine/run.h:10", "only moved"}},
        {"copies_atomic", {"mine/counters.h:9", "cannot grow"}},
        {"moved_type_parameter", {"mine/queue.h:8", "std::move"}},
        {"thread_reference", {"mine/sum.h:9", "std::ref"}},
        {"thread_member", {"mine/worker.h:7", "[this] { run(); }"}},
        {"no_match_call", {"mine/pool.h:7", "too many, too few"}},
        {"cv_wait_guard", {"mine/event.h:10", "std::unique_lock"}},
        {"lock_guard_unnamed_argument", {"mine/counter.h:8", "needs the mutex"}},
        {"template_misuse", {"no match for `operator<`", "mine/queue.h:15"}},
        {"python_habits", {"no `self`"}},
    };
    for (const Case& one : cases) {
        const auto problems = explained(one.name);
        for (const char* text : one.texts) EXPECT_TRUE(says(problems[0], text)) << one.name;
        ASSERT_FALSE(problems[0].steps.empty()) << one.name;
        ASSERT_TRUE(problems[0].steps[0].place) << one.name;
        EXPECT_GT(problems[0].steps[0].place->column, 0) << one.name;
        EXPECT_FALSE(problems[0].steps[0].place->text.empty()) << one.name;
    }
}

TEST(ExplainCompiler, SaysThatTheTestsNeedWhatTheFileNoLongerHas) {
    EXPECT_TRUE(says(explained("removed_member")[0],
                     "The tests use `Counter::value`, and your file does not have it (any more)."));
    EXPECT_TRUE(says(explained("renamed_class")[0], "The tests use `Counter`"));
    EXPECT_TRUE(says(explained("changed_parameters")[0], "The tests call `Counter::increment()`"));
    EXPECT_TRUE(says(explained("changed_parameters")[0], "mine/counter.h:7"));
    EXPECT_TRUE(says(explained("made_private")[0], "private in your file"));
    EXPECT_TRUE(says(explained("wrong_return_for_tests")[0], "returns void"));
}

TEST(ExplainCompiler, ExplainsTheLinker) {
    EXPECT_TRUE(says(explained("declared_only")[0],
                     "`Counter::increment()` is declared and used, but it has no body"));
    EXPECT_TRUE(says(explained("multiple_definition")[0], "`add(int)` is defined more than once"));
    EXPECT_TRUE(says(explained("multiple_definition")[0], "mine/total.h:4"));
    EXPECT_TRUE(says(explained("multiple_definition")[0], "`inline`"));
}

TEST(ExplainCompiler, StopsAfterFive) {
    EXPECT_EQ(explained("five_errors").size(), 5u);
    const Fixture fixture("compiler/five_errors");
    EXPECT_EQ(explain_compiler(fixture.evidence, fixture.names, 2).size(), 2u);
}

TEST(ExplainCompiler, TellsOneMissingHeaderOnce) {
    EXPECT_EQ(explained("missing_include").size(), 1u);
}

TEST(ExplainCompiler, LeavesWarningsOut) {
    EXPECT_TRUE(explain_compiler("code/a.h:1:2: warning: unused variable 'x' [-Wunused-variable]\n"
                                 "code/a.h:1:2: note: declared here\n",
                                 {})
                    .empty());
}

TEST(ExplainCompiler, SaysSomethingAboutErrorsThatNameNoPlace) {
    const auto problems = explain_compiler(
        "g++: fatal error: Killed signal terminated program cc1plus\ncompilation terminated.\n",
        {});
    ASSERT_EQ(problems.size(), 1u);
    EXPECT_TRUE(says(problems[0], "Killed signal"));
}

}  // namespace
}  // namespace grader
