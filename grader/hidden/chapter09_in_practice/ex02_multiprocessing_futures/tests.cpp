// Tests of sum_by_threads() and sum_by_processes(). Processes are judged by what they do (suite
// Behaviour), threads by speed as well.
#include "prime_sums.h"

#include <racecourse/kit.h>
#include <racecourse/processes.h>

#include <signal.h>
#include <unistd.h>

#include <array>
#include <random>
#include <set>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

using namespace racecourse;

namespace {

using Sum = long (*)(long, long, const Work&, int, const Progress&);

struct Way {
    std::string name;
    Sum sum;
};

const Way threads{"sum_by_threads", sum_by_threads};
const Way processes{"sum_by_processes", sum_by_processes};

struct Told {
    Part part;
    long sum;
};

struct Outcome {
    long sum = 0;
    std::string thrown;  // what the exception said
    bool runtime_error = false;
    std::vector<Told> told;
    bool told_elsewhere = false;
};

const Progress silent = [](Part, long) {};

Outcome outcome_of_threads(const Way& way, long first, long last, const Work& work, int workers,
                           const Progress& progress = silent) {
    const auto caller = std::this_thread::get_id();
    Outcome outcome;
    try {
        outcome.sum = way.sum(first, last, work, workers, [&](Part part, long sum) {
            if (std::this_thread::get_id() != caller) {
                outcome.told_elsewhere = true;
                return;
            }
            outcome.told.push_back({part, sum});
            progress(part, sum);
        });
    } catch (const NotStarted&) {
        throw;
    } catch (const std::exception& error) {
        outcome.thrown = std::string("threw an exception: ") + error.what();
        outcome.runtime_error = dynamic_cast<const std::runtime_error*>(&error) != nullptr;
    }
    return outcome;
}

Outcome outcome_of(const Way& way, long first, long last, const Work& work, int workers,
                   const Progress& progress = silent) {
    const pid_t parent = getpid();
    Outcome outcome = outcome_of_threads(way, first, last, work, workers, progress);
    if (getpid() != parent) came_back_in_a_child();
    return outcome;
}

std::string range(long first, long last) {
    return "from " + std::to_string(first) + " to before " + std::to_string(last);
}

std::string by(int workers) {
    return std::to_string(workers) + (workers == 1 ? " worker" : " workers");
}

void counts_every_number_once(const Way& way) {
    const LeavesNothing nothing("After " + way.name);
    constexpr long most = 120;
    for (const auto& [first, last, workers] : {std::tuple(0L, 64L, 4),
                                               {3L, 4L, 3},
                                               {10L, 17L, 3},
                                               {5L, 5L, 2},
                                               {1L, 120L, 5},
                                               {7L, 30L, 1}}) {
        const Shared<std::array<std::atomic<int>, most>> counts;
        const Outcome outcome = outcome_of(
            way, first, last,
            [&counts](long number) {
                if (number >= 0 && number < most) ++(*counts)[number];
                return 1000 + number;
            },
            workers);
        const std::string call = way.name + "() was called for the numbers " + range(first, last) +
                                 " and " + by(workers);
        ASSERT_EQ(outcome.thrown, "") << because << call << ". It " << outcome.thrown << ".";
        long sum = 0;
        for (long number = 0; number < most; ++number) {
            const bool inside = number >= first && number < last;
            if (inside) sum += 1000 + number;
            ASSERT_EQ((*counts)[number], inside ? 1 : 0)
                << because << call << ". work(" << number << ") should have been called "
                << (inside ? "once" : "not at all") << ", but was called " << (*counts)[number]
                << " times.";
        }
        ASSERT_EQ(outcome.sum, sum)
            << because << call << ". Each number was worked on once, but "
            << "the sum should be " << sum << " and is " << outcome.sum << ".";
        ASSERT_FALSE(outcome.told_elsewhere)
            << because << call << ". progress() should be called by the caller's own thread.";
        std::set<long> told;
        for (const auto& [part, part_sum] : outcome.told) {
            long right = 0;
            for (long number = part.first; number < part.last; ++number) {
                right += 1000 + number;
                ASSERT_TRUE(told.insert(number).second)
                    << because << call << ". progress() was told twice about number " << number
                    << ".";
            }
            ASSERT_EQ(part_sum, right)
                << because << call << ". For the numbers " << range(part.first, part.last)
                << ", progress() was told a wrong sum.";
        }
        ASSERT_EQ(static_cast<long>(told.size()), last - first)
            << because << call << ". progress() should be told about parts that make up the whole "
            << "range.";
        ASSERT_GE(static_cast<long>(outcome.told.size()), std::min<long>(last - first, workers))
            << because << call << ". There should be at least one part for each worker.";
    }
}

TEST(Behaviour, ThreadsCountEveryNumberOnce) {
    counts_every_number_once(threads);
}

TEST(Behaviour, ProcessesCountEveryNumberOnce) {
    counts_every_number_once(processes);
}

TEST(Behaviour, BothFindThePrimeFactors) {
    long right = 0;
    for (long number = -3; number < 1500; ++number) right += sum_of_prime_factors(number);
    for (const Way& way : {threads, processes}) {
        const Outcome outcome = outcome_of(way, -3, 1500, sum_of_prime_factors, 3);
        EXPECT_TRUE(outcome.thrown.empty() && outcome.sum == right)
            << because << way.name << "() was called for the numbers from -3 to before 1500 and "
            << "their prime factors. The sum should be " << right << ", but "
            << (outcome.thrown.empty() ? "is " + std::to_string(outcome.sum)
                                       : "it " + outcome.thrown)
            << ".";
    }
}

// The first number and the last of the range each wait until another part has been told.
void tells_as_soon_as_done(const Way& way) {
    const LeavesNothing nothing("After " + way.name);
    for (const long slow : {0L, 31L}) {
        const Shared<std::atomic<bool>> late(false);
        const SharedGate told;
        (void)outcome_of(
            way, 0, 32,
            [&](long number) {
                if (number == slow && !told.wait_for(3s)) *late = true;
                return number;
            },
            2, [&](Part, long) { told.open(); });
        ASSERT_FALSE(*late)
            << because << "There were two workers. Number " << slow
            << " took long, and each other part was "
            << "done at once. progress() should have been called for one of these as soon as it "
            << "was done, but it was not as long as number " << slow << " took.";
    }
}

TEST(Behaviour, ThreadsTellAsSoonAsAPartIsDone) {
    tells_as_soon_as_done(threads);
}

TEST(Behaviour, ProcessesTellAsSoonAsAPartIsDone) {
    tells_as_soon_as_done(processes);
}

long dislikes_thirteen(long number) {
    if (number == 13) throw std::runtime_error("thirteen");
    return number;
}

TEST(Behaviour, AnExceptionInAThreadReachesTheCaller) {
    const Outcome outcome = outcome_of(threads, 0, 40, dislikes_thirteen, 2);
    EXPECT_EQ(outcome.thrown, "threw an exception: thirteen")
        << because << "work() threw an exception, \"thirteen\", in a thread. It should have "
        << "reached the caller of sum_by_threads().";
}

TEST(Behaviour, AnExceptionInAProcessIsARuntimeError) {
    const LeavesNothing nothing("After sum_by_processes");
    const Outcome outcome = outcome_of(processes, 0, 40, dislikes_thirteen, 2);
    EXPECT_TRUE(outcome.runtime_error)
        << because << "work() threw an exception in a child process. sum_by_processes() should "
        << "throw std::runtime_error, but "
        << (outcome.thrown.empty() ? "returned " + std::to_string(outcome.sum)
                                   : "it " + outcome.thrown)
        << ".";
}

TEST(Behaviour, AWorkerThatIsKilledIsNoticed) {
    const LeavesNothing nothing("After sum_by_processes");
    const pid_t parent = getpid();
    for (const int workers : {1, 3}) {
        const Outcome outcome = outcome_of(
            processes, 0, 60,
            [&](long number) {
                if (number == 33 && getpid() != parent) raise(SIGKILL);
                return number;
            },
            workers);
        EXPECT_TRUE(outcome.runtime_error)
            << because << "The work was shared out to " << by(workers)
            << ". One was killed in the middle of it, and what it "
            << "would have found out is missing. sum_by_processes() should throw "
            << "std::runtime_error, but "
            << (outcome.thrown.empty()
                    ? "returned " + std::to_string(outcome.sum) + " as if that were the sum"
                    : "it " + outcome.thrown)
            << ".";
        bool others = workers == 1;
        for (const auto& [part, sum] : outcome.told) {
            others = true;
            EXPECT_TRUE(part.first > 33 || part.last <= 33)
                << because << "A worker was killed at number 33, and progress() was told the sum "
                << "of a part with this number.";
        }
        EXPECT_TRUE(others) << because << "One of three workers was killed. What the others did "
                            << "should have been told to progress(), but nothing was.";
    }
}

TEST(Races, ThreadsComputeAndOneAddsUp) {
    repeat(10, [](int round) {
        std::atomic<int> calls{0};
        Gate all;
        const Work work = [&](long number) {
            // Four threads meet here, and go on together.
            const int call = ++calls;
            if (call == 4) all.open();
            if (call < 4 && !all.wait_for(2s)) all.open();
            return sum_of_prime_factors(number);
        };
        const Outcome outcome = outcome_of_threads(threads, round, round + 200, work, 4);
        long right = 0;
        for (long number = round; number < round + 200; ++number)
            right += sum_of_prime_factors(number);
        EXPECT_EQ(outcome.sum, right) << because << "Four threads summed up 200 numbers.";
    });
}

TEST(Races, AnExceptionCrossesThreads) {
    repeat(10, [](int) {
        EXPECT_NE(outcome_of_threads(threads, 0, 40, dislikes_thirteen, 4).thrown, "")
            << because << "work() threw an exception in a thread. It should have reached the "
            << "caller of sum_by_threads().";
    });
}

// The grader runs the following on eight virtual cores. Time is virtual there, too: sleeping costs
// none of the machine's.

long sequentially(long first, long last, const Work& work) {
    long sum = 0;
    for (long number = first; number < last; ++number) sum += work(number);
    return sum;
}

TEST(Speed, NobodyIsIdleWhileThereIsWork) {
    const long first = 1'000'000 + static_cast<long>(std::random_device{}() % 1000);
    // The last eighth of the numbers takes all the time.
    const Work work = [last_eighth = first + 7 * 32](long number) {
        if (number < last_eighth) return number;
        long sum = 0;
        for (long i = 0; i < 300; ++i) sum += sum_of_prime_factors(number + i);
        return sum;
    };
    EXPECT_SPEEDUP([&] { use(sequentially(first, first + 256, work)); },
                   [&] { use(sum_by_threads(first, first + 256, work, cores(), silent)); })
        << "Of 256 numbers the last 32 take nearly all the time. They lie in four of the 32 parts, "
           "so four of eight threads can share them; if a thread has only one, long part, the "
           "others have nothing to do.";
}

TEST(Speed, WaitsAsleep) {
    const auto all = took([&] {
        use(sum_by_threads(
            0, 32,
            [](long number) {
                if (number % 8 == 0) std::this_thread::sleep_for(40ms);
                return number;
            },
            2, silent));
    });
    EXPECT_AT_MOST(all.work, 10ms)
        << "The workers slept most of the time, and the caller had nothing to do but wait for "
           "them. A thread that waits asleep needs next to no processor time.";
}

}  // namespace
