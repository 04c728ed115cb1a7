#include "explain/speed.h"

#include "explain/speed_words.h"
#include "report/cores.h"
#include "schedule_fixture.h"
#include "speed_fixture.h"

namespace grader {
namespace {

constexpr double ms = 1e6;

SpeedDemand speedup(double reached, double sequential = 40 * ms, int threads = 8) {
    SpeedDemand demand;
    demand.kind = SpeedDemand::speedup;
    demand.because = "Eight threads each sum a part; nothing keeps them from running together.";
    demand.measured = reached;
    demand.limit = 2.7;
    demand.sequential = sequential;
    demand.parallel = sequential / reached;
    demand.threads = threads;
    return demand;
}

SpeedDemand at_most(const std::string& what, double measured, double limit, int threads = 1) {
    SpeedDemand demand;
    demand.kind = SpeedDemand::at_most;
    demand.because = "Stopping takes no time when the thread is woken.";
    demand.what = what;
    demand.seconds = !what.ends_with(".threads");
    demand.measured = measured;
    demand.limit = limit;
    demand.threads = threads;
    return demand;
}

Speed decided(std::vector<SpeedDemand> demands) {
    Speed speed;
    speed.test = "Speed.SumsInParallel";
    for (const SpeedDemand& demand : demands)
        if (demand.kind == SpeedDemand::speedup) {
            speed.speedup = demand.measured;
            speed.needed = demand.limit;
            speed.reference = 6.9;
        }
    speed.demands = std::move(demands);
    return speed;
}

std::vector<Problem> explained(const Speed& speed, const Message& message,
                               const std::string& counted = "") {
    return explain_speed(speed, message.text(), counted, speed_names());
}

// Headline, steps, why and mend of the only problem, without its picture.
std::string told(const SpeedDemand& demand, const Message& message,
                 const std::string& counted = "") {
    auto problems = explained(decided({demand}), message, counted);
    if (problems.size() != 1) return fmt::format("{} problems", problems.size());
    problems[0].lanes.reset();
    return read_aloud(problems[0], 80);
}

bool holds(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

TEST(ExplainSpeed, NamesTheLockThatMostOfTheTimeGoesInto) {
    const Message message = std::move(Message()
                                          .lane("the test", "wwwwwwww")
                                          .lane("", "blllllll", 3)
                                          .lane("", "lblllllb", 3)
                                          .lanes(6, "lllllbll", 3)
                                          .wait("lock", 50, 5, 5)
                                          .wait("join", 8, 4));
    const auto problems = explained(decided({speedup(1.1)}), message);
    ASSERT_EQ(problems.size(), 1u);
    EXPECT_EQ(problems[0].outcome, Outcome::too_slow);
    EXPECT_EQ(problems[0].test, "Speed.SumsInParallel");
    EXPECT_EQ(
        read_aloud(problems[0], 80),
        R"(too slow: Eight threads each sum a part; nothing keeps them from running together. Your parallel version is 1.1 times as fast as the sequential one on 8 virtual cores; 2.7 times is needed, the reference reaches 6.9.
- 100 % of the time that the cores lose goes into waiting for `mutex_`:
  mine/run.h:5 | std::lock_guard lock(mutex_);
why: While one thread holds a lock, all others that want it stand still, however many cores there are.
mend: Look at what is done while the lock is held: does all of it need the lock, and do all threads need the same one?
)" + ("\n" + plain_cores(*problems[0].lanes, 80)));
}

TEST(ExplainSpeed, SaysWhereTheHolderTookTheLockIfElsewhere) {
    const Message message =
        std::move(Message().lane("the test", "ww").lanes(8, "bl", 3).wait("lock", 50, 5, 11));
    EXPECT_TRUE(holds(told(speedup(2), message),
                      "- The one who held it longest took it here:\n  mine/run.h:11 | "));
}

TEST(ExplainSpeed, ShowsBothPlacesOfFalseSharing) {
    const Message message = std::move(Message().lane("the test", "wwwww").lanes(8, "bbbbb", 3));
    const Message counted = std::move(Message().line({0, 8}, {7, 8}));
    EXPECT_EQ(
        told(
            [] {
                SpeedDemand demand = speedup(0.8);
                demand.parallel = 5 * ms;
                return demand;
            }(),
            message, counted.text()),
        R"(too slow: Eight threads each sum a part; nothing keeps them from running together. Your parallel version is slower than the sequential one: 0.80 times as fast on 8 virtual cores; 2.7 times is needed, the reference reaches 6.9.
- 100 % of the time that the cores lose goes into false sharing: threads write to different variables that lie in the same 64 bytes of memory:
  mine/run.h:7 | counts_.left++;
- Another thread uses the same 64 bytes here:
  mine/run.h:8 | counts_.right++;
why: Memory moves between the cores in lines of 64 bytes, and only one core at a time can write to a line. Whoever writes takes it away from the others, which then wait to get it back.
mend: Look at where the things that different threads write to lie: which of them are neighbours in memory?
)");
}

TEST(ExplainSpeed, TellsOneContendedVariableFromFalseSharing) {
    SpeedDemand demand = speedup(0.8);
    demand.parallel = 5 * ms;
    const Message message = std::move(Message().lane("the test", "wwwww").lanes(8, "bbbbb", 3));
    const std::string one = told(demand, message, std::move(Message().line({8, 8}, {9, 9})).text());
    EXPECT_TRUE(holds(one,
                      "goes into one variable that several threads change all the time:\n"
                      "  mine/run.h:9 | total_.fetch_add(1);\n"
                      "why: "))
        << one;
    EXPECT_FALSE(holds(one, "false sharing")) << one;
    const std::string unknown = told(demand, message);
    EXPECT_TRUE(holds(unknown, "goes into taking memory from each other")) << unknown;
}

TEST(ExplainSpeed, ShowsTheJoinInsideTheLoopThatStarts) {
    Message message;
    message.lane("the test", "wwwwwwww");
    for (int i = 0; i < 8; ++i) {
        std::string letters(8, ' ');
        letters[static_cast<std::size_t>(i)] = 'b';
        message.lane("", letters, 3);
    }
    message.wait("join", 8, 4);
    EXPECT_EQ(
        told(speedup(1, 8 * ms), message),
        R"(too slow: Eight threads each sum a part; nothing keeps them from running together. Your parallel version is 1.0 times as fast as the sequential one on 8 virtual cores; 2.7 times is needed, the reference reaches 6.9.
- The 8 threads run one after another: hardly ever do two of them run at a time.
- They are started here:
  mine/run.h:3 | std::thread worker([&, i] { part(i); });
- The end of each is waited for here:
  mine/run.h:4 | worker.join();
why: Threads that never run at the same time are no faster than one thread; starting them even costs time.
mend: Look at when each thread begins and at when somebody waits for it: what lies between the two?
)");
}

TEST(ExplainSpeed, HasASentenceForEachOtherReason) {
    const auto says = [](const SpeedDemand& demand, const Message& message,
                         const std::string& sentence) {
        const std::string text = told(demand, message);
        EXPECT_TRUE(holds(text, sentence)) << text;
        EXPECT_TRUE(holds(text, "why: ")) << text;
    };
    says(speedup(1.3),
         std::move(Message().lane("the test", "wwww").lanes(8, "bsss", 3).wait("atomic", 30, 6)),
         "goes into busy waiting: threads look again and again at `ready_`:\n  mine/run.h:6");
    says(speedup(1.0, 8 * ms, 0), std::move(Message().lane("the test", "bbbbbbbb")),
         "No thread was started: all of the work is done in the caller's thread.");
    says(speedup(1.9, 8 * ms, 2), std::move(Message().lane("the test", "wwww").lanes(2, "bbbb", 3)),
         "Only 2 threads were started, for 8 cores:\n  mine/run.h:3");
    says(speedup(1.4, 17 * ms),
         std::move(Message()
                       .lane("the test", "wwwwwwwwwwww")
                       .lane("", "bbbbbbbbbbbb", 3)
                       .lanes(7, "b           ", 3)),
         "63 % of all that is computed is computed by thread 1, and others stand by:");
    says(speedup(2.0, 10 * ms), std::move(Message().lane("the test", "wwwww").lanes(8, "bbbbb", 3)),
         "The threads compute 4.0 times as long as the sequential version, all together: 40 ms of "
         "processor time, not 10 ms.");
    says(
        [] {
            SpeedDemand fine = speedup(0.5, 5 * ms, 400);
            fine.work = 12 * ms;
            return fine;
        }(),
        std::move(Message().lane("the test", "bbbbbbbbbb").lanes(8, "b         ", 3)),
        "400 threads are started, each for 30 µs of work on the average: starting them costs more");
    says(speedup(1.2),
         std::move(Message().lane("the test", "wwww").lanes(8, "bwww", 3).wait("futex", 90, 1)),
         "goes into waiting for another thread:\n  mine/run.h:1");
    says(
        speedup(1.2),
        std::move(Message().lane("the test", "wwww").lanes(8, "bwww", 3).wait("condition", 90, 11)),
        "goes into waiting for the condition variable `not_empty_`:\n  mine/run.h:11");
    says(speedup(1.2),
         std::move(Message().lane("the test", "wwww").lanes(8, "bzzz", 3).wait("sleep", 90, 10)),
         "of the time that the cores lose is slept through:\n  mine/run.h:10");
}

TEST(ExplainSpeed, SaysWhatAThreadSlept) {
    const Message message = std::move(Message()
                                          .lane("the test", "wwwwwwwwwwwwwwwwwwww")
                                          .lane("the worker", "zzzzzzzzzzzzzzzzzzzz", 3)
                                          .wait("sleep", 100, 10));
    EXPECT_EQ(
        told(at_most("stop.time", 103 * ms, 5 * ms), message),
        R"(too slow: Stopping takes no time when the thread is woken. It took 103 ms; at most 5 ms are allowed.
- For all of that time a thread sleeps:
  mine/run.h:10 | std::this_thread::sleep_for(100ms);
why: A thread that sleeps for a fixed time does nothing else meanwhile, and nobody can wake it.
mend: Ask whether the others have to wait for this sleep, and whether what ends the waiting could wake the thread.
)");
}

TEST(ExplainSpeed, TellsSleepsThatFollowEachOther) {
    const Message message = std::move(Message()
                                          .lane("the test", "wwww")
                                          .lane("", "z   ", 3)
                                          .lane("", " z  ", 3)
                                          .lane("", "  z ", 3)
                                          .lane("", "   z", 3)
                                          .wait("join", 4, 4));
    EXPECT_TRUE(holds(told(at_most("fetch.time", 400 * ms, 110 * ms, 4), message),
                      "The 4 threads run one after another"));
}

TEST(ExplainSpeed, TellsBusyWaitingFromPollingAndComputing) {
    SpeedDemand demand = at_most("wait.work", 97 * ms, 5 * ms);
    demand.work = 97 * ms;
    demand.spun = 96 * ms;
    const std::string spins = told(
        demand,
        std::move(Message().lane("the test", "wwww").lane("", "ssss", 3).wait("atomic", 4, 6)));
    EXPECT_TRUE(holds(spins, "It used 97 ms of processor time; at most 5 ms are allowed."))
        << spins;
    EXPECT_TRUE(holds(spins,
                      "This is busy waiting: for 96 ms of it threads look again and again "
                      "at `ready_`:\n  mine/run.h:6"))
        << spins;
    demand.spun = 0;
    EXPECT_TRUE(holds(
        told(
            demand,
            std::move(Message().lane("the test", "wwww").lane("", "zzzb", 3).wait("sleep", 3, 10))),
        "A thread sleeps for a short time, looks, and sleeps again:\n  mine/run.h"));
    EXPECT_TRUE(holds(told(demand, std::move(Message().lane("the test", "bbbb"))),
                      "A thread that waits should sleep until it is woken"));
}

TEST(ExplainSpeed, SaysWhatTheCallerSleepsWhileTheTestSleepsToo) {
    // Another thread of the test, which began before, sleeps for half of the time.
    const auto message = [] {
        return std::move(
            Message().lane("the test", "zzzzzzzzzz").lane("", "zzzz").wait("sleep", 10, 10));
    };
    const SpeedDemand demand = at_most("wait.time", 50 * ms, 29 * ms, 0);
    const std::string text = told(demand, std::move(message().wait("sleep", 4, 10).in_test(0)));
    EXPECT_TRUE(holds(text, "- For all of that time a thread sleeps:\n  mine/run.h:10")) << text;
    EXPECT_FALSE(holds(text, "one after another")) << text;
    // Of the test's own sleeps nothing is said.
    const std::string tests = told(demand, std::move(message().in_test(0)));
    EXPECT_FALSE(holds(tests, "sleeps")) << tests;
    EXPECT_FALSE(holds(tests, "one after another")) << tests;
}

TEST(ExplainSpeed, BlamesNobodyForASleepOfWhatHeCalls) {
    Message message =
        std::move(Message().lane("the test", "wwww").lane("", "zzzz", 3).wait("sleep", 4, 3));
    message.in_test(7);
    const std::string text = told(at_most("get.time", 50 * ms, 5 * ms), message);
    EXPECT_TRUE(holds(text,
                      "- For all of that time a thread sleeps in what it has called here:\n"
                      "  mine/run.h:7"))
        << text;
    EXPECT_FALSE(holds(text, "fixed time")) << text;
    const std::string fast = told(speedup(1.2), std::move(Message()
                                                              .lane("the test", "wwww")
                                                              .lanes(8, "bzzz", 3)
                                                              .wait("sleep", 24, 3)
                                                              .in_test(7)));
    EXPECT_TRUE(holds(fast, "is slept through in what is called here:\n  mine/run.h:7")) << fast;
}

TEST(ExplainSpeed, FindsWhoAsksAllTheTime) {
    SpeedDemand demand = at_most("wait.work", 30 * ms, 5 * ms, 2);
    demand.work = 30 * ms;
    // One thread computes for the others, which means that it sleeps in the test's code.
    const auto message = [](std::string_view others) {
        return std::move(Message()
                             .lane("the test", "wwwwwwwwww")
                             .lane("", "zzzzzzzzzz", 3)
                             .lanes(3, others, 3)
                             .wait("sleep", 10, 8)
                             .in_test(8));
    };
    const std::string asks = told(demand, std::move(message("bbbbbbbbbb").wait("yield", 29, 6)));
    EXPECT_TRUE(holds(asks,
                      "- This is busy waiting: for 29 ms of it threads ask again and again, and "
                      "only let others go first in between:\n  mine/run.h:6"))
        << asks;
    EXPECT_FALSE(holds(asks, "sleeps for a short time")) << asks;
    const std::string locks =
        told(demand, std::move(message("llllllllll").wait("lock", 29, 5).times(5000)));
    EXPECT_TRUE(holds(locks,
                      "- This is busy waiting: threads lock `mutex_` again and again only to look:"
                      "\n  mine/run.h:5"))
        << locks;
    // Few yields, a few long waits for a lock: that is no asking.
    const std::string works = told(
        demand, std::move(message("bbbbllllll").wait("yield", 1, 6).wait("lock", 18, 5).times(9)));
    EXPECT_FALSE(holds(works, "busy waiting")) << works;
    // Nor are the test's own.
    const std::string tests =
        told(demand, std::move(message("bbbbbbbbbb").wait("yield", 29, 6).in_test(0)));
    EXPECT_FALSE(holds(tests, "busy waiting")) << tests;
}

TEST(ExplainSpeed, EvenSharesAreNotCalledUneven) {
    // Two at a time: each has an eighth of the work, and most wait most of the time.
    const auto message = [](std::string_view first) {
        Message each = std::move(Message().lane("the test", "wwwwwwww"));
        each.lane("", first, 3).lane("", "bb", 3).lanes(2, "wwbb", 3).lanes(2, "wwwwbb", 3);
        each.lanes(2, "wwwwwwbb", 3).wait("condition", 24, 11);
        each.document["span"]["end"] = 5e6 + 8 * ms;
        return each;
    };
    const std::string text = told(speedup(2, 16 * ms), message("bb"));
    EXPECT_TRUE(holds(text,
                      "50 % of the time that the cores lose goes into waiting for the condition "
                      "variable `not_empty_`:\n  mine/run.h:11"))
        << text;
    EXPECT_FALSE(holds(text, "evenly")) << text;
    Message uneven = std::move(Message().lane("the test", "wwwwwwww").lane("", "bbbbbbbb", 3));
    uneven.lanes(6, "bb      ", 3).lane("", "b       ", 3);
    EXPECT_TRUE(
        holds(told(speedup(2.6, 21 * ms), uneven),
              "not shared out evenly: 38 % of all that is computed is computed by thread 1"));
}

TEST(ExplainSpeed, KnowsWhichDemandThePictureIsOf) {
    SpeedDemand first = at_most("work.time", 116 * ms, 60 * ms);
    SpeedDemand second = at_most("work.time", 50 * ms, 40 * ms);
    first.time = 116 * ms;
    second.time = 50 * ms;
    Message message =
        std::move(Message().lane("the test", "llll").lane("", "zzzz", 3).wait("lock", 3, 5, 7));
    message.demand(true).demand(false);
    const auto problems = explained(decided({first, second}), message);
    ASSERT_EQ(problems.size(), 2u);
    EXPECT_TRUE(problems[0].lanes);
    EXPECT_TRUE(holds(read_aloud(problems[0], 80), "For 75 % of that time threads wait for"));
    EXPECT_FALSE(problems[1].lanes);
    EXPECT_TRUE(problems[1].steps.empty());
}

TEST(ExplainSpeed, NamesTheLockThatTheLearnerHolds) {
    // The test keeps one locked, and that is no fault; the other waits in the learner's hand.
    const Message message = std::move(Message()
                                          .lane("the test", "llllzz")
                                          .lane("", "llllzz", 3)
                                          .wait("lock", 4.2, 5)
                                          .wait("lock", 4, 9, 7));
    const std::string text = told(at_most("work.time", 6 * ms, 3 * ms), message);
    EXPECT_TRUE(holds(text, "- For 67 % of that time threads wait for")) << text;
    EXPECT_TRUE(holds(text, "- The one who held it longest took it here:\n  mine/run.h:7")) << text;
    // Of a speedup it is the lock that costs most.
    const Message shared = std::move(Message()
                                         .lane("the test", "ww")
                                         .lanes(8, "bl", 3)
                                         .wait("lock", 5, 5)
                                         .wait("lock", 3, 9, 7));
    EXPECT_TRUE(holds(told(speedup(2), shared), "mine/run.h:5"));
}

TEST(ExplainSpeed, NoSpeedupIsNothing) {
    const std::string text = told(speedup(0.042), Message());
    EXPECT_TRUE(holds(text, "slower than the sequential one: 0.042 times as fast")) << text;
    EXPECT_FALSE(holds(text, "0.0 ")) << text;
    EXPECT_EQ(times_as_fast(0.8), "0.80");
    EXPECT_EQ(times_as_fast(0.0999), "0.10");
    EXPECT_EQ(times_as_fast(0.996), "1.0");
    EXPECT_EQ(times_as_fast(6.84), "6.8");
    EXPECT_EQ(times_as_fast(6.84, 1), "6.84");
}

TEST(ExplainSpeed, CountsThreads) {
    const Message message = std::move(Message().lane("the test", "wwww").lanes(12, "bbbb", 3));
    EXPECT_EQ(
        told(at_most("all.threads", 100, 8, 100), message),
        R"(too slow: Stopping takes no time when the thread is woken. It started 100 threads; at most 8 are allowed.
- Most of them are started here:
  mine/run.h:3 | std::thread worker([&, i] { part(i); });
why: Each thread costs time to start and memory for its stack; more threads than cores compute no faster.
mend: Look at where the threads are started, and at how often the program comes by there.
)");
}

TEST(ExplainSpeed, WhatComesTooEarlyIsWrongAndNotSlow) {
    SpeedDemand demand = at_most("wait.time", 40 * ms, 100 * ms);
    demand.kind = SpeedDemand::at_least;
    demand.because = "wait_for waits as long as it is told to.";
    const std::string text = told(demand, std::move(Message().lane("the test", "zzzz")));
    EXPECT_TRUE(
        text.starts_with("wrong: wait_for waits as long as it is told to. It took only "
                         "40 ms; at least 100 ms are expected.\nwhy: "))
        << text;
}

TEST(ExplainSpeed, TellsApartWhatIsNearlyTheSame) {
    EXPECT_TRUE(holds(told(speedup(2.68), Message()), "is 2.68 times as fast"));
    EXPECT_TRUE(holds(told(speedup(2.68), Message()), "2.70 times is needed"));
    EXPECT_TRUE(holds(told(at_most("wait.time", 110.04 * ms, 110 * ms), Message()),
                      "It took 110.04 ms; at most 110 ms are allowed."));
}

TEST(ExplainSpeed, SpeaksOfEachDemandThatDoesNotHoldAndDrawsOnce) {
    SpeedDemand time = at_most("wait.time", 103 * ms, 5 * ms);
    SpeedDemand work = at_most("wait.work", 97 * ms, 5 * ms);
    SpeedDemand before = at_most("first.time", 9 * ms, 5 * ms);
    SpeedDemand held = at_most("wait.threads", 1, 8);
    for (SpeedDemand* one : {&time, &work, &held}) one->time = 103 * ms, one->work = 97 * ms;
    held.held = true;
    const auto problems = explained(
        decided({before, time, work, held}),
        std::move(Message().lane("the test", "wwww").lane("", "zzzz", 3).wait("sleep", 4, 10)));
    ASSERT_EQ(problems.size(), 3u);
    // The picture and what is known about waits are those of what was measured last.
    EXPECT_FALSE(problems[0].lanes);
    EXPECT_TRUE(problems[0].steps.empty());
    EXPECT_TRUE(problems[1].lanes);
    EXPECT_FALSE(problems[1].steps.empty());
    EXPECT_FALSE(problems[2].lanes);
}

TEST(ExplainSpeed, PutsOtherEndsAsTheSchedulesDo) {
    const auto ended = [](const std::string& kind, const std::string& text = "") {
        return read_aloud(
            explained(decided({}), std::move(Message().end(kind, text).wait("lock", 5, 5, 7)))[0],
            80);
    };
    EXPECT_EQ(ended("exception", "std::runtime_error: no"),
              "crash: An exception came out where none was expected: std::runtime_error: no\n");
    EXPECT_EQ(ended("crash", "SIGSEGV"), "crash: The program crashed (SIGSEGV).\n");
    EXPECT_TRUE(ended("too_long").starts_with("too slow: The test does not come to an end"));
    EXPECT_TRUE(ended("environment", "read")
                    .starts_with("environment: This check cannot follow your code into `read`"));
    EXPECT_TRUE(ended("eclipse").starts_with("environment: ")) << ended("eclipse");
    const std::string stuck = ended("deadlock");
    EXPECT_TRUE(stuck.starts_with(
        "deadlock: A deadlock: threads wait for locks that are never unlocked.\n"
        "- A thread waits here for `mutex_`:\n  mine/run.h:5 | std::lock_guard lock(mutex_);\n"
        "- That lock is taken here:\n  mine/run.h:7"))
        << stuck;
    const std::string lost = read_aloud(
        explained(decided({}), std::move(Message().end("lost_wakeup").wait("condition", 5, 11)))[0],
        80);
    EXPECT_TRUE(holds(lost, "A thread waits here for the condition variable `not_empty_`:\n"))
        << lost;
    EXPECT_TRUE(holds(lost, "why: A notification wakes only")) << lost;
}

TEST(ExplainSpeed, HidesTheTestsAndAddresses) {
    Message message =
        std::move(Message().lane("the test", "ww").lanes(8, "bl", 3).wait("lock", 9, 5));
    message.document["places"][line_address(5)] = {
        {{"function", "TestBody()"}, {"file", "test/tests.cpp"}, {"line", 9}}};
    const Problem problem = explained(decided({speedup(2)}), message)[0];
    const std::string text = read_aloud(problem, 80) + problem.raw;
    for (const char* noise : {"test/", "TestBody", "/usr/", "7fff", "code/"})
        EXPECT_FALSE(holds(text, noise)) << noise << " in:\n" << text;
    EXPECT_TRUE(holds(text, "goes into waiting for one lock.\n")) << text;
}

TEST(ExplainSpeed, KeepsTheFiguresAndTheSmallPrintForWhoAsks) {
    const Problem problem = explained(
        decided({speedup(1.1)}),
        std::move(Message().lane("the test", "ww").lanes(8, "bl", 3).wait("lock", 9, 5)))[0];
    EXPECT_TRUE(holds(problem.raw, "speedup 1.10, needed 2.70: sequential 40 ms")) << problem.raw;
    EXPECT_TRUE(holds(problem.raw, "thread 1: 50 % busy, 50 % waiting for a lock\n"))
        << problem.raw;
    EXPECT_TRUE(holds(problem.raw, "waited for lock mutex_: 9 ms, mine/run.h:5\n")) << problem.raw;
    EXPECT_TRUE(holds(problem.raw, "NUMA")) << problem.raw;
}

// Whatever the program wrote, there is a sentence and never a crash.
TEST(ExplainSpeed, SurvivesEveryMessage) {
    const Speed speed = decided({speedup(1.1), at_most("wait.time", 9 * ms, 5 * ms)});
    const std::string good = std::move(Message()
                                           .lane("the test", "ww")
                                           .lanes(3, "bl", 3)
                                           .wait("lock", 9, 5, 7)
                                           .line({0, 8}, {7, 8}))
                                 .text();
    for (std::size_t length = 0; length < good.size(); length += 37)
        EXPECT_EQ(explain_speed(speed, good.substr(0, length), good, speed_names()).size(), 2u);
    const nlohmann::json document = nlohmann::json::parse(good);
    const std::vector<nlohmann::json> absurd = {
        nullptr,
        true,
        -1,
        1e308,
        "x",
        nlohmann::json::array(),
        nlohmann::json::object(),
        {1, "a", nullptr, {{"ns", "b"}}},
        {{{"kind", 3}, {"stack", 7}, {"buckets", {{-1e300}, 4}}}}};
    for (const auto& value : absurd) {
        for (const auto& [member, was] : document.items()) {
            if (member == "end") continue;
            auto other = document;
            other[member] = value;
            const auto problems = explain_speed(speed, other.dump(), other.dump(), speed_names());
            EXPECT_EQ(problems.size(), 2u) << member;
            for (const Problem& problem : problems)
                EXPECT_FALSE(read_aloud(problem, 80).empty()) << member;
        }
        auto other = document;
        for (auto& lane : other["lanes"]) lane["buckets"] = value;
        for (auto& wait : other["waits"]) wait["stack"] = value;
        for (auto& line : other["lines"]) line["offsets"] = value;
        EXPECT_EQ(explain_speed(speed, other.dump(), "", speed_names()).size(), 2u);
        other = document;
        for (auto& lane : other["lanes"])
            for (auto& bucket : lane["buckets"]) bucket = {value, 1e300, -5, value};
        EXPECT_EQ(explain_speed(speed, other.dump(), "", speed_names()).size(), 2u);
    }
    auto tiny = document;
    tiny["span"] = {{"begin", 0}, {"end", 1e-300}};
    EXPECT_EQ(explain_speed(speed, tiny.dump(), "", speed_names()).size(), 2u);
    EXPECT_EQ(explain_speed(Speed(), good, good, speed_names()).size(), 0u);
}

TEST(SpeedNote, PutsTheMachineBesideTheVirtualCores) {
    Speed speed = decided({speedup(6.8)});
    EXPECT_EQ(speed_note({speed}), "6.8 times as fast on 8 virtual cores (2.7 needed)");
    speed.wall_speedup = 1.9;
    speed.wall_cores = 2;
    speed.wall_busy = 20;
    EXPECT_EQ(speed_note({speed}),
              "6.8 times as fast on 8 virtual cores (2.7 needed); 1.9 times here on 2 cores, which "
              "were 20 % busy with other work");
    speed.wall_busy = 76;
    EXPECT_EQ(speed_note({speed}),
              "6.8 times as fast on 8 virtual cores (2.7 needed); the clock here says nothing, "
              "others used 76 % of the machine");
    speed.wall_busy = 4;
    speed.wall_cores = 1;
    EXPECT_EQ(speed_note({speed}),
              "6.8 times as fast on 8 virtual cores (2.7 needed); 1.9 times here on 1 core");
}

TEST(SpeedNote, IsOfTheTestThatAsksForMost) {
    Speed compares = decided({speedup(0.9)});
    compares.needed = 0.4;
    EXPECT_TRUE(speed_note({compares, decided({speedup(6.8)})}).starts_with("6.8 times"));
}

TEST(SpeedNote, IsOfTheTestNearestToItsLimitWhereAllAskForAsMuch) {
    const Speed far = decided({speedup(6.8)}), near = decided({speedup(2.9)});
    EXPECT_TRUE(speed_note({far, near}).starts_with("2.9 times"));
    EXPECT_TRUE(speed_note({near, far}).starts_with("2.9 times"));
    EXPECT_EQ(speed_note({decided({at_most("wait.time", 1, 2)})}), "");
    EXPECT_EQ(speed_note({}), "");
}

TEST(Duration, HasThreeDigitsAndTheUnitThatFits) {
    EXPECT_EQ(duration(103 * ms), "103 ms");
    EXPECT_EQ(duration(1.204e9), "1.2 s");
    EXPECT_EQ(duration(2.345e6), "2.35 ms");
    EXPECT_EQ(duration(850e3), "850 µs");
    EXPECT_EQ(duration(999.7e3), "1 ms");
    EXPECT_EQ(duration(999.7e6), "1 s");
    EXPECT_EQ(duration(12), "12 ns");
    EXPECT_EQ(duration(0), "0 ns");
    EXPECT_EQ(duration(3.6e12), "3600 s");
    EXPECT_EQ(duration(110.04 * ms, 2), "110.04 ms");
}

}  // namespace
}  // namespace grader
