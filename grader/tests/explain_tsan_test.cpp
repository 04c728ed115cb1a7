#include "explain_fixture.h"

namespace grader {
namespace {

std::vector<Problem> explained(const std::string& name) {
    const Fixture fixture("tsan/" + name);
    auto problems = explain_tsan(fixture.evidence, fixture.names);
    EXPECT_FALSE(problems.empty()) << name;
    EXPECT_LE(problems.size(), 5u) << name;
    for (const Problem& problem : problems) {
        expect_no_noise(problem);
        EXPECT_FALSE(problem.raw.empty()) << name;
    }
    if (problems.empty()) problems.emplace_back();
    return problems;
}

struct Case {
    const char* name;
    Outcome outcome;
    std::vector<const char*> texts;
};

TEST(ExplainTsan, SaysWhatTheEvidenceLooksLike) {
    const std::vector<std::pair<const char*, Pattern>> patterns = {
        {"no_lock", Pattern::no_lock},
        {"reader_without_lock", Pattern::lock_on_one_side},
        {"two_locks", Pattern::different_locks},
        {"shared_write", Pattern::readers_lock},
        {"atomic_and_plain", Pattern::atomic_on_one_side},
        {"escaped_only_tests", Pattern::handed_out},
        {"deleted", Pattern::destroyed_in_use},
        {"lock_order", Pattern::lock_ring},
        {"vptr", Pattern::none},
    };
    for (const auto& [name, pattern] : patterns)
        EXPECT_EQ(explained(name)[0].pattern, pattern) << name;
}

TEST(ExplainTsan, NamesTheVariableTheLinesAndWhatWasMissing) {
    const std::vector<Case> cases = {
        {"no_lock",
         Outcome::race,
         {"`value_`", "Two threads are in this line", "mine/counter.h:9", "Neither"}},
        {"reader_without_lock",
         Outcome::race,
         {"Two threads use `value_`", "reads `value_` here, holding no lock", "holding `mutex_`",
          "line 13 must hold `mutex_` as well, although it only reads"}},
        {"scoped_lock",
         Outcome::race,
         {"writes `left` here, holding the locks `from.mutex, to.mutex`:",
          "line 19 must hold one of the locks `from.mutex, to.mutex` as well"}},
        {"two_locks", Outcome::race, {"holding `other_`", "holding `mutex_`", "different locks"}},
        {"shared_write",
         Outcome::race,
         {"`hits_`", "only a reader's lock on `mutex_`", "std::unique_lock"}},
        {"push_back", Outcome::race, {"`lines_`", "mine/log.h:9"}},
        {"global", Outcome::race, {"`total`", "mine/sum.h:12"}},
        {"stack", Outcome::race, {"`done`", "The main thread reads `done`", "mine/count.h:8"}},
        {"escaped",
         Outcome::race,
         {"`messages_`", "inside `push_back`", "your code handed out", "a copy"}},
        {"escaped_only_tests",
         Outcome::race,
         {"data that your code handed out", "leaves the lock behind"}},
        {"vptr", Outcome::race, {"virtual functions", "mine/task.h:8"}},
        {"deleted", Outcome::race, {"destroys an object", "destroys `job_`", "mine/worker.h:22"}},
        {"use_after_destroy", Outcome::race, {"destroys the object here", "join it", "A sleep"}},
        {"unlock_unlocked",
         Outcome::race,
         {"unlocked by a thread that does not hold it", "mine/counter.h:11"}},
        {"unlock_wrong_thread",
         Outcome::race,
         {"mine/door.h:10", "first locked here", "mine/door.h:8"}},
        {"lock_order",
         Outcome::deadlock,
         {"different orders", "`from.mutex`", "`to.mutex`", "std::scoped_lock"}},
        {"atomic_and_plain",
         Outcome::race,
         {"`raised`", "atomically changes", "Only one of the two"}},
        {"double_checked", Outcome::race, {"`name_`", "line 10 must hold `mutex_`"}},
        {"shared_ptr_assign", Outcome::race, {"`current_`"}},
        {"thread_leak", Outcome::race, {"never joined", "mine/leak.h:8"}},
        {"signal_unsafe", Outcome::race, {"signal handler", "mine/signals.h:7"}},
    };
    for (const Case& one : cases) {
        const auto problems = explained(one.name);
        EXPECT_EQ(problems[0].outcome, one.outcome) << one.name;
        for (const char* text : one.texts) EXPECT_TRUE(says(problems[0], text)) << one.name;
    }
}

TEST(ExplainTsan, ShowsTheSourceLine) {
    const auto problems = explained("no_lock");
    ASSERT_TRUE(problems[0].steps[0].place);
    EXPECT_EQ(problems[0].steps[0].place->text, "        ++value_;");
}

TEST(ExplainTsan, TellsTheSameTwoLinesOnlyOnce) {
    const Fixture fixture("tsan/no_lock");
    EXPECT_EQ(explain_tsan(fixture.evidence + fixture.evidence, fixture.names).size(), 1u);
    EXPECT_EQ(explained("push_back").size(), 1u);  // four reports about one line
}

TEST(ExplainTsan, FindsTheLearnersFileBehindAnAbsolutePath) {
    Fixture fixture("tsan/no_lock");
    for (std::size_t at = 0; (at = fixture.evidence.find(" code/", at)) != std::string::npos;
         at += 20)
        fixture.evidence.replace(at, 6, " /run/build/code/");
    const auto problems = explain_tsan(fixture.evidence, fixture.names);
    ASSERT_EQ(problems.size(), 1u);
    EXPECT_TRUE(says(problems[0], "mine/counter.h:9"));
}

TEST(ExplainTsan, FindsNothingInOrdinaryOutput) {
    EXPECT_TRUE(explain_tsan("hello\nWARNING: something\n", {}).empty());
    EXPECT_TRUE(explain_tsan("", {}).empty());
}

TEST(ExplainTsan, SurvivesAReportThatWasCutAnywhere) {
    const Fixture fixture("tsan/two_locks");
    for (std::size_t length = 0; length < fixture.evidence.size(); length += 97)
        for (const Problem& problem :
             explain_tsan(fixture.evidence.substr(0, length), fixture.names))
            EXPECT_FALSE(problem.headline.empty());
}

TEST(Names, TranslatesPathsOfTheLearnersFilesOnly) {
    Names names;
    names.add("code/a.h", "exercises/a.h", "one\ntwo\n");
    EXPECT_EQ(names.translated("at code/a.h:2, /x/code/a.h:3, code/a.hpp, barcode/a.h"),
              "at exercises/a.h:2, exercises/a.h:3, code/a.hpp, barcode/a.h");
    EXPECT_FALSE(names.is_learners("test/tests.cpp"));
    ASSERT_TRUE(names.place("./code/a.h", 2));
    EXPECT_EQ(names.place("./code/a.h", 2)->text, "two");
    EXPECT_EQ(names.place("code/a.h", 99)->text, "");
}

}  // namespace
}  // namespace grader
