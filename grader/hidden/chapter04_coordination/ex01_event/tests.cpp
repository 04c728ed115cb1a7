// Tests of Event.
#include <racecourse/kit.h>

#include <type_traits>
#include <utility>

#include "event.h"

static_assert(std::is_same_v<decltype(std::declval<const Event&>().is_set()), bool>);
static_assert(
    std::is_same_v<decltype(std::declval<Event&>().wait_for(std::chrono::milliseconds(1))), bool>);

namespace {

using namespace racecourse;

TEST(Behaviour, IsNotSetAtFirst) {
    Event event;
    EXPECT_FALSE(event.is_set()) << because << "A new event must not be set.";
    EXPECT_FALSE(event.wait_for(0ms))
        << because << "A new event is not set, so wait_for(0ms) must return false.";
}

TEST(Behaviour, StaysSetUntilItIsCleared) {
    Event event;
    event.set();
    event.set();
    event.wait();
    event.wait();
    EXPECT_TRUE(event.wait_for(0ms))
        << because << "The event was set, so wait_for(0ms) must return true.";
    EXPECT_TRUE(event.wait_for(-5ms))
        << because << "The event was set, so wait_for() must return true, even with a limit below "
        << "zero, for which it only looks.";
    EXPECT_TRUE(event.is_set())
        << because << "The event was set and somebody waited for it. Waiting must leave it set.";
    event.clear();
    EXPECT_FALSE(event.is_set())
        << because << "The event was set twice and then cleared once. It must not be set any more.";
    EXPECT_FALSE(event.wait_for(1ms))
        << because << "The event was set and then cleared, so wait_for(1ms) must return false.";
    event.clear();
    event.set();
    EXPECT_TRUE(event.is_set()) << because
                                << "The event was cleared and then set again. It must be set.";
}

TEST(Behaviour, GivesUpNotBeforeItsLimit) {
    Event event;
    const auto begin = std::chrono::steady_clock::now();
    const bool was_set = event.wait_for(30ms);
    const auto time = std::chrono::steady_clock::now() - begin;
    EXPECT_FALSE(was_set) << because
                          << "Nobody set the event, so wait_for(30ms) must return false.";
    EXPECT_GE(time, 30ms) << because
                          << "Nobody set the event. wait_for(30ms) must wait for its whole limit.";
}

// Starts three threads that wait, and sets the event when they have had time to fall asleep. Right
// code passes wherever they are by then.
void let_all_go(const std::function<void(Event&)>& wait, const std::function<void(Event&)>& set) {
    Event event;
    std::atomic<int> coming{0};
    std::vector<std::jthread> waiting;
    for (int i = 0; i < 3; ++i) {
        waiting.emplace_back([&] {
            coming.fetch_add(1);
            wait(event);
        });
    }
    while (coming.load() < 3) std::this_thread::yield();
    Gate never;
    (void)never.wait_for(2ms);
    set(event);
}

TEST(Behaviour, OneSetLetsAllGoOn) {
    repeat(15, [](int) {
        let_all_go([](Event& event) { event.wait(); }, [](Event& event) { event.set(); });
    });
}

TEST(Behaviour, OneSetLetsAllGoOnWhoWaitWithALimit) {
    std::atomic<int> gave_up{0};
    repeat(15,
           [&](int) {
               let_all_go(
                   [&](Event& event) {
                       if (!event.wait_for(3s)) gave_up.fetch_add(1);
                   },
                   [](Event& event) { event.set(); });
               EXPECT_EQ(gave_up, 0)
                   << because
                   << "Three threads called wait_for() with a limit of three seconds, and a "
                   << "moment later another one set the event. All three must return true, but "
                   << gave_up << " waited for the whole limit and returned false.";
           });
}

// Whoever misses a set() in the tests of this suite is helped on by the next: that nobody ever
// misses one is what the schedules show.
TEST(Races, WhatWasWrittenBeforeSetIsSeenAfterWait) {
    repeat(100, [](int round) {
        Event event;
        int letter = 0;  // neither atomic nor locked: the event alone puts things in order
        std::atomic<int> wrong{0};
        std::atomic<int> back{0};
        {
            std::vector<std::jthread> readers;
            for (int reader = 0; reader < 3; ++reader) {
                readers.emplace_back([&, reader] {
                    if (reader == 0) event.wait();
                    if (reader == 1) {
                        while (!event.wait_for(1ms)) {
                        }
                    }
                    if (reader == 2) {
                        while (!event.is_set()) std::this_thread::yield();
                    }
                    if (letter != round + 1) wrong.fetch_add(1);
                    back.fetch_add(1);
                });
            }
            letter = round + 1;
            event.set();
            while (!eventually([&] { return back.load() == 3; }, 5ms)) event.set();
        }
        EXPECT_EQ(wrong, 0)
            << because << "One thread wrote a number and then set the event. Three others read "
            << "the number after wait(), wait_for() or is_set() had told them that it is set. "
            << wrong << " of them found something else.";
    });
}

TEST(Races, AllowsAllOperationsAtOnce) {
    constexpr int rounds = 1500;
    Event event;
    std::atomic<bool> over{false};
    std::jthread waiting([&] {
        while (!over) event.wait();
    });
    start_together(5, [&](int thread) {
        for (int i = 0; i < rounds; ++i) {
            if (thread == 0) event.set();
            if (thread == 1) event.clear();
            if (thread == 2) use(event.is_set());
            if (thread == 3) use(event.wait_for(0ms));
            if (thread == 4 && i % 50 == 0) use(event.wait_for(1ms));
        }
    });
    over = true;
    Gate ended;
    std::jthread helper([&] {
        do {
            event.set();
        } while (!ended.wait_for(2ms));
    });
    waiting.join();
    ended.open();
    helper.join();
    EXPECT_TRUE(event.is_set()) << because << "The last call was set(), so the event must be set.";
}

// The grader runs these in many different orders of the threads' steps, so they are small.

TEST(Schedules, BothWhoWaitGoOn) {
    Event event;
    std::atomic<bool> about_to_be_set{false};
    std::atomic<int> too_early{0};
    const auto wait = [&] {
        event.wait();
        if (!about_to_be_set) too_early.fetch_add(1);
    };
    std::thread first(wait);
    std::thread second(wait);
    about_to_be_set = true;
    event.set();
    first.join();
    second.join();
    EXPECT_EQ(too_early, 0)
        << because << "Two threads called wait(), and a third one set(). wait() must not return "
        << "before that, but it came back in " << too_early
        << " of them when nobody had called set() yet.";
}

TEST(Schedules, NobodySetsItAndNobodyComesBackEarly) {
    Event event;
    bool was_set = true;
    std::chrono::nanoseconds time{};
    std::thread waiting([&] {
        const auto begin = std::chrono::steady_clock::now();
        was_set = event.wait_for(1s);
        time = std::chrono::steady_clock::now() - begin;
    });
    std::thread other([&] { event.clear(); });
    waiting.join();
    other.join();
    EXPECT_FALSE(was_set)
        << because << "One thread called wait_for(1s) and another clear(), on an event that nobody "
        << "set. wait_for() must return false, but it returned true.";
    EXPECT_GE(time, 1s)
        << because << "One thread called wait_for(1s) and another clear(), on an event that nobody "
        << "set. wait_for() must wait for its whole limit, but it came back before.";
}

TEST(Schedules, WhatIsSetInTimeIsNotMissed) {
    constexpr auto limit = 1s;
    Event event;
    bool was_set = false;
    const auto begin = std::chrono::steady_clock::now();
    std::thread waiting([&] { was_set = event.wait_for(limit); });
    std::thread other([&] { event.set(); });
    other.join();
    const auto set_after = std::chrono::steady_clock::now() - begin;
    waiting.join();
    // wait_for() was called after `begin`, so its limit ended later than this.
    EXPECT_TRUE(was_set || set_after >= limit)
        << because << "One thread called wait_for(1s), and another had set the event before that "
        << "second was over. Nobody cleared it. wait_for() must return true, but it returned "
        << "false.";
}

TEST(Schedules, SetAfterClearIsTheLastWord) {
    Event event;
    event.set();
    std::thread waiting([&] { event.wait(); });
    std::thread other([&] {
        event.clear();
        event.set();
    });
    waiting.join();
    other.join();
    EXPECT_TRUE(event.is_set())
        << because << "The event was set, and one thread called clear() and then set(), while "
        << "another called wait(). The last word was set(), so the event must be set.";
}

// The grader runs the following on eight virtual cores, where sleeping takes no real time.

void wakes_asleep_and_at_once(const char* call, const std::function<void(Event&)>& wait) {
    constexpr auto before = 53ms;
    constexpr int count = 3;
    Event event;
    const auto all = took([&] {
        start_together(count + 1, [&](int thread) {
            if (thread > 0) return wait(event);
            std::this_thread::sleep_for(before);
            event.set();
        });
    });
    EXPECT_AT_LEAST(all.time, before)
        << count << " threads called " << call
        << ", and the event was set after 53 ms. Nobody may go on before that.";
    EXPECT_AT_MOST(all.time, before + 1ms)
        << count << " threads called " << call
        << ", and the event was set after 53 ms. All of them should go on at once.";
    EXPECT_AT_MOST(all.work, 3ms)
        << count << " threads called " << call
        << ", and for 53 ms there was nothing to do but wait. A thread that waits asleep needs "
           "next to no processor time.";
}

// Two threads take turns: one sets the first event after 2.5 ms of other work and waits for the
// second.
void is_told_at_once(const char* call, const std::function<void(Event&)>& wait) {
    constexpr int rounds = 10;
    constexpr auto work = 2500us;
    Event asked;
    Event answered;
    std::jthread other([&] {
        for (int i = 0; i < rounds; ++i) {
            wait(asked);
            asked.clear();
            answered.set();
        }
    });
    const auto all = took([&] {
        for (int i = 0; i < rounds; ++i) {
            std::this_thread::sleep_for(work);
            asked.set();
            wait(answered);
            answered.clear();
        }
    });
    EXPECT_AT_MOST(all.time, rounds * work + 4ms)
        << "Two threads took turns 10 times. One worked for 2.5 ms, set an event, and waited for "
           "another event with "
        << call
        << "; the other waited for the first and set the second. That takes 25 ms if each goes on "
           "at once when its event is set.";
}

TEST(Speed, WaitsAsleepAndGoesOnAtOnce) {
    wakes_asleep_and_at_once("wait()", [](Event& event) { event.wait(); });
    is_told_at_once("wait()", [](Event& event) { event.wait(); });
}

TEST(Speed, WaitsAsleepAndGoesOnAtOnceWithALimit) {
    wakes_asleep_and_at_once("wait_for(1h)", [](Event& event) { use(event.wait_for(1h)); });
    is_told_at_once("wait_for(1h)", [](Event& event) { use(event.wait_for(1h)); });
}

// The event is set for a moment again and again, so that whoever waits is woken for nothing.
TEST(Speed, KeepsItsLimitHoweverOftenItIsWoken) {
    constexpr auto limit = 40ms;
    Event event;
    std::jthread other([&] {
        for (int i = 0; i < 20; ++i) {
            std::this_thread::sleep_for(5ms);
            event.set();
            event.clear();
        }
    });
    const auto waiting = took([&] {
        for (const auto end = std::chrono::steady_clock::now() + limit;
             std::chrono::steady_clock::now() < end;) {
            const auto left = std::chrono::ceil<std::chrono::milliseconds>(
                end - std::chrono::steady_clock::now());
            if (!event.wait_for(left)) break;
        }
    });
    EXPECT_AT_LEAST(waiting.time, limit)
        << "One thread waited with a limit, 40 ms in all, while another set and cleared the "
           "event again and again. wait_for() must not say false before its limit is over.";
    EXPECT_AT_MOST(waiting.time, limit + 2ms)
        << "One thread waited with a limit, 40 ms in all, while another set and cleared the "
           "event every 5 ms. However often it is woken for nothing, when its limit is over it "
           "should come back.";
}

}  // namespace
