// Tests of the functions in gather.h. What is about time is asked in the suite Speed, where time is
// virtual; in the others, what must not end by itself takes an hour.
#include "gather.h"

#include <racecourse/kit.h>

#include <asio.hpp>

#include <functional>
#include <memory>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

using namespace racecourse;

static_assert(std::is_same_v<Outcome<long>, std::variant<long, std::exception_ptr>>);
static_assert(std::is_same_v<decltype(gather<long>({})), awaitable<std::vector<long>>>);
static_assert(std::is_same_v<decltype(wait_for<long>(std::declval<awaitable<long>>(), 1ms)),
                             awaitable<long>>);
static_assert(std::is_same_v<decltype(std::declval<Task<long>&>().done()), bool>);

namespace {

std::string in_words(const std::exception_ptr& error) {
    try {
        std::rethrow_exception(error);
    } catch (const TimedOut&) {
        return "TimedOut";
    } catch (const NotStarted&) {
        throw;  // for the grader
    } catch (const asio::system_error& reason) {
        return reason.code() == asio::error::operation_aborted ? "operation_aborted"
                                                               : reason.what();
    } catch (const std::exception& reason) {
        return reason.what();
    }
}

using Test = std::function<awaitable<std::string>()>;

// What comes out of a coroutine, in words. It runs in a loop of its own.
std::string outcome_of(Test test, std::chrono::nanoseconds limit = 5s) {
    std::string outcome = "nothing, because it never ended";
    asio::io_context loop;
    asio::co_spawn(loop, std::move(test), [&](const std::exception_ptr& error, std::string said) {
        outcome = error ? in_words(error) : std::move(said);
        loop.stop();
    });
    loop.run_for(limit);
    return outcome;
}

awaitable<void> sleep(std::chrono::nanoseconds time) {
    asio::steady_timer timer(co_await asio::this_coro::executor, time);
    co_await timer.async_wait(asio::use_awaitable);
}

class Inside {
  public:
    explicit Inside(int& inside) : inside_(inside) { ++inside_; }
    Inside(const Inside&) = delete;
    Inside& operator=(const Inside&) = delete;
    ~Inside() { --inside_; }

  private:
    int& inside_;
};

struct Site {
    int running = 0;
    int tidied = 0;

    [[nodiscard]] std::string report() const {
        return ", " + std::to_string(running) + " running, " + std::to_string(tidied) + " tidied";
    }
};

// Takes its time, and fails when the value is negative. If it is cancelled it tidies up for 2 ms.
awaitable<int> job(Site& site, std::chrono::nanoseconds time, int value) {
    const Inside inside(site.running);
    std::exception_ptr error;
    try {
        co_await sleep(time);
    } catch (...) {
        error = std::current_exception();
    }
    if (error) {
        co_await asio::this_coro::reset_cancellation_state();
        co_await sleep(2ms);
        ++site.tidied;
        std::rethrow_exception(error);
    }
    if (value < 0) throw std::runtime_error("job " + std::to_string(value) + " failed");
    co_return value;
}

// A list of them: of each its time and its value. (Not as a braced list: g++ 12 refuses those
// beside a co_await.)
void add_jobs(std::vector<awaitable<int>>&, Site&) {}
template <class... Rest>
void add_jobs(std::vector<awaitable<int>>& works, Site& site, std::chrono::nanoseconds time,
              int value, Rest... rest) {
    works.push_back(job(site, time, value));
    add_jobs(works, site, rest...);
}
template <class... TimesAndValues>
std::vector<awaitable<int>> jobs(Site& site, TimesAndValues... list) {
    std::vector<awaitable<int>> works;
    add_jobs(works, site, list...);
    return works;
}

std::string in_words(const std::vector<int>& values) {
    std::string text;
    for (const int value : values) text += std::to_string(value) + " ";
    return text;
}

// Ends 1 ms after `other` has.
awaitable<int> after(asio::steady_timer& other, int value) {
    try {
        co_await other.async_wait(asio::use_awaitable);
    } catch (const asio::system_error&) {
    }
    co_await sleep(1ms);
    co_return value;
}
awaitable<int> before(asio::steady_timer& others, int value) {
    co_await sleep(1ms);
    others.cancel();
    co_return value;
}

TEST(Behaviour, GathersInTheOrderOfTheList) {
    const std::string got = outcome_of([]() -> awaitable<std::string> {
        asio::steady_timer bell(co_await asio::this_coro::executor,
                                asio::steady_timer::time_point::max());
        std::vector<awaitable<int>> works;
        works.push_back(after(bell, 1));
        works.push_back(before(bell, 2));
        works.push_back(after(bell, 3));
        const auto values = co_await gather(std::move(works));
        co_return in_words(values);
    });
    EXPECT_EQ(got, "1 2 3 ")
        << because << "Three works give 1, 2 and 3, and the second ends before the others, which "
        << "wait for it. gather() should give their values in the order of the list, 1 2 3, but "
        << "gave: " << got << ".";
}

TEST(Behaviour, NothingIsReadyAtOnce) {
    const std::string got = outcome_of([]() -> awaitable<std::string> {
        std::vector<awaitable<int>> none;
        const auto values = co_await gather(std::move(none));
        std::vector<awaitable<int>> none_again;
        const auto outcomes = co_await gather_settled(std::move(none_again));
        co_return std::to_string(values.size()) + " and " + std::to_string(outcomes.size());
    });
    EXPECT_EQ(got, "0 and 0") << because
                              << "gather() and gather_settled() of no works should both give an "
                              << "empty list. What came out: " << got << ".";
    std::string kind = "no exception";
    (void)outcome_of([&]() -> awaitable<std::string> {
        std::vector<awaitable<int>> none;
        try {
            (void)co_await first_completed(std::move(none));
        } catch (const std::invalid_argument&) {
            kind = "std::invalid_argument";
        }
        co_return "";
    });
    EXPECT_EQ(kind, "std::invalid_argument")
        << because << "first_completed() of no works should throw std::invalid_argument.";
}

TEST(Behaviour, OneThatFailsCancelsTheOthers) {
    Site site;
    const std::string got = outcome_of([&]() -> awaitable<std::string> {
        std::string said = "no exception";
        try {
            (void)co_await gather(jobs(site, 1h, 1, 1ms, -2, 1h, 3));
        } catch (...) {
            said = in_words(std::current_exception());
        }
        co_return said + site.report();
    });
    EXPECT_EQ(got, "job -2 failed, 0 running, 2 tidied")
        << because << "One of three jobs fails after 1 ms, the others take an hour. gather() "
        << "should cancel these, wait until they have tidied up, and throw what the one threw. "
        << "What came out when it ended: " << got << ".";
}

TEST(Behaviour, AnErrorStaysInItsPlace) {
    Site site;
    const std::string got = outcome_of([&]() -> awaitable<std::string> {
        std::string said;
        const auto outcomes = co_await gather_settled(jobs(site, 4ms, 1, 1ms, -2, 3ms, 3, 2ms, -4));
        for (const auto& outcome : outcomes) {
            const int* value = std::get_if<int>(&outcome);
            said += (value != nullptr ? std::to_string(*value) : in_words(std::get<1>(outcome)));
            said += "; ";
        }
        co_return said;
    });
    EXPECT_EQ(got, "1; job -2 failed; 3; job -4 failed; ")
        << because << "Of four jobs the second and the last fail. gather_settled() should give "
        << "1 and 3 of the others, and the two errors, all in the order of the list. It gave: "
        << got << ".";
}

TEST(Behaviour, WhatIsReadyInTimeIsGiven) {
    Site site;
    const std::string got = outcome_of([&]() -> awaitable<std::string> {
        const int value = co_await wait_for(job(site, 1ms, 7), 1h);
        co_return std::to_string(value) + site.report();
    });
    EXPECT_EQ(got, "7, 0 running, 0 tidied")
        << because
        << "wait_for() had an hour for a job that gives 7 after 1 ms. What came out: " << got
        << ".";
}

TEST(Behaviour, WhatIsLateIsCancelledAndHasEnded) {
    Site site;
    const std::string got = outcome_of([&]() -> awaitable<std::string> {
        std::string said = "no exception";
        try {
            (void)co_await wait_for(job(site, 1h, 7), 2ms);
        } catch (...) {
            said = in_words(std::current_exception());
        }
        co_return said + site.report();
    });
    EXPECT_EQ(got, "TimedOut, 0 running, 1 tidied")
        << because << "wait_for() gave 2 ms to a job of an hour. It should cancel the job, wait "
        << "until it has tidied up, and throw TimedOut. What came out when it ended: " << got
        << ".";
}

TEST(Behaviour, TheFirstCancelsTheOthers) {
    Site site;
    const std::string got = outcome_of([&]() -> awaitable<std::string> {
        const auto first = co_await first_completed(jobs(site, 1h, 1, 1ms, 2, 1h, 3));
        co_return "number " + std::to_string(first.index) + " with " + std::to_string(first.value) +
            site.report();
    });
    EXPECT_EQ(got, "number 1 with 2, 0 running, 2 tidied")
        << because << "Of three jobs the one in the middle (number 1) gives 2 after 1 ms, and the "
        << "others take an hour. first_completed() should give that one, and have the others "
        << "cancelled and ended. What came out: " << got << ".";
}

TEST(Behaviour, TheFirstMayBeAnError) {
    Site site;
    const std::string got = outcome_of([&]() -> awaitable<std::string> {
        std::string said = "no exception";
        try {
            (void)co_await first_completed(jobs(site, 1h, 1, 1ms, -2));
        } catch (...) {
            said = in_words(std::current_exception());
        }
        co_return said + site.report();
    });
    EXPECT_EQ(got, "job -2 failed, 0 running, 1 tidied")
        << because << "Of two jobs the first to end fails, and the other takes an hour. "
        << "first_completed() should cancel that, and throw what the one threw. What came out: "
        << got << ".";
}

awaitable<int> waits_in(std::string kind, Site& site) {
    if (kind == "gather()") {
        const auto values = co_await gather(jobs(site, 1h, 1, 1h, 2));
        co_return values[0];
    }
    if (kind == "gather_settled()") {
        const auto outcomes = co_await gather_settled(jobs(site, 1h, 1, 1h, 2));
        co_return static_cast<int>(outcomes.size());
    }
    if (kind == "first_completed()") {
        const auto first = co_await first_completed(jobs(site, 1h, 1, 1h, 2));
        co_return first.value;
    }
    co_return co_await wait_for(job(site, 1h, 1), 2h);
}

TEST(Behaviour, CancellingTheCallerCancelsTheWorks) {
    for (const std::string kind :
         {"gather()", "gather_settled()", "first_completed()", "wait_for()"}) {
        Site site;
        const std::string got = outcome_of([&]() -> awaitable<std::string> {
            const auto executor = co_await asio::this_coro::executor;
            Task<int> task(executor, waits_in(kind, site));
            co_await sleep(1ms);
            const int running = site.running;
            (void)task.cancel();
            std::string said = "no exception";
            try {
                (void)co_await task.wait();
            } catch (...) {
                said = in_words(std::current_exception());
            }
            co_return said + (site.tidied == running ? "" : ", not tidied") +
                (site.running == 0 ? ", none running" : ", some running");
        });
        EXPECT_EQ(got, "operation_aborted, none running")
            << because << "A task waited in " << kind << " for jobs that take an hour, and was "
            << "cancelled. The jobs should be cancelled with it and tidy up, and then "
            << "operation_aborted should come out of it. What came out: " << got << ".";
    }
}

TEST(Behaviour, ATimeOutCancelsAWholeGather) {
    Site site;
    const std::string got = outcome_of([&]() -> awaitable<std::string> {
        std::string said = "no exception";
        try {
            (void)co_await wait_for(gather(jobs(site, 1h, 1, 1h, 2, 1ms, 3)), 3ms);
        } catch (...) {
            said = in_words(std::current_exception());
        }
        co_return said + (site.running == 0 ? ", none running" : ", some running");
    });
    EXPECT_EQ(got, "TimedOut, none running")
        << because << "wait_for() gave 3 ms to a gather() of jobs that take an hour. The jobs "
        << "should be cancelled, and TimedOut thrown when they have ended. What came out: " << got
        << ".";
}

TEST(Behaviour, ATaskSaysHowItIs) {
    Site site;
    const std::string got = outcome_of([&]() -> awaitable<std::string> {
        const auto executor = co_await asio::this_coro::executor;
        const auto state = [](const Task<int>& task) {
            return std::string(task.done() ? "done" : "not done") +
                   (task.cancelled() ? " and cancelled" : "");
        };
        Task<int> good(executor, job(site, 1ms, 5));
        Task<int> bad(executor, job(site, 1ms, -6));
        Task<int> endless(executor, job(site, 1h, 7));
        co_await sleep(0ms);
        std::string said = state(endless) + "; ";
        said += std::to_string(co_await good.wait()) + " ";
        said += std::to_string(co_await good.wait()) + " " + state(good) + "; ";
        for (int i = 0; i < 2; ++i) {
            try {
                (void)co_await bad.wait();
            } catch (...) {
                said += in_words(std::current_exception()) + " ";
            }
        }
        said += state(bad) + "; ";
        const bool asked = endless.cancel();
        said += std::string(asked ? "asked" : "not asked") + ", " + state(endless) + ", ";
        try {
            (void)co_await endless.wait();
        } catch (...) {
            said += in_words(std::current_exception()) + " ";
        }
        said += state(endless) + "; ";
        said += endless.cancel() || good.cancel() ? "asked again" : "not asked again";
        said += site.report();
        co_return said;
    });
    EXPECT_EQ(got,
              "not done; 5 5 done; job -6 failed job -6 failed done; asked, not done, "
              "operation_aborted done and cancelled; not asked again, 0 running, 1 tidied")
        << because << "A task was looked at that gives 5, twice, one that fails, twice, and one "
        << "of an hour, before and after cancel(), which asks, and returns at once. What the "
        << "test wrote down: " << got << ".";
}

awaitable<void> note_value(Task<int>& task, std::string& notes) {
    const int value = co_await task.wait();
    notes += std::to_string(value) + " ";
}

TEST(Behaviour, SeveralMayWait) {
    Site site;
    std::string notes;
    const std::string got = outcome_of([&]() -> awaitable<std::string> {
        const auto executor = co_await asio::this_coro::executor;
        Task<int> task(executor, job(site, 2ms, 5));
        asio::co_spawn(executor, note_value(task, notes), asio::detached);
        asio::co_spawn(executor, note_value(task, notes), asio::detached);
        co_await note_value(task, notes);
        co_await sleep(1ms);
        co_return notes;
    });
    EXPECT_EQ(got, "5 5 5 ") << because << "Three coroutines waited for a task that gives 5. Each "
                             << "of them should get it. They got: " << got << ".";
}

TEST(Behaviour, CancellingWhoWaitsLeavesTheTask) {
    Site site;
    const std::string got = outcome_of([&]() -> awaitable<std::string> {
        const auto executor = co_await asio::this_coro::executor;
        asio::steady_timer bell(executor, asio::steady_timer::time_point::max());
        Task<int> task(executor, after(bell, 5));
        Task<int> waiter(executor, task.wait());
        co_await sleep(1ms);
        (void)waiter.cancel();
        std::string said = "no exception";
        try {
            (void)co_await waiter.wait();
        } catch (...) {
            said = in_words(std::current_exception());
        }
        said += task.done() ? ", done, " : ", not done, ";
        bell.cancel();
        const int value = co_await task.wait();
        co_return said + std::to_string(value);
    });
    EXPECT_EQ(got, "operation_aborted, not done, 5")
        << because << "Somebody who waited for a task was cancelled. That one should get "
        << "operation_aborted, and the task should go on and give 5. What came out: " << got << ".";
}

TEST(Behaviour, AWorkOutlivesItsHandle) {
    int value = 0;
    const std::string got = outcome_of([&]() -> awaitable<std::string> {
        const auto executor = co_await asio::this_coro::executor;
        asio::steady_timer bell(executor, asio::steady_timer::time_point::max());
        const auto write = [](asio::steady_timer& to_wait_for, int& into) -> awaitable<int> {
            into = co_await after(to_wait_for, 5);
            co_return into;
        };
        {
            const Task<int> task(executor, write(bell, value));
            use(task.done());
        }
        co_await sleep(1ms);
        bell.cancel();
        for (int i = 0; i < 2000 && value == 0; ++i) co_await sleep(1ms);
        co_return std::to_string(value);
    });
    EXPECT_EQ(got, "5") << because << "A Task was destroyed while its work was waiting. The work "
                        << "should go on to its end and write 5, but there is: " << got << ".";
}

TEST(Behaviour, WhatStillWaitsGoesWithTheLoop) {
    Site site;
    {
        asio::io_context loop;
        for (const std::string kind :
             {"gather()", "gather_settled()", "first_completed()", "wait_for()"})
            asio::co_spawn(loop, waits_in(kind, site), [](const std::exception_ptr& error, int) {
                if (error) std::rethrow_exception(error);
            });
        loop.poll();
        EXPECT_GE(site.running, 4) << because << "Four coroutines waited in gather() and the "
                                   << "others for jobs that take an hour. At least four should "
                                   << "have begun, but " << site.running << " have.";
    }
    EXPECT_EQ(site.running, 0) << because << "The loop was destroyed while jobs waited in "
                               << "it. All of their coroutines should have been destroyed.";
}

// Counts in a plain variable: what is in one strand needs no lock.
awaitable<int> count(int& counter, int value) {
    for (int i = 0; i < 4; ++i) {
        ++counter;
        co_await sleep(0ms);
    }
    co_return value;
}

awaitable<int> a_day_in_a_strand(int& counter) {
    int sum = 0;
    for (int round = 0; round < 5; ++round) {
        std::vector<awaitable<int>> works;
        for (int i = 0; i < 6; ++i) works.push_back(count(counter, i));
        for (const int value : co_await gather(std::move(works))) sum += value;
        std::vector<awaitable<int>> others;
        for (int i = 0; i < 3; ++i) others.push_back(count(counter, i));
        const auto settled = co_await gather_settled(std::move(others));
        sum += static_cast<int>(settled.size());
        sum += co_await wait_for(count(counter, 4), 1h);
        std::vector<awaitable<int>> racers;
        for (int i = 0; i < 2; ++i) racers.push_back(count(counter, 5));
        const auto first = co_await first_completed(std::move(racers));
        sum += first.value;
    }
    co_return sum;
}

TEST(Races, StrandsOnAPoolDoNotMeet) {
    constexpr int strands = 6;
    std::vector<int> sums(strands);
    std::vector<int> counters(strands);
    std::vector<std::exception_ptr> errors(strands);
    asio::thread_pool pool(3);
    for (int i = 0; i < strands; ++i) {
        asio::co_spawn(asio::make_strand(pool), a_day_in_a_strand(counters[i]),
                       [&sums, &errors, i](const std::exception_ptr& error, int sum) {
                           errors[i] = error;
                           sums[i] = sum;
                       });
    }
    pool.join();
    for (const auto& error : errors)
        if (error) std::rethrow_exception(error);
    for (const int sum : sums) {
        EXPECT_EQ(sum, 5 * (15 + 3 + 4 + 5))
            << because << "Three threads ran six coroutines, each in a strand of its own. Each "
            << "gathered and waited for works that are as many as 135, but came to " << sum << ".";
    }
}

TEST(Races, LoopsInTwoThreadsShareNothing) {
    std::vector<int> sums(2);
    start_together(2, [&](int thread) {
        int counter = 0;
        asio::io_context loop;
        asio::co_spawn(loop, a_day_in_a_strand(counter),
                       [&sums, thread](const std::exception_ptr& error, int sum) {
                           if (error) std::rethrow_exception(error);
                           sums[thread] = sum;
                       });
        loop.run();
    });
    for (const int sum : sums) {
        EXPECT_EQ(sum, 5 * (15 + 3 + 4 + 5))
            << because << "Two threads ran a loop each. What was gathered and waited for in them "
            << "is as much as 135, but one came to " << sum << ".";
    }
}

// From here on time is virtual: an hour costs nothing.

void lasts(const Test& test, std::chrono::nanoseconds time, const char* why) {
    const auto took = racecourse::took([&] { use(outcome_of(test, 24h).size()); });
    EXPECT_AT_LEAST(took.time, time) << why;
    EXPECT_AT_MOST(took.time, time + 8ms) << why;
    EXPECT_AT_MOST(took.work, 30ms)
        << "It is nearly all waiting, and whoever waits asleep needs next to no processor time.";
}

TEST(Speed, AllTogetherTakeAsLongAsTheLongest) {
    Site site;
    const auto twenty = [&site] {
        std::vector<awaitable<int>> works;
        for (int i = 1; i <= 20; ++i) works.push_back(job(site, i * 10ms, i));
        return works;
    };
    lasts(
        [&]() -> awaitable<std::string> {
            (void)co_await gather(twenty());
            co_return "";
        },
        200ms, "gather() of 20 jobs of 10 to 200 ms should take as long as the longest.");
    lasts(
        [&]() -> awaitable<std::string> {
            (void)co_await gather_settled(twenty());
            co_return "";
        },
        200ms, "gather_settled() of 20 jobs of 10 to 200 ms should take as long as the longest.");
}

TEST(Speed, AnErrorIsNotKeptWaiting) {
    Site site;
    lasts(
        [&]() -> awaitable<std::string> {
            (void)co_await gather(jobs(site, 1h, 1, 50ms, -2));
            co_return "";
        },
        52ms,
        "One of two jobs failed after 50 ms, the other takes an hour, and 2 ms to tidy up. "
        "gather() should end after 52 ms.");
    lasts(
        [&]() -> awaitable<std::string> {
            (void)co_await wait_for(job(site, 50ms, -1), 10min);
            co_return "";
        },
        50ms,
        "wait_for() had ten minutes for a job that failed after 50 ms. It should throw "
        "the job's exception at once, and not wait for the end of its limit.");
}

TEST(Speed, LimitsAreKept) {
    Site site;
    lasts(
        [&]() -> awaitable<std::string> {
            (void)co_await wait_for(job(site, 1h, 1), 50ms);
            co_return "";
        },
        52ms,
        "wait_for() had 50 ms for a job of an hour, which takes 2 ms to tidy up: 52 ms in all.");
    lasts(
        [&]() -> awaitable<std::string> {
            (void)co_await wait_for(job(site, 50ms, 1), 1h);
            co_return "";
        },
        50ms, "wait_for() had an hour for a job of 50 ms, so it should take 50 ms.");
}

TEST(Speed, TheFirstIsGivenWhenTheOthersHaveEnded) {
    Site site;
    lasts(
        [&]() -> awaitable<std::string> {
            (void)co_await first_completed(jobs(site, 1h, 1, 30ms, 2, 2h, 3));
            co_return "";
        },
        32ms,
        "The first of three jobs was ready after 30 ms, and the others take 2 ms to tidy up. "
        "first_completed() should take 32 ms.");
}

}  // namespace
