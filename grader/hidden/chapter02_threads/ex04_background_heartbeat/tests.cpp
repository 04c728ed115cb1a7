// Tests of Heartbeat. Where real time passes the periods are short; the long ones are left to the
// checks in which time is virtual.
#include "heartbeat.h"

#include <racecourse/kit.h>

#include <atomic>
#include <memory>
#include <optional>
#include <thread>

namespace {

using namespace racecourse;
using Clock = std::chrono::steady_clock;

// Where a test waits for beats, it makes sure first that there is something to test.
void stop_one() {
    Heartbeat(1ms, [] {}).stop();
}

std::string beats_of(int count) {
    return std::to_string(count) + (count == 1 ? " beat" : " beats");
}

TEST(Behaviour, BeatsAgainAndAgainInAThreadOfItsOwn) {
    stop_one();
    std::atomic<int> beats{0};
    std::atomic<int> in_caller{0};
    Gate five;
    const auto caller = std::this_thread::get_id();
    Heartbeat heartbeat(1ms, [&] {
        if (std::this_thread::get_id() == caller) in_caller.fetch_add(1);
        if (beats.fetch_add(1) == 4) five.open();
    });
    EXPECT_TRUE(five.wait_for(5s))
        << because << "The period is 1 ms, but within five seconds there were only "
        << beats_of(beats) << ".";
    heartbeat.stop();
    EXPECT_EQ(in_caller, 0) << because << "A beat ran in the thread that made the Heartbeat.";
}

TEST(Behaviour, TheFirstBeatComesAfterOnePeriod) {
    stop_one();
    Gate beaten;
    std::atomic<Clock::rep> when{0};
    const auto start = Clock::now();
    Heartbeat heartbeat(40ms, [&] {
        if (!beaten.is_open()) when = (Clock::now() - start).count();
        beaten.open();
    });
    EXPECT_TRUE(beaten.wait_for(5s)) << because << "The period is 40 ms, and nothing came for 5 s.";
    heartbeat.stop();
    EXPECT_GE(Clock::duration(when), Clock::duration(40ms))
        << because
        << "The period is 40 ms. The first beat should come when one period has passed, "
           "but it came before that.";
}

// Says how often the beat ran after the Heartbeat should have ended.
int beats_after(const std::function<void(std::unique_ptr<Heartbeat>&)>& end) {
    struct Seen {
        std::atomic<int> beats{0};
        Gate three;
    };
    // Shared with the beat, so that one that comes too late does no harm to the test.
    const auto seen = std::make_shared<Seen>();
    auto heartbeat = std::make_unique<Heartbeat>(1ms, [seen] {
        if (seen->beats.fetch_add(1) == 2) seen->three.open();
    });
    (void)seen->three.wait_for(5s);
    end(heartbeat);
    Gate never;
    (void)never.wait_for(15ms);
    const int then = seen->beats;
    (void)never.wait_for(60ms);
    return seen->beats - then;
}

TEST(Behaviour, NoBeatComesAfterTheEnd) {
    stop_one();
    const int after_stop = beats_after([](auto& heartbeat) { heartbeat->stop(); });
    EXPECT_EQ(after_stop, 0) << because << "The Heartbeat was stopped, but it goes on: there were "
                             << beats_of(after_stop) << " in a time of 60 periods.";
    const int after_end = beats_after([](auto& heartbeat) { heartbeat.reset(); });
    EXPECT_EQ(after_end, 0) << because
                            << "The Heartbeat was destroyed, but its thread goes on: "
                               "there were "
                            << beats_of(after_end) << " in a time of 60 periods.";
}

TEST(Behaviour, MayBeStoppedMoreThanOnce) {
    for (int stops = 0; stops < 4; ++stops) {
        // Shared with the beat, as above: without a stop, a thread that is left behind goes on.
        const auto beats = std::make_shared<std::atomic<int>>(0);
        Heartbeat heartbeat(1ms, [beats] { beats->fetch_add(1); });
        for (int i = 0; i < stops; ++i) heartbeat.stop();
    }
    SUCCEED();
}

TEST(Races, SeveralThreadsStopItAtOnce) {
    stop_one();
    repeat(40, [](int round) {
        std::atomic<int> beats{0};
        Gate beaten;
        Heartbeat heartbeat(1ms, [&] {
            beats.fetch_add(1);
            beaten.open();
        });
        if (round % 2 == 0) (void)beaten.wait_for(5s);
        start_together(3, [&](int) { heartbeat.stop(); });
        EXPECT_TRUE(round % 2 == 1 || beats > 0)
            << because << "The period is 1 ms, and nothing came for 5 s.";
    });
}

// The grader runs the following in many different orders of the threads' steps, so they are small.
// Time is virtual: it passes only while everybody waits, or in small jumps.

TEST(Schedules, NoBeatRunsAfterStop) {
    std::atomic<int> begun{0};
    std::atomic<int> ended{0};
    Heartbeat heartbeat(1ms, [&] {
        begun.fetch_add(1);
        ended.fetch_add(1);
    });
    std::this_thread::sleep_for(1ms);
    heartbeat.stop();
    const int begun_by_then = begun;
    const int ended_by_then = ended;
    std::this_thread::sleep_for(3ms);
    const int later = begun;
    EXPECT_TRUE(begun_by_then == ended_by_then && later == begun_by_then)
        << because << "When stop() returned, " << begun_by_then << " had begun and "
        << ended_by_then << " had ended; three periods later " << later
        << " had begun. No beat may be running after stop() has returned, and none may begin.";
}

TEST(Schedules, StopIsHeardAtOnce) {
    const auto start = Clock::now();
    {
        Heartbeat heartbeat(std::chrono::hours(1), [] {});
        heartbeat.stop();
    }
    const auto time = Clock::now() - start;
    EXPECT_LT(time, 1min)
        << because
        << "The period is an hour, and the Heartbeat was stopped soon after its beginning. stop() "
           "should return at once, but it took "
        << std::chrono::duration_cast<std::chrono::minutes>(time).count()
        << " minutes: it waited for the whole period.";
}

TEST(Schedules, TwoThreadsStopIt) {
    std::atomic<int> begun{0};
    std::atomic<int> ended{0};
    std::atomic<int> too_late{0};
    Heartbeat heartbeat(1ms, [&] {
        begun.fetch_add(1);
        ended.fetch_add(1);
    });
    const auto stop = [&] {
        heartbeat.stop();
        const int seen = ended;
        if (begun != seen) too_late.fetch_add(1);
    };
    std::thread other([&] {
        std::this_thread::sleep_for(1ms);
        stop();
    });
    std::this_thread::sleep_for(1ms);
    stop();
    other.join();
    EXPECT_EQ(too_late, 0)
        << because
        << "Two threads called stop() at the same time. When it returned to one of them, a beat "
           "was "
           "still running: to each caller it is promised that no beat runs after stop().";
}

TEST(Schedules, NoBeatComesBeforeItsTime) {
    std::atomic<int> too_early{0};
    const auto start = Clock::now();
    Heartbeat heartbeat(5ms, [&] {
        if (Clock::now() - start < 5ms) too_early.fetch_add(1);
    });
    std::this_thread::sleep_for(3ms);
    heartbeat.stop();
    EXPECT_EQ(too_early, 0) << because
                            << "The period is 5 ms, but a beat came too early, when less than that "
                               "had passed since the beginning.";
}

// The grader runs the following on eight virtual cores, in virtual time: sleeping costs nothing.

TEST(Speed, StopDoesNotWaitForThePeriod) {
    Heartbeat heartbeat(std::chrono::hours(1), [] {});
    std::this_thread::sleep_for(21ms);
    const auto stopping = took([&] { heartbeat.stop(); });
    EXPECT_AT_MOST(stopping.time, 2ms)
        << "The period is an hour, and no beat is running. stop() does not wait for anything but "
           "the "
           "end of a thread that sleeps, which should hear of it at once.";
    std::optional<Heartbeat> other(std::in_place, std::chrono::hours(1), [] {});
    std::this_thread::sleep_for(21ms);
    const auto destroying = took([&] { other.reset(); });
    EXPECT_AT_MOST(destroying.time, 2ms)
        << "The period is an hour, and no beat is running. The destructor does not wait for "
           "anything "
           "but the end of a thread that sleeps, which should hear of it at once.";
}

Took idle_for(std::chrono::milliseconds time) {
    return took([time] {
        Heartbeat heartbeat(std::chrono::hours(1), [] {});
        std::this_thread::sleep_for(time);
    });
}

TEST(Speed, WaitsAsleep) {
    const auto moment = idle_for(20ms);
    EXPECT_AT_MOST(moment.work, 4ms)
        << "For 20 ms a Heartbeat had nothing to do: its period is an hour. A thread that waits "
           "asleep needs next to no processor time.";
    if (moment.work > 4ms) return;
    const auto minute = idle_for(1min);
    EXPECT_AT_MOST(minute.work, 1ms)
        << "For a minute a Heartbeat had nothing to do: its period is an hour. A thread that "
           "sleeps until it is needed uses no more processor time in a minute than in a moment, "
           "however promptly it can be stopped.";
}

TEST(Speed, KeepsItsPeriod) {
    stop_one();
    std::atomic<int> beats{0};
    {
        Heartbeat heartbeat(10ms, [&] { beats.fetch_add(1); });
        std::this_thread::sleep_for(105ms);
    }
    const int missing = 10 - beats;
    EXPECT_AT_LEAST(missing, 0)
        << "The period is 10 ms, and the Heartbeat ran for 105 ms. There were more than 10 beats: "
           "some came before their time.";
    EXPECT_AT_MOST(missing, 2)
        << "The period is 10 ms, and the Heartbeat ran for 105 ms. Of 10 beats more than 2 are "
           "missing.";
}

}  // namespace
