// Tests of try_lock_both(). Most of them lock a Door, a mutex that says who has come to it: so a
// test knows, without sleeping, that the caller is about to wait.
#include <racecourse/kit.h>

#include <algorithm>
#include <optional>
#include <stdexcept>
#include <type_traits>
#include <utility>

#include "lock_both.h"

// The tests compare what comes out: its type must be the one that the task gives.
static_assert(std::is_same_v<decltype(try_lock_both(std::declval<std::timed_mutex&>(),
                                                    std::declval<std::timed_mutex&>(),
                                                    std::chrono::milliseconds(1))),
                             std::optional<BothLocks<std::timed_mutex>>>);
static_assert(
    std::is_same_v<BothLocks<std::timed_mutex>, std::pair<std::unique_lock<std::timed_mutex>,
                                                          std::unique_lock<std::timed_mutex>>>);

namespace {

using namespace racecourse;
using Clock = std::chrono::steady_clock;

class Door {
  public:
    // Thrown when a thread comes to a door that it holds already. (With std::timed_mutex anything
    // may happen then.)
    struct HeldAlready : std::logic_error {
        HeldAlready()
            : std::logic_error("this thread tried to lock a mutex that it holds already") {}
    };

    void lock() {
        arrive();
        mutex_.lock();
        enter();
    }
    bool try_lock() {
        arrive();
        return entered(mutex_.try_lock());
    }
    template <class Rep, class Period>
    bool try_lock_for(const std::chrono::duration<Rep, Period>& limit) {
        arrive();
        return entered(mutex_.try_lock_for(limit));
    }
    template <class AnyClock, class Duration>
    bool try_lock_until(const std::chrono::time_point<AnyClock, Duration>& deadline) {
        arrive();
        return entered(mutex_.try_lock_until(deadline));
    }
    void unlock() {
        longest_held_ = std::max(longest_held_, Clock::now() - since_);
        owner_ = std::thread::id();
        mutex_.unlock();
    }

    // How often somebody has come to lock it, whether it was free or not.
    [[nodiscard]] int arrivals() const { return arrivals_.load(); }

    // For how long it was locked at a stretch, at most. To be asked when nobody uses it any more.
    [[nodiscard]] Clock::duration longest_held() const { return longest_held_; }

    // Called by everybody who has just locked it, who then holds it.
    std::function<void()> when_locked = [] {};

  private:
    void arrive() {
        if (owner_ == std::this_thread::get_id()) throw HeldAlready();
        arrivals_.fetch_add(1);
    }
    bool entered(bool locked) {
        if (locked) enter();
        return locked;
    }
    void enter() {
        owner_ = std::this_thread::get_id();
        since_ = Clock::now();
        when_locked();
    }

    std::timed_mutex mutex_;
    std::atomic<std::thread::id> owner_;
    std::atomic<int> arrivals_{0};
    Clock::time_point since_;         // guarded by mutex_
    Clock::duration longest_held_{};  // guarded by mutex_
};

// Whether another thread can lock the mutex, at once or within `limit`.
template <class Mutex>
bool is_free(Mutex& mutex, std::chrono::milliseconds limit = 0ms) {
    bool free = false;
    std::jthread([&] { free = std::unique_lock(mutex, limit).owns_lock(); }).join();
    return free;
}

// Another thread that holds the door until it is told to let go; by itself after `at_most`, so that
// a caller who never gives up fails a test instead of hanging in it.
class Holder {
  public:
    explicit Holder(Door& door, std::chrono::milliseconds at_most = 3s)
        : thread_([this, &door, at_most] {
              const std::lock_guard lock(door);
              holds_.open();
              (void)let_go_.wait_for(at_most);
          }) {
        holds_.wait();
    }
    ~Holder() { let_go_.open(); }
    Holder(const Holder&) = delete;
    Holder& operator=(const Holder&) = delete;

  private:
    Gate holds_;
    Gate let_go_;
    std::jthread thread_;
};

TEST(Behaviour, LocksBothAndKeepsThemUntilTheLocksAreGone) {
    Door arm;
    Door oven;
    {
        const auto locks = try_lock_both(arm, oven, 5s);
        ASSERT_TRUE(locks) << because
                           << "Nobody held either mutex, so both should have been locked, but "
                              "try_lock_both returned nothing.";
        EXPECT_TRUE(locks->first.mutex() == &arm && locks->second.mutex() == &oven)
            << because
            << "The pair's `first` should hold the first mutex and its `second` the second.";
        EXPECT_TRUE(!is_free(arm) && !is_free(oven))
            << because
            << "try_lock_both returned its locks, yet another thread could lock one of the two "
               "mutexes as well.";
    }
    EXPECT_TRUE(is_free(arm) && is_free(oven))
        << because
        << "The returned locks were destroyed, so both mutexes should be free, but another thread "
           "could not lock them.";
}

TEST(Behaviour, LetsTwoCallersInOppositeOrderBothThrough) {
    Door arm;
    Door oven;
    // Whoever locks something first keeps it until the other caller has locked something too: each
    // then holds what the other one wants next.
    Gate clash;
    std::atomic<int> locked{0};
    const auto meet = [&] {
        if (locked.fetch_add(1) > 0) {
            clash.open();
        } else {
            (void)clash.wait_for(500ms);
        }
    };
    arm.when_locked = meet;
    oven.when_locked = meet;

    std::atomic<int> got_both{0};
    start_together(2, [&](int caller) {
        const auto locks =
            caller == 0 ? try_lock_both(arm, oven, 3s) : try_lock_both(oven, arm, 3s);
        if (locks) got_both.fetch_add(1);
    });
    EXPECT_EQ(got_both, 2)
        << because
        << "Two threads asked for the same two mutexes in opposite order, each with 3 seconds to "
           "spare, and met half-way, each holding what the other needed next. One of them should "
           "have "
           "let go, so that both get through one after the other, but "
        << 2 - got_both << " of them gave up.";
}

// What try_lock_both does when one of the two is held by somebody else for longer than the limit.
void gives_up_in_time(Door& arm, Door& oven, Door& busy) {
    constexpr auto limit = 60ms;
    const Holder holder(busy);
    const auto start = Clock::now();
    const bool got_both = try_lock_both(arm, oven, limit).has_value();
    const auto waited = std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - start);
    const std::string which = &busy == &arm ? "first" : "second";

    EXPECT_FALSE(got_both)
        << because << "Another thread held the " << which
        << " mutex, and the limit was 60 ms: try_lock_both should have given up, "
           "but it went on waiting until that thread let go.";
    EXPECT_GE(waited, limit)
        << because << "Another thread held the " << which
        << " mutex. try_lock_both may wait 60 ms for it, but gave up after only " << waited.count()
        << " ms.";
    EXPECT_LT(waited, limit + 2s) << because << "Another thread held the " << which
                                  << " mutex, and the limit was 60 ms, but try_lock_both came back "
                                     "only after "
                                  << waited.count() << " ms.";
    EXPECT_TRUE(is_free(&busy == &arm ? oven : arm))
        << because << "try_lock_both gave up because the " << which
        << " mutex was busy. It should then hold neither, but the other mutex is still locked.";
}

TEST(Behaviour, GivesUpInTimeWhenTheFirstIsHeld) {
    Door arm;
    Door oven;
    gives_up_in_time(arm, oven, arm);
}

TEST(Behaviour, GivesUpInTimeWhenTheSecondIsHeld) {
    Door arm;
    Door oven;
    gives_up_in_time(arm, oven, oven);
}

// One of the two is busy. The other stays free for others all the while, and as soon as the busy
// one is let go, the caller has both.
void keeps_neither_while_it_waits(Door& arm, Door& oven, Door& busy) {
    Door& other = &busy == &arm ? oven : arm;
    std::unique_lock hold(busy);
    std::optional<BothLocks<Door>> locks;
    Gate returned;
    std::jthread caller([&] {
        locks = try_lock_both(arm, oven, 4s);
        const bool right_way_round =
            locks && locks->first.mutex() == &arm && locks->second.mutex() == &oven;
        EXPECT_TRUE(right_way_round || !locks)
            << because
            << "The pair's `first` should hold the first mutex and its `second` the second, also "
               "when it had to wait.";
        locks.reset();
        returned.open();
    });
    const auto release = [&] {
        hold.unlock();
        caller.join();
    };

    const bool came = eventually([&] { return busy.arrivals() >= 2 || returned.is_open(); });
    EXPECT_TRUE(came && !returned.is_open())
        << because
        << "One of the two mutexes was busy, and try_lock_both had 4 seconds to wait for it, but "
           "it "
           "did not wait.";
    EXPECT_TRUE(is_free(other, 1500ms))
        << because
        << "One of the two mutexes was busy, and while the caller waited for it, it kept the other "
           "one locked: a thread that needed only that one was held up for more than a second.";
    release();
}

TEST(Behaviour, KeepsNeitherWhileItWaitsForTheFirst) {
    Door arm;
    Door oven;
    keeps_neither_while_it_waits(arm, oven, arm);
}

TEST(Behaviour, KeepsNeitherWhileItWaitsForTheSecond) {
    Door arm;
    Door oven;
    keeps_neither_while_it_waits(arm, oven, oven);
}

TEST(Behaviour, LocksBothAsSoonAsTheBusyOneIsLetGo) {
    repeat(2, [](int turn) {
        Door arm;
        Door oven;
        Door& busy = turn == 0 ? arm : oven;
        std::unique_lock hold(busy);
        bool got_both = false;
        std::jthread caller([&] { got_both = try_lock_both(arm, oven, 5s).has_value(); });
        (void)eventually([&] { return busy.arrivals() >= 2; }, 2s);
        hold.unlock();
        caller.join();
        EXPECT_TRUE(got_both) << because << "The " << (turn == 0 ? "first" : "second")
                              << " mutex was busy when try_lock_both was called with a limit of 5 "
                                 "seconds, and was let "
                                 "go at once. It should have got both, but it returned nothing.";
    });
}

TEST(Behaviour, ReckonsItsLimitFromTheCallAndNotFromEachWait) {
    constexpr auto limit = 250ms;
    Door arm;
    Door oven;
    Door* held = &oven;
    Door* next = &arm;
    held->lock();
    Gate returned;
    bool got_both = false;
    std::jthread caller([&] {
        got_both = try_lock_both(arm, oven, limit).has_value();
        returned.open();
    });
    // The two become free in turns, never both at once: each time the caller has come to the one
    // that is held, the other is taken instead.
    const auto start = Clock::now();
    int seen = 1;
    while (!returned.is_open() && Clock::now() < start + 2s) {
        (void)eventually([&] { return held->arrivals() > seen || returned.is_open(); }, 1s);
        seen = next->arrivals() + 1;
        if (!next->try_lock_for(1s)) break;
        held->unlock();
        std::swap(held, next);
    }
    const bool in_time = returned.is_open();
    held->unlock();
    caller.join();
    EXPECT_TRUE(in_time && !got_both) << because
                                      << "For two seconds the two mutexes became free in turns, "
                                         "never both at once. The limit was "
                                         "250 ms from the call, but try_lock_both was still at it. "
                                         "Does each of its waits begin the "
                                         "limit anew?";
}

TEST(Behaviour, TriesOnceWithALimitOfZero) {
    Door arm;
    Door oven;
    EXPECT_TRUE(try_lock_both(arm, oven, 0ms))
        << because
        << "Both mutexes were free, so a limit of zero is enough to lock both, but try_lock_both "
           "returned nothing.";
    const Holder holder(oven);
    EXPECT_FALSE(try_lock_both(arm, oven, 0ms))
        << because << "The second mutex was busy and the limit was zero: there was nothing to get.";
}

TEST(Behaviour, RefusesTheSameMutexTwice) {
    Door arm;
    bool refused = false;
    try {
        (void)try_lock_both(arm, arm, 20ms);
    } catch (const std::invalid_argument&) {
        refused = true;
    } catch (const Door::HeldAlready&) {
        // Came to the door that it held, and would have waited for itself.
    }
    EXPECT_TRUE(refused) << because
                         << "The same mutex was given twice, which should throw "
                            "std::invalid_argument, but try_lock_both went on to lock it.";
    EXPECT_TRUE(is_free(arm)) << because
                              << "After the same mutex was given twice, it should not be locked.";
}

struct Machine {
    std::timed_mutex mutex;
    int jobs = 0;
};

TEST(Races, KeepsEveryJobOfThreeThreadsThatShareTwoMachines) {
    constexpr int rounds = 1500;
    Machine arm;
    Machine oven;
    std::atomic<int> gave_up{0};
    start_together(3, [&](int thread) {
        for (int i = 0; i < rounds; ++i) {
            if (thread == 2) {  // needs one of the two only
                const std::lock_guard lock(arm.mutex);
                ++arm.jobs;
                continue;
            }
            const auto locks = thread == 0 ? try_lock_both(arm.mutex, oven.mutex, 5s)
                                           : try_lock_both(oven.mutex, arm.mutex, 5s);
            if (locks) {
                ++arm.jobs;
                ++oven.jobs;
            } else {
                gave_up.fetch_add(1);
            }
        }
    });
    EXPECT_EQ(gave_up, 0)
        << because
        << "Two threads needed both machines, 1500 times each, never for longer than "
           "a moment, and each time had 5 seconds to wait, but one of them gave up.";
    EXPECT_EQ(arm.jobs, 3 * rounds - gave_up)
        << because << "Each job adds 1 to the arm's count while it holds the arm's mutex.";
    EXPECT_EQ(oven.jobs, 2 * rounds - gave_up)
        << because << "Each job that needs both adds 1 to the oven's count while it holds both.";
}

// The grader runs the following in many different orders of the threads' steps, so they are small.
// There, time is virtual: running takes none, waiting costs nothing, and `ample` passes only when
// nobody can do anything else.
constexpr std::chrono::milliseconds ample = 1h;

TEST(Schedules, CallersInOppositeOrderBothGetThrough) {
    Machine arm;
    Machine oven;
    bool first_got_both = false;
    bool second_got_both = false;
    bool right_way_round = true;  // guarded by both mutexes
    const auto work = [&](bool& got_both, Machine& first, const auto& locks) {
        if (!locks) return;
        got_both = true;
        right_way_round = right_way_round && locks->first.mutex() == &first.mutex;
        ++arm.jobs;
        ++oven.jobs;
    };
    std::thread first(
        [&] { work(first_got_both, arm, try_lock_both(arm.mutex, oven.mutex, ample)); });
    std::thread second(
        [&] { work(second_got_both, oven, try_lock_both(oven.mutex, arm.mutex, ample)); });
    first.join();
    second.join();
    EXPECT_TRUE(first_got_both && second_got_both)
        << because
        << "Two threads asked for the same two mutexes in opposite order, each with an hour to "
           "spare, and let go of them at once. Both should have got them, one after the other, "
           "but "
        << (first_got_both || second_got_both ? "one" : "each") << " of them gave up.";
    EXPECT_TRUE(arm.jobs == first_got_both + second_got_both && oven.jobs == arm.jobs)
        << because
        << "Whoever got both mutexes added 1 to two numbers while it held them. The numbers "
           "should say how many got both, but they are "
        << arm.jobs << " and " << oven.jobs << ".";
    EXPECT_TRUE(right_way_round)
        << because
        << "Two threads got the same two mutexes, each in its own order. The pair's `first` should "
           "hold the mutex that was named first, but it was returned the wrong way round.";
}

TEST(Schedules, HoldsUpNobodyWhoNeedsOnlyTheOther) {
    Door arm;
    Door oven;
    bool got_both = false;
    oven.lock();
    std::thread both([&] { got_both = try_lock_both(arm, oven, ample).has_value(); });
    std::thread only_arm([&] { const std::lock_guard lock(arm); });
    only_arm.join();
    oven.unlock();
    both.join();
    const auto held = std::chrono::duration_cast<std::chrono::milliseconds>(arm.longest_held());
    EXPECT_LT(held, 10ms)
        << because
        << "The second mutex was busy. While one thread waited in try_lock_both for it, another "
           "thread needed only the first, which should be free as long as there is nothing to do "
           "but wait. But it was kept locked for "
        << held.count() << " ms at a stretch.";
    EXPECT_TRUE(got_both)
        << because
        << "The second mutex was busy and was let go, and the caller of try_lock_both had an hour "
           "to wait for it. It should have got both, but it gave up.";
}

TEST(Schedules, GivesUpNeitherEarlyNorLate) {
    constexpr auto limit = 50ms;
    std::timed_mutex arm;
    std::timed_mutex oven;
    struct Outcome {
        bool got_both = false;
        std::chrono::milliseconds waited{};
    };
    const auto ask = [](std::timed_mutex& first, std::timed_mutex& second, Outcome& outcome) {
        const auto start = Clock::now();
        outcome.got_both = try_lock_both(first, second, limit).has_value();
        outcome.waited =
            std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - start);
    };
    Outcome outcomes[2];
    oven.lock();
    std::thread one([&] { ask(arm, oven, outcomes[0]); });
    std::thread other([&] { ask(oven, arm, outcomes[1]); });
    one.join();
    other.join();
    oven.unlock();
    for (const Outcome& outcome : outcomes) {
        EXPECT_FALSE(outcome.got_both)
            << because
            << "Two threads asked for two mutexes in opposite order, and one mutex was busy all "
               "the time. Both should have given up, but one of them got its locks.";
        EXPECT_GE(outcome.waited, limit)
            << because
            << "Two threads asked for two mutexes in opposite order, and one mutex was busy all "
               "the time. Each should have waited for the limit of 50 ms, but one gave up after "
            << outcome.waited.count() << " ms.";
        EXPECT_LT(outcome.waited, limit + 2s)
            << because
            << "Two threads asked for two mutexes in opposite order, and one mutex was busy all "
               "the time. The limit was 50 ms, but one of them came back only after "
            << outcome.waited.count() << " ms.";
    }
    EXPECT_TRUE(arm.try_lock_for(ample))
        << because
        << "Two threads asked for two mutexes, and gave up because one of them was busy. The other "
           "one should be free then, but it is still locked.";
    arm.unlock();
}

TEST(Schedules, GetsBothOrHasWaitedForTheWholeLimit) {
    constexpr auto limit = 100ms;
    std::timed_mutex arm;
    std::timed_mutex oven;
    bool got_both = false;
    bool right_way_round = false;
    std::chrono::milliseconds waited{};
    oven.lock();
    std::thread both([&] {
        const auto start = Clock::now();
        const auto locks = try_lock_both(arm, oven, limit);
        waited = std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - start);
        got_both = locks.has_value();
        right_way_round = !locks || locks->first.mutex() == &arm;
    });
    std::thread only_arm([&] {
        arm.lock();
        arm.unlock();
        arm.lock();
        arm.unlock();
    });
    oven.unlock();
    both.join();
    only_arm.join();
    EXPECT_TRUE(got_both || waited >= limit)
        << because
        << "Two other threads used one mutex each and let go. try_lock_both had 100 ms to get "
           "both. It may give up when they have passed, but it gave up after "
        << waited.count() << " ms: a mutex that is busy just now can be free a moment later.";
    EXPECT_TRUE(right_way_round)
        << because
        << "Each of the two mutexes was busy now and then, until try_lock_both got both. The "
           "pair's `first` should hold the mutex that was named first, but the pair was returned "
           "the wrong way round.";
}

TEST(Schedules, ALimitOfZeroTakesBothOrNeither) {
    Machine arm;
    Machine oven;
    bool got_both[2] = {};
    const auto ask = [&](Machine& first, Machine& second, bool& got) {
        const auto locks = try_lock_both(first.mutex, second.mutex, 0ms);
        if (!locks) return;
        got = true;
        ++arm.jobs;
        ++oven.jobs;
    };
    std::thread one([&] { ask(arm, oven, got_both[0]); });
    std::thread other([&] { ask(oven, arm, got_both[1]); });
    one.join();
    other.join();
    const int both = got_both[0] + got_both[1];
    EXPECT_TRUE(arm.jobs == both && oven.jobs == both)
        << because
        << "Two threads asked for two mutexes in opposite order with a limit of zero. Whoever got "
           "both added 1 to two numbers while it held them. The numbers should be "
        << both << ", but they are " << arm.jobs << " and " << oven.jobs << ".";
    const bool arm_free = arm.mutex.try_lock_for(ample);
    const bool oven_free = oven.mutex.try_lock_for(ample);
    EXPECT_TRUE(arm_free && oven_free)
        << because
        << "Two threads asked for two mutexes with a limit of zero, and what they got is let go. "
           "Both mutexes should be free, but one of them is still locked.";
    if (arm_free) arm.mutex.unlock();
    if (oven_free) oven.mutex.unlock();
}

// The grader runs the following on eight virtual cores. Time is virtual there, too: sleeping costs
// none of the machine's, and a deadline is met or missed to the microsecond.

// Calls `body` while another thread holds the mutex, which that thread keeps for `length`.
template <class Body>
racecourse::Took took_while_held(std::timed_mutex& mutex, std::chrono::milliseconds length,
                                 const Body& body) {
    Gate holds;
    const std::jthread holder([&] {
        const std::lock_guard lock(mutex);
        holds.open();
        std::this_thread::sleep_for(length);
    });
    holds.wait();
    return racecourse::took(body);
}

// One of the two is busy for longer than the limit.
void gives_up_on_time(bool first_is_busy) {
    constexpr auto limit = 40ms;
    std::timed_mutex arm;
    std::timed_mutex oven;
    bool got_both = true;
    const auto wait = took_while_held(first_is_busy ? arm : oven, 100ms, [&] {
        got_both = try_lock_both(arm, oven, limit).has_value();
    });
    const char* which = first_is_busy ? "first" : "second";
    EXPECT_FALSE(got_both) << because << "Another thread held the " << which
                           << " mutex for 100 ms, and the limit was 40 ms: try_lock_both should "
                              "have given up, but it returned its locks.";
    EXPECT_AT_LEAST(wait.time, limit)
        << "Another thread held the " << which
        << " mutex for 100 ms, and the limit was 40 ms. Before the limit try_lock_both must not "
           "give up.";
    EXPECT_AT_MOST(wait.time, limit + 5ms)
        << "Another thread held the " << which
        << " mutex for 100 ms, and the limit was 40 ms. When the limit is over, try_lock_both "
           "should come back at once.";
    EXPECT_AT_MOST(wait.work, 4ms)
        << "Another thread held the " << which
        << " mutex, and for 40 ms there was nothing to do but wait. A thread that waits asleep "
           "needs next to no processor time.";
}

TEST(Speed, GivesUpOnTimeAndWaitsAsleepForTheFirst) {
    gives_up_on_time(true);
}

TEST(Speed, GivesUpOnTimeAndWaitsAsleepForTheSecond) {
    gives_up_on_time(false);
}

// One of the two is busy for a while, and then free, long before the limit.
void takes_both_soon(bool first_is_busy) {
    std::timed_mutex arm;
    std::timed_mutex oven;
    bool got_both = false;
    const auto wait = took_while_held(first_is_busy ? arm : oven, 23ms, [&] {
        got_both = try_lock_both(arm, oven, 10s).has_value();
    });
    const char* which = first_is_busy ? "first" : "second";
    EXPECT_TRUE(got_both) << because << "The " << which
                          << " mutex was busy for 23 ms, and try_lock_both had 10 seconds. It "
                             "should have got both, but it gave up.";
    EXPECT_AT_MOST(wait.time, 29ms)
        << "The " << which
        << " mutex was busy for 23 ms, and then both were free. try_lock_both should take them "
           "soon after that.";
    EXPECT_AT_MOST(wait.work, 3ms)
        << "The " << which
        << " mutex was busy for 23 ms. A thread that waits for it asleep needs next to no "
           "processor time.";
}

TEST(Speed, TakesBothSoonAfterTheFirstIsLetGo) {
    takes_both_soon(true);
}

TEST(Speed, TakesBothSoonAfterTheSecondIsLetGo) {
    takes_both_soon(false);
}

TEST(Speed, HoldsUpNobodyWhoNeedsOnlyTheOther) {
    constexpr int jobs = 50;
    std::timed_mutex arm;
    std::timed_mutex oven;
    for (const bool arm_first : {true, false}) {
        std::jthread caller;
        const auto work = took_while_held(oven, 100ms, [&] {
            caller = std::jthread([&] {
                (void)(arm_first ? try_lock_both(arm, oven, 10s) : try_lock_both(oven, arm, 10s));
            });
            for (int job = 0; job < jobs; ++job) {
                std::this_thread::sleep_for(1ms);
                const std::lock_guard lock(arm);
            }
        });
        EXPECT_AT_MOST(work.time, 60ms)
            << "While one thread waited in try_lock_both for the oven, another used the robot arm "
               "50 times for a moment, with 1 ms of other work before each. That takes 50 ms if "
               "it is not held up by somebody who keeps the arm locked while he waits.";
        caller.join();
    }
}

TEST(Speed, DoesNotWaitWithALimitOfZero) {
    std::timed_mutex arm;
    std::timed_mutex oven;
    bool got_both = true;
    const auto wait =
        took_while_held(oven, 20ms, [&] { got_both = try_lock_both(arm, oven, 0ms).has_value(); });
    EXPECT_FALSE(got_both)
        << because << "The second mutex was busy and the limit was zero: there was nothing to get.";
    EXPECT_AT_MOST(wait.time, 1ms)
        << "The second mutex was busy and the limit was zero, so try_lock_both should come back "
           "without waiting.";
}

}  // namespace
