#include "common/text.h"
#include "explain_fixture.h"

namespace grader {
namespace {

Stuck explained(const std::string& name) {
    const Fixture fixture("stacks/" + name);
    Stuck stuck = explain_stacks(fixture.evidence, fixture.names);
    EXPECT_EQ(stuck.problem.outcome, stuck.stuck ? Outcome::deadlock : Outcome::too_slow) << name;
    expect_no_noise(stuck.problem);
    return stuck;
}

struct Case {
    const char* name;
    bool stuck, cycle;
    std::vector<const char*> texts;
};

TEST(ExplainStacks, SaysWhoWaitsForWhatAndWhoHoldsIt) {
    const std::vector<Case> cases = {
        {"ring",
         true,
         true,
         {"Two threads wait for each other",
          "Thread 1 holds `from.mutex` since here: mine/bank.h:14",
          "Thread 1 waits here for `to.mutex`, which thread 2 holds: mine/bank.h:16",
          "Thread 2 waits here for `to.mutex`, which thread 1 holds", "std::scoped_lock",
          "other way round"}},
        {"philosophers", true, true, {"3 threads wait for each other in a ring"}},
        {"self_deadlock",
         true,
         true,
         {"a lock that it holds itself", "holds `mutex_` since here: mine/counter.h:8",
          "mine/counter.h:12", "RLock"}},
        {"join_under_lock",
         true,
         true,
         {"The main thread holds `mutex_` since here: mine/worker.h:10",
          "for thread 1 to end: mine/worker.h:11", "Do not hold a lock while you join"}},
        {"lost_wakeup",
         true,
         false,
         {"Thread 1 waits on the condition variable `not_empty_`, and nobody is left who could "
          "notify it",
          "mine/queue.h:15"}},
        {"pool_join",
         true,
         false,
         {"the condition variable `wake_`", "waits here for thread 1 to end"}},
        {"wait_holding_lock",
         true,
         false,
         {"while it holds a lock that the main thread needs",
          "holds `order_` since here: mine/event.h:15"}},
        {"lock_never_released",
         true,
         false,
         {"`mutex_`, which was locked by a thread that has ended", "mine/counter.h:8",
          "std::lock_guard"}},
        {"upgrade",
         true,
         false,
         {"for writing while it is still held for reading", "mine/cache.h:9", "mine/cache.h:11"}},
        {"semaphore", true, false, {"the semaphore `free_`", "release it", "mine/slots.h:7"}},
        {"latch", true, false, {"the latch `done`", "count it down", "mine/all.h:11"}},
        {"barrier", true, false, {"the barrier `barrier_`", "Thread 2 waits"}},
        {"atomic_wait", true, false, {"a change of `set_`", "notify"}},
        {"future", true, false, {"a future", "give it a value", "mine/answer.h:7"}},
    };
    for (const Case& one : cases) {
        const Stuck stuck = explained(one.name);
        EXPECT_EQ(stuck.stuck, one.stuck) << one.name;
        EXPECT_EQ(stuck.cycle, one.cycle) << one.name;
        for (const char* text : one.texts) EXPECT_TRUE(says(stuck.problem, text)) << one.name;
    }
}

TEST(ExplainStacks, DoesNotCallAProgramStuckThatMayStillGoOn) {
    const std::vector<Case> cases = {
        {"spins", false, false, {"thread 1 is still running at line 9"}},
        {"timed_loop", false, false, {"with a time limit", "mine/event.h:11"}},
        {"sleeps", false, false, {"the end of a sleep"}},
        {"reads_pipe", false, false, {"outside of the program", "mine/pipe.h:9"}},
    };
    for (const Case& one : cases) {
        const Stuck stuck = explained(one.name);
        EXPECT_FALSE(stuck.stuck) << one.name;
        for (const char* text : one.texts) EXPECT_TRUE(says(stuck.problem, text)) << one.name;
    }
}

TEST(ExplainStacks, DoesNotBlameTheLearnerForATestThatHoldsALockWhileItJoins) {
    Fixture fixture("stacks/join_under_lock");
    // The same, but lock and join stand in the test.
    fixture.evidence =
        replaced(fixture.evidence, R"({"file": "code/worker.h", "line": 10, "address": ""})", "");
    fixture.evidence = replaced(fixture.evidence, R"("file": "code/worker.h", "line": 11)",
                                R"("file": "test/tests.cpp", "line": 7)");
    const Stuck stuck = explain_stacks(fixture.evidence, fixture.names);
    EXPECT_TRUE(stuck.stuck);
    EXPECT_TRUE(says(stuck.problem, "The main thread waits for thread 1 to end."));
    EXPECT_TRUE(says(stuck.problem, "The test holds this lock until the other thread has ended"));
    EXPECT_TRUE(says(stuck.problem, "with a time limit, or not at all"));
    EXPECT_FALSE(says(stuck.problem, "while you join"));
}

TEST(ExplainStacks, SaysOnlyThatTimeIsUpWhenThereAreNoStacks) {
    for (const char* text : {"", "gdb: no such process",
                             "=== racecourse stacks ===\n{broken\n=== end of stacks ==="}) {
        const Stuck stuck = explain_stacks(text, {});
        EXPECT_FALSE(stuck.stuck);
        EXPECT_FALSE(stuck.problem.headline.empty());
    }
}

}  // namespace
}  // namespace grader
