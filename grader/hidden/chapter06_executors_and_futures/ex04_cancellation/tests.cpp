// Tests of Job. Gates hold the task, so that a test knows whether it runs.
#include "job.h"

#include <racecourse/kit.h>

#include <array>
#include <stdexcept>
#include <stop_token>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

using namespace racecourse;

// The tests compare what comes out: its type must be the one that the task gives.
static_assert(std::is_same_v<decltype(std::declval<Job<long>&>().result()), long>);
static_assert(std::is_same_v<decltype(std::declval<Job<long>&>().cancel()), bool>);

namespace {

std::string in_words(State state) {
    switch (state) {
        case State::waiting:
            return "waiting";
        case State::running:
            return "running";
        case State::done:
            return "done";
        case State::cancelled:
            return "cancelled";
    }
    return "something else";
}

// What a call returns or throws, in words.
template <class Call>
std::string outcome(Call call) {
    try {
        return std::to_string(call());
    } catch (const Cancelled&) {
        return "Cancelled";
    } catch (const TimedOut&) {
        return "TimedOut";
    } catch (const std::runtime_error& error) {
        return error.what();
    }
}

std::string result_of(Job<int>& job) {
    return outcome([&] { return job.result(); });
}

TEST(Behaviour, RunsOnceAndKeepsItsResult) {
    int ran = 0;
    Job<int> job([&](std::stop_token) { return ++ran; });
    EXPECT_EQ(job.state(), State::waiting) << because << "Nobody has called run() yet.";
    job.run();
    job.run();
    EXPECT_EQ(ran, 1) << because << "run() was called twice, and the task should run once. It ran "
                      << ran << " times.";
    EXPECT_EQ(job.state(), State::done) << because << "The task has returned, so the job is done.";
    EXPECT_EQ(result_of(job), "1") << because << "The task returned 1.";
    EXPECT_EQ(result_of(job), "1") << because << "result() may be called again.";
    EXPECT_FALSE(job.cancel()) << because << "What is done cannot be cancelled any more.";
    EXPECT_EQ(result_of(job), "1")
        << because << "cancel() was called when the job was done. Its result should stay.";
}

TEST(Behaviour, WhatTheTaskThrowsIsTheResult) {
    Job<int> job([](std::stop_token) -> int { throw std::runtime_error("no network"); });
    const std::string of_run = outcome([&] {
        job.run();
        return 0;
    });
    EXPECT_EQ(of_run, "0") << because
                           << "The task threw. That is for those who want the result and "
                           << "should not leave run().";
    EXPECT_EQ(result_of(job), "no network") << because << "The task threw \"no network\".";
    EXPECT_EQ(result_of(job), "no network") << because << "result() may be called again.";
    EXPECT_EQ(job.state(), State::done) << because << "The task has ended, by an exception.";
}

TEST(Behaviour, WhatIsCancelledInTimeNeverRuns) {
    bool ran = false;
    Job<int> job([&](std::stop_token) {
        ran = true;
        return 1;
    });
    EXPECT_TRUE(job.cancel()) << because << "The job was waiting, so it could be cancelled.";
    EXPECT_EQ(job.state(), State::cancelled) << because << "cancel() said true.";
    EXPECT_TRUE(job.cancel()) << because << "It was cancelled before; cancel() says true again.";
    job.run();
    EXPECT_FALSE(ran) << because << "cancel() said that the job is cancelled, and then a worker "
                      << "called run(). The task should not run any more, but it did.";
    EXPECT_EQ(result_of(job), "Cancelled")
        << because << "result() of a cancelled job throws Cancelled.";
    EXPECT_EQ(outcome([&] { return job.result_for(1h); }), "Cancelled")
        << because << "result_for() of a cancelled job throws Cancelled, and at once.";
}

TEST(Behaviour, WhatRunsIsOnlyAsked) {
    Gate runs;
    Gate asked;
    Gate go_on;
    Job<int> job([&](std::stop_token stop) {
        const std::stop_callback on_stop(stop, [&] { asked.open(); });
        runs.open();
        go_on.wait();
        return stop.stop_requested() ? 1 : 0;
    });
    std::jthread worker([&] { job.run(); });
    runs.wait();
    const State before = job.state();
    const bool cancelled = job.cancel();
    const bool was_asked = asked.is_open();
    const State after = job.state();
    const std::string early = outcome([&] { return job.result_for(10ms); });
    go_on.open();
    EXPECT_EQ(in_words(before), "running") << because << "The task was in the middle of its work.";
    EXPECT_FALSE(cancelled) << because << "The task was running, and nobody can take that back. "
                            << "cancel() should say false.";
    EXPECT_TRUE(was_asked) << because << "cancel() was called while the task was running. Its stop "
                           << "token should say that it is asked to stop.";
    EXPECT_EQ(in_words(after), "running")
        << because
        << "cancel() was called while the task was running, and it still runs. The state "
        << "should say so, but says: " << in_words(after) << ".";
    EXPECT_EQ(early, "TimedOut")
        << because
        << "The task was asked to stop and was still running, so there is no result yet. "
        << "result_for(10ms) came to: " << early << ".";
    EXPECT_EQ(result_of(job), "1") << because << "The task saw that it should stop and returned 1.";
}

TEST(Behaviour, WhoGivesUpCancels) {
    Gate asked;
    Gate runs;
    Job<int> job([&](std::stop_token stop) {
        const std::stop_callback on_stop(stop, [&] { asked.open(); });
        runs.open();
        (void)asked.wait_for(3s);
        return stop.stop_requested() ? 1 : 0;
    });
    std::jthread worker([&] { job.run(); });
    runs.wait();
    const std::string given_up = outcome([&] { return job.result_for(5ms); });
    // A busy machine may let the task come to its own end first, and then there is a result.
    if (given_up == "0") return;
    const std::string later = result_of(job);
    EXPECT_EQ(given_up, "TimedOut") << because << "The task was running and did not end, so "
                                    << "result_for(5ms) throws TimedOut.";
    EXPECT_EQ(later, "1") << because
                          << "result_for() gave up waiting. It should have asked the task "
                          << "to stop, because nobody needs it any longer, but the task was never "
                          << "asked.";
}

TEST(Behaviour, WhoGivesUpCancelsWhatHasNotBegun) {
    bool ran = false;
    Job<int> job([&](std::stop_token) {
        ran = true;
        return 1;
    });
    EXPECT_EQ(outcome([&] { return job.result_for(5ms); }), "TimedOut")
        << because << "Nobody ran the job, so result_for(5ms) throws TimedOut.";
    job.run();
    EXPECT_FALSE(ran) << because
                      << "result_for() had given up before the job began. Nobody needs it "
                      << "any longer, so it should never run, but it did.";
    EXPECT_EQ(job.state(), State::cancelled) << because << "result_for() gave up before it began.";
}

TEST(Behaviour, TheTasksCallbackMayAskTheJob) {
    Gate runs;
    Gate asked;
    State seen = State::done;
    Job<int>* self = nullptr;
    Job<int> job([&](std::stop_token stop) {
        const std::stop_callback on_stop(stop, [&] {
            seen = self->state();
            asked.open();
        });
        runs.open();
        (void)asked.wait_for(2s);
        return 5;
    });
    self = &job;
    std::jthread worker([&] { job.run(); });
    runs.wait();
    (void)job.cancel();
    EXPECT_EQ(result_of(job), "5") << because << "The task returned 5 when it was asked to stop.";
    EXPECT_EQ(in_words(seen), "running")
        << because << "When it was asked to stop, the task was running.";
}

TEST(Races, RunCancelAndResultAtOnce) {
    repeat(150, [](int) {
        const std::string text = "a text that is too long to be kept inside the string itself";
        Job<std::string> job([&](std::stop_token) { return text; });
        std::array<std::string, 2> results;
        start_together(5, [&](int thread) {
            if (thread < 2) job.run();
            if (thread == 2) use(job.cancel());
            if (thread < 3) return;
            use(job.state());
            try {
                results[thread - 3] = job.result_for(5ms);
            } catch (const std::runtime_error& error) {  // Cancelled, or TimedOut
                use(error.what()[0]);
                results[thread - 3] = text;
            }
        });
        EXPECT_TRUE(results[0] == text && results[1] == text)
            << because
            << "Two threads ran a job, one cancelled it, and two waited for its result, a "
            << "text. They should get that, or Cancelled, or TimedOut, but they got something "
               "else.";
    });
}

TEST(Races, ExceptionsReachAllWhoWait) {
    repeat(60, [](int) {
        Job<int> job([](std::stop_token) -> int { throw std::runtime_error("no network"); });
        std::array<std::string, 3> results;
        start_together(4, [&](int thread) {
            if (thread == 3) {
                job.run();
            } else {
                results[thread] = result_of(job);
            }
        });
        for (const std::string& result : results) {
            EXPECT_EQ(result, "no network")
                << because << "Three threads waited for a task that threw \"no network\".";
        }
    });
}

// The grader runs the following in many different orders of the threads' steps, so they are small.

TEST(Schedules, EitherItRunsOrItIsCancelled) {
    std::atomic<int> ran{0};
    bool cancelled = false;
    Job<int> job([&](std::stop_token) { return 1 + ran.fetch_add(1); });
    std::thread worker([&] { job.run(); });
    std::thread canceller([&] { cancelled = job.cancel(); });
    worker.join();
    canceller.join();
    const std::string result = result_of(job);
    EXPECT_TRUE((cancelled && ran == 0 && result == "Cancelled") ||
                (!cancelled && ran == 1 && result == "1"))
        << because
        << "One thread called run() while another called cancel(). Either cancel() says true "
        << "and the task never runs, or it says false and the task runs. But cancel() said "
        << (cancelled ? "true" : "false") << ", the task ran " << ran
        << " times, and result() gives " << result << ".";
}

TEST(Schedules, WhoWaitsForACancelledJobIsTold) {
    Job<int> job([](std::stop_token) { return 1; });
    std::array<std::string, 2> got;
    std::thread first([&] { got[0] = result_of(job); });
    std::thread second([&] { got[1] = result_of(job); });
    (void)job.cancel();
    first.join();
    second.join();
    EXPECT_TRUE(got[0] == "Cancelled" && got[1] == "Cancelled")
        << because
        << "Two threads waited for the result of a job that was then cancelled. Both should "
        << "get Cancelled, but they got " << got[0] << " and " << got[1] << ".";
}

TEST(Schedules, TwoWorkersRunItOnce) {
    std::atomic<int> ran{0};
    Job<int> job([&](std::stop_token) { return 1 + ran.fetch_add(1); });
    std::thread first([&] { job.run(); });
    std::thread second([&] { job.run(); });
    const std::string result = result_of(job);
    first.join();
    second.join();
    EXPECT_EQ(ran, 1) << because
                      << "Two threads called run(). The task should run once, but it ran " << ran
                      << " times.";
    EXPECT_EQ(result, "1") << because << "The task returned 1.";
}

TEST(Schedules, AResultOrATimeOut) {
    Job<int> job([](std::stop_token) { return 1; });
    std::thread worker([&] { job.run(); });
    const std::string got = outcome([&] { return job.result_for(10ms); });
    worker.join();
    const std::string later = result_of(job);
    EXPECT_TRUE((got == "1" && later == "1") ||
                (got == "TimedOut" && (later == "1" || later == "Cancelled")))
        << because
        << "One thread ran a job that returns 1, another waited 10 ms for it. It gets 1 or "
        << "TimedOut, and afterwards the result is 1, or Cancelled if the job had not begun. But "
           "it "
        << "got " << got << ", and afterwards the result was " << later << ".";
}

// The grader runs the following on eight virtual cores. Time is virtual there, too: sleeping costs
// none of the machine's.

TEST(Speed, TheResultIsThereAtOnce) {
    Job<int> job([](std::stop_token) {
        std::this_thread::sleep_for(203ms);
        return 1;
    });
    const auto wait = took([&] {
        std::jthread worker([&] { job.run(); });
        use(job.result());
    });
    EXPECT_AT_MOST(wait.time, 206ms)
        << "The task takes 203 ms, and the result should be there as soon as "
           "it ends.";
    EXPECT_AT_MOST(wait.work, 5ms)
        << "For 203 ms there was nothing to do but wait for the result. Whoever "
           "waits asleep needs next to no processor time.";
}

TEST(Speed, WhoWaitsLearnsAtOnceThatItIsCancelled) {
    Job<int> job([](std::stop_token) { return 1; });
    const auto wait = took([&] {
        std::jthread canceller([&] {
            std::this_thread::sleep_for(203ms);
            (void)job.cancel();
        });
        use(result_of(job) == "Cancelled");
    });
    EXPECT_AT_MOST(wait.time, 206ms)
        << "A job was cancelled after 203 ms. Whoever waits for its result "
           "should learn that at once.";
}

TEST(Speed, LimitsAreKept) {
    Job<int> job([](std::stop_token) {
        std::this_thread::sleep_for(500ms);
        return 1;
    });
    std::jthread worker([&] { job.run(); });
    const auto wait =
        took([&] { use(outcome([&] { return job.result_for(50ms); }) == "TimedOut"); });
    EXPECT_AT_LEAST(wait.time, 50ms)
        << "The job was not ready, so result_for(50ms) should wait for 50 ms.";
    EXPECT_AT_MOST(wait.time, 55ms)
        << "The task took 500 ms. result_for(50ms) should give up after 50 ms "
           "and not wait for the task.";
}

}  // namespace
