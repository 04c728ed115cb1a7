// Tests of the four ways to do a job. Processes are judged by what they do (suite Behaviour): what
// the tests want to know of a child stands in memory that the processes share, since a child's own
// variables are copies. Threads and pool are judged by speed as well.
#include <racecourse/kit.h>

#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <new>
#include <set>
#include <stdexcept>
#include <type_traits>

#include "four_ways.h"

static_assert(std::is_same_v<Results, std::vector<long>>);
static_assert(std::is_same_v<decltype(run_sequentially({})), Results>);
static_assert(std::is_same_v<decltype(run_in_threads({}, 1)), Results>);
static_assert(std::is_same_v<decltype(run_in_pool({}, 1)), Results>);
static_assert(std::is_same_v<decltype(run_in_processes({}, 1)), Results>);

namespace {

using namespace racecourse;

const char* name_of(Way way) {
    constexpr std::array names{"run_sequentially", "run_in_threads", "run_in_pool",
                               "run_in_processes"};
    return names.at(static_cast<std::size_t>(way));
}

// What parent and children both see.
struct Board {
    static constexpr int places = 40;
    std::array<std::atomic<int>, places> done{};  // how often each task was done
    std::atomic<int> started{0};
    std::atomic<int> inside{0};
    std::atomic<int> missed{0};
    std::atomic<int> came_back{0};
};

class Shared {
  public:
    Shared()
        : board_(new (mmap(nullptr, sizeof(Board), PROT_READ | PROT_WRITE,
                           MAP_SHARED | MAP_ANONYMOUS, -1, 0)) Board) {}
    ~Shared() { munmap(board_, sizeof(Board)); }
    Shared(const Shared&) = delete;
    Shared& operator=(const Shared&) = delete;
    Board* operator->() const { return board_; }

  private:
    Board* board_;
};

struct Outcome {
    Results results;
    std::string thrown;  // what the exception said
    bool threw = false;
    bool runtime_error = false;
};

// Does the job, and makes sure that only the parent's process comes back from it: a child that does
// would go on with the tests, as a second parent. It is ended here.
Outcome outcome_of(Way way, const Job& job, int workers) {
    const Shared board;
    const pid_t parent = getpid();
    Outcome outcome;
    try {
        outcome.results = run(way, job, workers);
    } catch (const NotStarted&) {
        throw;
    } catch (const std::exception& error) {
        outcome.threw = true;
        outcome.thrown = error.what();
        outcome.runtime_error = dynamic_cast<const std::runtime_error*>(&error) != nullptr;
    }
    if (getpid() != parent) {
        board->came_back = 1;
        _exit(0);
    }
    // Ended children that nobody waited for may still be on their way.
    EXPECT_EQ(board->came_back, 0)
        << because << name_of(way)
        << " came back twice: in the parent, and in a child as well, which would then go on as "
           "a second copy of the whole program. A child ends inside the function, with _exit(), "
           "and no exception may carry it out.";
    return outcome;
}

std::string text(const Results& results) {
    std::string all;
    for (const long result : results) all += (all.empty() ? "" : ", ") + std::to_string(result);
    return "{" + all + "}";
}

void keeps_every_result_in_its_place(Way way) {
    // Larger than an int can hold, and below zero as well.
    const auto result_of = [](int number) { return (number - 2) * 5'000'000'000L; };
    for (const auto& [tasks, workers] :
         {std::pair(1, 1), std::pair(7, 2), std::pair(3, 8), std::pair(16, 3), std::pair(0, 2)}) {
        Results expected;
        for (int number = 0; number < tasks; ++number) expected.push_back(result_of(number));
        const Outcome outcome = outcome_of(way, {tasks, result_of}, workers);
        EXPECT_TRUE(!outcome.threw && outcome.results == expected)
            << because << name_of(way) << " did " << tasks << " tasks with " << workers
            << " workers. The results should be " << text(expected) << ", but "
            << (outcome.threw ? "it threw an exception: " + outcome.thrown
                              : "they were " + text(outcome.results))
            << ".";
        if (outcome.threw || outcome.results != expected) return;
    }
}

TEST(Behaviour, SequentiallyEveryResultIsInItsPlace) {
    keeps_every_result_in_its_place(Way::sequentially);
}

TEST(Behaviour, InThreadsEveryResultIsInItsPlace) {
    keeps_every_result_in_its_place(Way::in_threads);
}

TEST(Behaviour, InThePoolEveryResultIsInItsPlace) {
    keeps_every_result_in_its_place(Way::in_pool);
}

TEST(Behaviour, FromProcessesEveryResultComesToItsPlace) {
    keeps_every_result_in_its_place(Way::in_processes);
}

void does_every_task_once(Way way) {
    const Shared board;
    const Job job{Board::places, [&board](int number) { return 1L + board->done[number]++; }};
    (void)outcome_of(way, job, 3);
    for (int number = 0; number < Board::places; ++number) {
        EXPECT_EQ(board->done[number], 1)
            << because << name_of(way) << " did " << Board::places
            << " tasks with three workers. Task " << number
            << " should be done once, but it was done " << board->done[number] << " times.";
        if (board->done[number] != 1) return;
    }
}

TEST(Behaviour, InThreadsEveryTaskIsDoneOnce) {
    does_every_task_once(Way::in_threads);
}

TEST(Behaviour, InThePoolEveryTaskIsDoneOnce) {
    does_every_task_once(Way::in_pool);
}

TEST(Behaviour, InProcessesEveryTaskIsDoneOnce) {
    does_every_task_once(Way::in_processes);
}

TEST(Behaviour, SequentiallyTheyRunInTheCallersThreadAndInOrder) {
    const auto caller = std::this_thread::get_id();
    Results order;
    bool elsewhere = false;
    (void)run_sequentially({5, [&](int number) {
                                if (std::this_thread::get_id() != caller) elsewhere = true;
                                order.push_back(number);
                                return 0L;
                            }});
    EXPECT_FALSE(elsewhere) << because
                            << "run_sequentially() should need no thread but the caller's, but a "
                               "task ran in another.";
    EXPECT_EQ(order, (Results{0, 1, 2, 3, 4}))
        << because
        << "Five tasks should run in the order of their numbers, but they ran in the "
           "order "
        << text(order) << ".";
}

// A failure reaches the caller, and nobody works any more when it does.
void hands_on_a_failure(Way way) {
    const Shared board;
    const Outcome outcome = outcome_of(way,
                                       {12,
                                        [&board](int number) {
                                            board->inside++;
                                            if (number != 5) use(eventually([] { return true; }));
                                            board->inside--;
                                            if (number == 5) throw std::domain_error("torn page");
                                            return 1L;
                                        }},
                                       3);
    const bool other_process = way == Way::in_processes;
    EXPECT_TRUE(outcome.threw) << because << "One of twelve tasks threw an exception. "
                               << name_of(way) << " should throw then, but it returned "
                               << text(outcome.results) << ".";
    EXPECT_TRUE(!outcome.threw || other_process || outcome.thrown == "torn page")
        << because << "One of twelve tasks threw an exception that says \"torn page\". "
        << name_of(way) << " should throw the same, but what it threw says \"" << outcome.thrown
        << "\".";
    EXPECT_TRUE(!outcome.threw || !other_process || outcome.runtime_error)
        << because
        << "One of twelve tasks threw an exception, in another process. run_in_processes() should "
           "throw a std::runtime_error then.";
    EXPECT_EQ(board->inside, 0)
        << because << name_of(way)
        << " threw an exception while some worker was still busy with a task. All of them should "
           "have ended by then.";
}

TEST(Behaviour, SequentiallyAFailureReachesTheCaller) {
    hands_on_a_failure(Way::sequentially);
}

TEST(Behaviour, InThreadsAFailureReachesTheCaller) {
    hands_on_a_failure(Way::in_threads);
}

TEST(Behaviour, InThePoolAFailureReachesTheCaller) {
    hands_on_a_failure(Way::in_pool);
}

TEST(Behaviour, FromProcessesAFailureReachesTheCaller) {
    hands_on_a_failure(Way::in_processes);
}

TEST(Behaviour, ThreadsAndPoolStayInThisProcess) {
    for (const Way way : {Way::in_threads, Way::in_pool}) {
        const Outcome outcome = outcome_of(way, {6, [](int) { return long{getpid()}; }}, 3);
        for (const long pid : outcome.results) {
            EXPECT_EQ(pid, getpid()) << because << name_of(way)
                                     << " should do its tasks in threads of the caller's process.";
        }
    }
}

TEST(Behaviour, ProcessesAreProcessesAndNoMoreThanWorkers) {
    const Outcome outcome =
        outcome_of(Way::in_processes, {24, [](int) { return long{getpid()}; }}, 4);
    const std::set<long> pids(outcome.results.begin(), outcome.results.end());
    EXPECT_FALSE(pids.contains(getpid()))
        << because
        << "Every task returned the number of the process in which it ran, and for some of them it "
           "was the caller's. run_in_processes() should run them in child processes.";
    EXPECT_LE(pids.size(), 4U)
        << because << "24 tasks were given to four workers, and ran in " << pids.size()
        << " different processes. To fork costs far more than to go on with another task: no more "
           "processes than workers should be started.";
}

TEST(Behaviour, ProcessesWorkAtTheSameTime) {
    const Shared board;
    (void)outcome_of(Way::in_processes,
                     {3,
                      [&board](int) {
                          board->started++;
                          const auto all_here = [&board] {
                              return board->started == 3 || board->missed > 0;
                          };
                          if (!eventually(all_here, 6s)) board->missed++;
                          return 1L;
                      }},
                     3);
    EXPECT_EQ(board->missed, 0)
        << because
        << "Three tasks were given to three workers, and each task waited until the other two had "
           "begun. They waited in vain for six seconds: one child is started only when the one "
           "before it has ended, which is sequential after all.";
}

TEST(Behaviour, AResultFindsItsPlaceWheneverItComes) {
    const Shared board;
    const Outcome outcome =
        outcome_of(Way::in_processes,
                   {4,
                    [&board](int number) {
                        board->started++;
                        // Task 0 is over only after two others have begun, in the other process.
                        if (number == 0) use(eventually([&] { return board->started >= 3; }, 2s));
                        return 10L * number;
                    }},
                   2);
    EXPECT_EQ(outcome.results, (Results{0, 10, 20, 30}))
        << because
        << "Four tasks, two workers, and task 0 took longest, so that other results were there "
           "first. They should still be {0, 10, 20, 30}, but they were "
        << text(outcome.results) << ". Which task a result belongs to must come with it.";
}

TEST(Behaviour, HoweverManyResultsComeBack) {
    constexpr int tasks = 30'000;
    const Outcome outcome =
        outcome_of(Way::in_processes, {tasks, [](int number) { return number + 1L; }}, 2);
    long sum = 0;
    for (const long result : outcome.results) sum += result;
    EXPECT_TRUE(outcome.results.size() == tasks && sum == tasks * (tasks + 1L) / 2)
        << because
        << "30,000 tasks were done by two processes, and some of their results were lost on the "
           "way: "
        << outcome.results.size() << " came back, and "
        << (outcome.threw ? outcome.thrown : "not all of them right") << ".";
}

TEST(Behaviour, AProcessThatDiesIsAFailure) {
    const pid_t parent = getpid();
    const Outcome outcome = outcome_of(Way::in_processes,
                                       {8,
                                        [parent](int number) {
                                            if (number == 5 && getpid() != parent) _exit(0);
                                            return number + 1L;
                                        }},
                                       2);
    EXPECT_TRUE(outcome.threw && outcome.runtime_error)
        << because
        << "A child ended in the middle of its work, without a word, so some results never came. "
           "run_in_processes() should throw a std::runtime_error, but "
        << (outcome.threw ? "it threw something else: " + outcome.thrown
                          : "it returned " + text(outcome.results))
        << ".";
}

// A new descriptor is always the lowest that is free.
int lowest_free_descriptor() {
    int ends[2];
    if (pipe(ends) != 0) return -1;
    close(ends[0]);
    close(ends[1]);
    return ends[0] + ends[1];
}

TEST(Behaviour, NothingIsLeftBehind) {
    const int before = lowest_free_descriptor();
    for (const bool fails : {false, true}) {
        (void)outcome_of(Way::in_processes,
                         {6,
                          [fails](int number) -> long {
                              if (fails && number == 2) throw std::domain_error("torn page");
                              return number;
                          }},
                         3);
        int status = 0;
        const pid_t left = waitpid(-1, &status, WNOHANG);
        EXPECT_TRUE(left == -1 && errno == ECHILD)
            << because << "run_in_processes() " << (fails ? "failed" : "returned")
            << ", and a child process is left that nobody has waited for. It stays in the system's "
               "list as a zombie until its parent calls waitpid().";
        const int after = lowest_free_descriptor();
        EXPECT_EQ(after, before) << because << "run_in_processes() "
                                 << (fails ? "failed" : "returned")
                                 << " and left descriptors open. A program that does so often "
                                    "enough can open no more files.";
    }
}

TEST(Races, TasksInThreadsAndPoolShareNothingUnordered) {
    const std::vector<long> input(200, 3);
    for (const Way way : {Way::in_threads, Way::in_pool}) {
        repeat(20, [&](int) {
            const Results results =
                run(way, {200, [&input](int number) { return input[number] * number; }}, 4);
            use(results.back());
            EXPECT_EQ(results.size(), 200U)
                << because << name_of(way) << " did 200 tasks, so 200 results should be there.";
        });
    }
}

TEST(Races, SeveralTasksMayFailAtOnce) {
    for (const Way way : {Way::in_threads, Way::in_pool}) {
        repeat(20, [&](int) {
            std::atomic<int> failing{0};
            bool threw = false;
            try {
                (void)run(way,
                          {8,
                           [&failing](int) -> long {
                               failing++;
                               use(eventually([&failing] { return failing >= 2; }, 20ms));
                               throw std::runtime_error("torn page");
                           }},
                          4);
            } catch (const NotStarted&) {
                throw;
            } catch (const std::runtime_error&) {
                threw = true;
            }
            EXPECT_TRUE(threw) << because
                               << "All tasks threw an exception, several at the same time. "
                               << name_of(way) << " should throw one of them.";
        });
    }
}

// On virtual cores. Some milliseconds of work for each task.
long compute(int number) {
    unsigned long state = 88172645463325252UL + static_cast<unsigned long>(number);
    for (int i = 0; i < 1'200'000; ++i) {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
    }
    return static_cast<long>(state >> 1);
}

// Two rounds for eight workers, nearly: whoever leaves the rest to one of them needs eight.
const Job computing{15, compute};

void compute_sequentially() {
    for (int number = 0; number < computing.tasks; ++number) use(compute(number));
}

TEST(Speed, ThreadsComputeAtTheSameTime) {
    EXPECT_SPEEDUP(compute_sequentially, [] { use(run_in_threads(computing, cores())); })
        << "15 tasks of equal length were computed by eight threads. With no more than two tasks "
           "for "
           "each thread, all is done in the time of two.";
}

TEST(Speed, WaitsOverlapAndThreadsAreFew) {
    for (const Way way : {Way::in_threads, Way::in_pool}) {
        const Job waiting{40, [](int number) {
                              std::this_thread::sleep_for(10ms);
                              return long{number};
                          }};
        const Took done = took([&] { use(run(way, waiting, 8)); });
        EXPECT_AT_MOST(done.threads, 8)
            << name_of(way)
            << " did 40 tasks with eight workers. It should start no more threads than that, and "
               "let each of them do one task after the other: a thread for each task costs its "
               "start and its stack, and with enough tasks the system refuses.";
        EXPECT_AT_MOST(done.time, 60ms)
            << name_of(way)
            << " did 40 tasks with eight workers. Each task only waits, for 10 ms, so eight waits "
               "overlap, and five rounds of 10 ms are enough.";
    }
}

TEST(Speed, InThePoolNobodyIsIdleWhileThereAreTasks) {
    const Job unequal{161, [](int number) {
                          std::this_thread::sleep_for(number == 80 ? 80ms : 5ms);
                          return long{number};
                      }};
    EXPECT_AT_MOST(took([&] { use(run_in_pool(unequal, 8)); }).time, 150ms)
        << "Of 161 tasks one takes 80 ms and each of the others 5 ms. While one worker of eight is "
           "busy with the long one, the other seven should do the rest, task by task. With an "
           "equal "
           "share for each, whoever has the long task also has twenty short ones.";
}

}  // namespace
