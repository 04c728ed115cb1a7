// Tests of EventLoop. What is about time is asked in the suite Speed, where time is virtual.
#include "event_loop.h"

#include <racecourse/kit.h>

#include <array>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

using namespace racecourse;

namespace {

using Clock = std::chrono::steady_clock;

// Counts how many of its kind there are.
class Guest {
  public:
    explicit Guest(int& present) : present_(present) { ++present_; }
    Guest(const Guest& other) : present_(other.present_) { ++present_; }
    Guest& operator=(const Guest&) = delete;
    ~Guest() { --present_; }

  private:
    int& present_;
};

TEST(Behaviour, NothingHappensBeforeRun) {
    std::string diary;
    EventLoop loop;
    loop.call_soon([&] { diary += "call "; });
    loop.call_later(0ms, [&] { diary += "timer "; });
    loop.create_task([](std::string& text) -> Task<> {
        text += "task ";
        co_return;
    }(diary));
    EXPECT_EQ(diary, "") << because << "A call, a timer and a task were given to the loop, and "
                         << "run() was not called. None of them may run, but did: " << diary << ".";
}

TEST(Behaviour, MakesCallsInTheirOrder) {
    std::string diary;
    EventLoop loop;
    loop.call_soon([&] {
        diary += "a";
        loop.call_soon([&] { diary += "d"; });
    });
    loop.call_soon([&] { diary += "b"; });
    loop.call_soon([&] { diary += "c"; });
    loop.run();
    EXPECT_EQ(diary, "abcd") << because
                             << "Calls a, b and c were to be made soon, and a added d. They should "
                             << "come as abcd, but came as " << diary << ".";
}

TEST(Behaviour, RunMayBeCalledAgain) {
    int calls = 0;
    EventLoop loop;
    loop.run();
    for (int i = 1; i <= 2; ++i) {
        loop.call_soon([&] { ++calls; });
        loop.call_later(1ms, [&] { ++calls; });
        loop.run();
        EXPECT_EQ(calls, 2 * i) << because
                                << "A call and a timer were given to the loop, and run() was "
                                << "called, for the " << (i == 1 ? "first" : "second")
                                << " time. When it returns, both should have been called.";
    }
}

TEST(Behaviour, ATimerIsNotEarly) {
    Clock::time_point called;
    EventLoop loop;
    const auto start = Clock::now();
    loop.call_later(20ms, [&] { called = Clock::now(); });
    loop.run();
    EXPECT_GE(called - start, 20ms) << because << "A call was due after 20 ms, and came before.";
}

TEST(Behaviour, CallsInTheOrderOfTheTimes) {
    std::string order;
    bool in_time = false;
    // When a call is due depends on when it was added: if the machine stood still in between, the
    // order is another one, and the test tries again.
    for (int attempt = 0; attempt < 20 && !in_time; ++attempt) {
        order.clear();
        EventLoop loop;
        const auto start = Clock::now();
        loop.call_later(15ms, [&] { order += "c"; });
        loop.call_later(5ms, [&] { order += "a"; });
        loop.call_later(10ms, [&] { order += "b"; });
        in_time = Clock::now() - start < 5ms;
        loop.run();
    }
    if (!in_time) return;
    EXPECT_EQ(order, "abc") << because
                            << "Calls c, a and b were due after 15, 5 and 10 ms. They should come "
                            << "as abc, but came as " << order << ".";
}

Task<> say_twice(EventLoop& loop, std::string& diary, std::string what) {
    diary += what + "1 ";
    co_await loop.sleep(0ms);
    diary += what + "2 ";
}

TEST(Behaviour, TasksTakeTurns) {
    std::string diary;
    EventLoop loop;
    loop.create_task(say_twice(loop, diary, "a"));
    loop.call_soon([&] { diary += "call "; });
    loop.create_task(say_twice(loop, diary, "b"));
    loop.run();
    EXPECT_EQ(diary, "a1 call b1 a2 b2 ")
        << because << "Two tasks, a and b, speak, sleep for 0 ms, which lets all go first who are "
        << "ready, and speak again. Between the two a call was to be made. They spoke as " << diary
        << ".";
}

Task<int> slow_sum(EventLoop& loop, int levels) {
    co_await loop.sleep(1ms);
    if (levels == 0) co_return 1;
    co_return 1 + co_await slow_sum(loop, levels - 1);
}

Task<> start_others(EventLoop& loop, int levels, int& sum) {
    sum += co_await slow_sum(loop, levels);
    if (levels > 0) loop.create_task(start_others(loop, levels - 1, sum));
}

TEST(Behaviour, TasksAwaitAndCreateOthers) {
    int sum = 0;
    EventLoop loop;
    loop.create_task(start_others(loop, 3, sum));
    loop.run();
    EXPECT_EQ(sum, 4 + 3 + 2 + 1) << because
                                  << "A task awaits others, which sleep, and creates another task "
                                  << "that does the same, with one level less: 4 + 3 + 2 + 1. When "
                                  << "run() returned, it had come to " << sum << ".";
}

Task<> fail_after(EventLoop& loop, int turns) {
    for (int i = 0; i < turns; ++i) co_await loop.sleep(0ms);
    throw std::runtime_error("no paper");
}

int exceptions_of_run(EventLoop& loop) {
    for (int thrown = 0;; ++thrown) {
        try {
            loop.run();
            return thrown;
        } catch (const std::runtime_error&) {
        }
    }
}

TEST(Behaviour, AnExceptionComesOutOfRunAndNothingElseIsLost) {
    for (const bool task : {false, true}) {
        std::string diary;
        EventLoop loop;
        loop.call_later(5ms, [&] { diary += "d"; });
        loop.call_soon([&] { diary += "a"; });
        for (int i = 0; i < 2; ++i) {
            if (task) {
                loop.create_task(fail_after(loop, i));
            } else {
                loop.call_soon([] { throw std::runtime_error("no ink"); });
            }
        }
        loop.call_soon([&] { diary += "b"; });
        loop.create_task([](EventLoop& l, std::string& text) -> Task<> {
            co_await l.sleep(0ms);
            text += "c";
        }(loop, diary));
        const int thrown = exceptions_of_run(loop);
        const char* what = task ? "tasks" : "calls";
        EXPECT_EQ(thrown, 2) << because << "Two " << what << " throw. Each exception should come "
                             << "out of run(), which was called again until it threw nothing. "
                             << thrown << " came.";
        EXPECT_EQ(diary, "abcd") << because << "Beside two " << what << " that throw there were "
                                 << "four others, a, b, c and d. run() was called again after each "
                                 << "exception, and should have gone on with the rest. Only these "
                                 << "came: " << diary << ".";
    }
}

Task<> in_company(EventLoop& loop, Guest, int& present, std::chrono::milliseconds delay) {
    const Guest another(present);
    co_await loop.sleep(delay);
    use(co_await slow_sum(loop, 1));
}

// Something that never comes.
struct Never {
    [[nodiscard]] bool await_ready() const { return false; }
    void await_suspend(std::coroutine_handle<>) const {}
    void await_resume() const {}
};

Task<> wait_for_nothing(Guest, int& present) {
    const Guest another(present);
    co_await Never();
}

Task<> await_another(int& present) {
    const Guest another(present);
    co_await wait_for_nothing(Guest(present), present);
}

TEST(Behaviour, DestroysTasksThatHaveEnded) {
    int present = 0;
    EventLoop loop;
    for (int i = 0; i < 3; ++i)
        loop.create_task(in_company(loop, Guest(present), present, i * 1ms));
    loop.run();
    EXPECT_EQ(present, 0) << because << "Three tasks have ended, and run() has returned. They "
                          << "should be destroyed, but " << present << " objects of theirs are "
                          << "left.";
}

TEST(Behaviour, ItsEndDestroysWhatIsLeft) {
    int present = 0;
    {
        EventLoop loop;
        loop.create_task(await_another(present));
        loop.call_later(1h, [guest = Guest(present)] { use(guest); });
        loop.call_soon([] { throw std::runtime_error("no ink"); });
        EXPECT_THROW(loop.run(), std::runtime_error) << because << "A call throws.";
        loop.create_task(in_company(loop, Guest(present), present, 1h));
    }
    EXPECT_EQ(present, 0) << because
                          << "A loop was destroyed while one task waited, another one had not "
                          << "begun, and a call was due in an hour. All should have been destroyed "
                          << "with it, but " << present << " objects of theirs are left.";
}

// The grader runs the following in virtual time, in which sleeping costs none of the machine's.

TEST(Speed, WaitsAsleepAndCallsInTime) {
    constexpr std::array delays{30ms, 10ms, 20ms};
    std::array<Clock::duration, 3> came{};
    EventLoop loop;
    const auto all = took([&] {
        const auto start = Clock::now();
        for (std::size_t i = 0; i < delays.size(); ++i)
            loop.call_later(delays[i], [&, i] { came[i] = Clock::now() - start; });
        loop.run();
    });
    for (std::size_t i = 0; i < delays.size(); ++i) {
        EXPECT_AT_LEAST(came[i], delays[i]) << "Calls were due after 30, 10 and 20 ms. The one of "
                                            << delays[i].count() << " ms came before its time.";
        EXPECT_AT_MOST(came[i], delays[i] + 1ms)
            << "Calls were due after 30, 10 and 20 ms, and nothing else was to be done. The one of "
            << delays[i].count() << " ms came late.";
    }
    EXPECT_AT_MOST(all.work, 3ms)
        << "For 30 ms there was nothing to do but to make three calls. A loop that waits asleep "
           "needs next to no processor time.";
    if (all.work > 3ms) return;  // it would compute for an hour
    loop.call_later(1h, [] {});
    const auto long_wait = took([&] { loop.run(); });
    EXPECT_AT_MOST(long_wait.work, 3ms) << "A call was due after an hour, and nothing else was "
                                           "to be done. The loop should sleep "
                                           "until then, but was awake again and again.";
}

Task<> sleep_often(EventLoop& loop, int times, std::chrono::milliseconds delay) {
    for (int i = 0; i < times; ++i) co_await loop.sleep(delay);
}

TEST(Speed, TasksSleepAtTheSameTime) {
    EventLoop loop;
    const auto all = took([&] {
        for (int i = 0; i < 20; ++i) loop.create_task(sleep_often(loop, 4, 10ms));
        loop.run();
    });
    EXPECT_AT_LEAST(all.time, 40ms) << "Twenty tasks slept four times for 10 ms.";
    EXPECT_AT_MOST(all.time, 44ms) << "Twenty tasks slept four times for 10 ms. While one sleeps "
                                      "the others go on, or sleep as "
                                      "well, so all of them together need 40 ms.";
}

TEST(Speed, WhatIsReadyDoesNotWaitForATimer) {
    Clock::duration came{};
    EventLoop loop;
    const auto start = Clock::now();
    loop.call_later(50ms, [] {});
    loop.call_later(10ms, [&] { loop.call_soon([&] { came = Clock::now() - start; }); });
    loop.run();
    EXPECT_AT_MOST(came, 11ms)
        << "A call was made after 10 ms and added another one, to be made soon. Something else was "
           "due after 50 ms. What is ready should be called before the loop sleeps again.";
}

TEST(Speed, ATimerIsNotHeldUpByCallsThatAddCalls) {
    bool fired = false;
    Clock::duration came{};
    EventLoop loop;
    const auto start = Clock::now();
    std::function<void()> again = [&] {
        std::this_thread::sleep_for(1ms);  // what such a call does
        if (!fired && Clock::now() - start < 100ms) loop.call_soon(again);
    };
    loop.call_soon(again);
    loop.call_later(10ms, [&] {
        fired = true;
        came = Clock::now() - start;
    });
    loop.run();
    EXPECT_AT_MOST(came, 14ms)
        << "One call takes a millisecond and adds itself again, to be made soon. Another one was "
           "due after 10 ms. The loop should look at the clock between the turns, but made this "
           "call only when no other was ready.";
}

TEST(Speed, ALongCallDoesNotShiftTheTimes) {
    Clock::duration came{};
    EventLoop loop;
    const auto start = Clock::now();
    loop.call_later(10ms, [] { std::this_thread::sleep_for(15ms); });
    loop.call_later(30ms, [&] { came = Clock::now() - start; });
    loop.run();
    EXPECT_AT_LEAST(came, 30ms) << "A call was due after 30 ms and came before.";
    EXPECT_AT_MOST(came, 31ms)
        << "A call was due after 10 ms and took 15 ms. Another one was due after 30 ms, counted "
           "from when it was added, and should come then.";
}

}  // namespace
