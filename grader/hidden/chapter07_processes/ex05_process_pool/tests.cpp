// Tests of the pool of processes. Tasks are plain functions; what they need to know or to tell
// stands in memory that all processes share. Whatever might wait for ever is done in a process of
// its own, so that the test can say what it waits for.
#include <racecourse/processes.h>

#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <memory>
#include <numeric>
#include <type_traits>

#include "process_pool.h"

static_assert(std::is_same_v<decltype(std::declval<Pending<long>&>().get()), long>);
static_assert(std::is_same_v<decltype(std::declval<Results<long>&>().next()), std::optional<long>>);
static_assert(!std::is_copy_constructible_v<ProcessPool>);

namespace {

using namespace racecourse;

// A door between processes at which one waits asleep, in the system.
class Door {
  public:
    Door() {
        if (pipe(ends_) != 0) throw std::runtime_error("the test got no pipe");
    }
    ~Door() {
        close(ends_[0]);
        close(ends_[1]);
    }
    Door(const Door&) = delete;
    Door& operator=(const Door&) = delete;
    // It stays open: whoever goes through opens it for the next.
    void open() const { use(write(ends_[1], "x", 1)); }
    void wait() const {
        char one = 0;
        while (read(ends_[0], &one, 1) != 1) {
        }
        open();
    }

  private:
    int ends_[2];
};

struct Board {
    std::atomic<int> begun{0};
    std::atomic<int> expected{0};
    std::array<std::atomic<int>, 64> done{};
    // Of the workers whose parent is killed.
    std::array<std::atomic<long>, 3> pids{};
    std::atomic<long> youngest{0};
    std::atomic<bool> stays{false}, ready{false};
};

// What the tasks of a test use; made before its pool.
struct Scene {
    Shared<Board> board;
    Door door;
    Door back_door;
};
std::unique_ptr<Scene> scene;

// Tasks.
long triple(long number) {
    return 3 * number;
}
long pid_of(long) {
    return getpid();
}
long weighted(long a, int b, const std::string& text) {
    return a * b + static_cast<long>(text.size());
}
std::string reversed(const std::string& text) {
    return {text.rbegin(), text.rend()};
}
// Is over when so many others have begun: they must all be under way at once.
long meets(long) {
    if (++scene->board->begun == scene->board->expected) scene->door.open();
    scene->door.wait();
    return getpid();
}
long waits_at_the_door(long number) {
    scene->board->begun++;
    scene->door.wait();
    scene->board->done[static_cast<std::size_t>(number)]++;
    return number;
}
// Task 0 is over when all the others are.
long first_is_last(long number) {
    if (number == 0) scene->door.wait();
    if (number != 0 && ++scene->board->begun == scene->board->expected) scene->door.open();
    return number;
}
long fails_at_five(long number) {
    scene->board->done[static_cast<std::size_t>(number)]++;
    if (number == 5) throw std::domain_error("torn page");
    return number;
}
long dies_at_five(long number) {
    scene->board->done[static_cast<std::size_t>(number)]++;
    if (number == 5) raise(SIGKILL);
    return number;
}
long leaves_at_five(long number) {
    scene->board->done[static_cast<std::size_t>(number)]++;
    if (number == 5) _exit(0);
    return number;
}
// The worker that was started last waits at the back door; the others are done when
// it does.
long the_youngest_stays(long) {
    if (getpid() != scene->board->youngest) {
        use(eventually([] { return scene->board->stays.load(); }));
        return 0;
    }
    scene->board->stays = true;
    scene->back_door.wait();
    return 0;
}
long arm(long point) {
    die_at_point(static_cast<int>(point));
    return 0;
}

std::vector<long> numbers(long count) {
    std::vector<long> all(static_cast<std::size_t>(count));
    std::iota(all.begin(), all.end(), 0);
    return all;
}

std::string text(const std::vector<long>& values) {
    std::string all;
    for (const long value : values) all += (all.empty() ? "" : ", ") + std::to_string(value);
    return "{" + all + "}";
}

// What a call came to: "" for a result.
template <class Call>
std::string thrown_by(const Call& call) {
    try {
        use(call());
    } catch (const TaskFailed& error) {
        return std::string("TaskFailed: ") + error.what();
    } catch (const WorkerDied&) {
        return "WorkerDied";
    } catch (const TimedOut&) {
        return "TimedOut";
    } catch (const NotStarted&) {
        throw;
    } catch (const std::exception& error) {
        return std::string("another exception: ") + error.what();
    }
    return "";
}

struct Said {
    std::array<char, 600> text{};
    std::array<char, 100> not_started{};
};

template <std::size_t Size>
void write_down(std::array<char, Size>& place, const std::string& text) {
    std::snprintf(place.data(), Size, "%s", text.c_str());
}

// Runs `body` in a process of its own, with a new scene, and returns what it complains of: nothing,
// if all is well. `waiting` is what to say when it waits for ever.
std::string said_by(const std::function<std::string()>& body, const std::string& waiting) {
    const Shared<Said> said;
    std::string outcome;
    {
        TestChild child([&] {
            scene = std::make_unique<Scene>();
            try {
                write_down(said->text, body());
            } catch (const NotStarted& error) {
                write_down(said->not_started, error.what());
            } catch (const std::exception& error) {
                write_down(said->text, std::string("an exception was thrown: ") + error.what());
            }
        });
        // Who waits for ever is found out long before; this limit is for a busy machine.
        const TestChild::End end = child.wait(120s);
        outcome = !end.ended        ? waiting
                  : end.signal != 0 ? "the caller died of signal " + std::to_string(end.signal)
                                    : said->text.data();
    }
    const std::string missing = said->not_started.data();
    if (!missing.empty()) not_started(missing.substr(missing.find(": ") + 2).c_str());
    return outcome;
}

TEST(Behaviour, EachFunctionReturnsItsResults) {
    const auto check = [](const char* call, const auto& got, const auto& expected) -> std::string {
        return got == expected ? "" : std::string(call) + " returned something else. ";
    };
    const std::string problem = said_by(
        [&] {
            ProcessPool pool(2);
            std::string all;
            all += check("apply(triple, 14)", pool.apply(triple, 14), 42);
            all +=
                check("apply(weighted, 3, 4, \"five!\")", pool.apply(weighted, 3, 4, "five!"), 17);
            all += check("apply(reversed, \"\")", pool.apply(reversed, ""), "");
            std::vector<long> expected;
            for (const long number : numbers(20)) expected.push_back(3 * number);
            all += check("map(triple, ...)", pool.map(triple, numbers(20)), expected);
            all += check("map() of no items", pool.map(triple, {}), std::vector<long>{});
            all += check("map(reversed, ...)", pool.map(reversed, {"ab", "", "abc"}),
                         std::vector<std::string>{"ba", "", "cba"});
            all += check("starmap(weighted, ...)",
                         pool.starmap(weighted, {{1, 2, "x"}, {3, 4, ""}, {5, 6, "yz"}}),
                         std::vector<long>{3, 12, 32});
            auto one = pool.apply_async(triple, 5);
            auto many = pool.map_async(triple, {1, 2, 3});
            all += check("map_async().get()", many.get(), std::vector<long>{3, 6, 9});
            all += check("apply_async().get()", one.get(), 15);
            all += check("a second get()", one.get(), 15);
            auto in_order = pool.imap(triple, numbers(20));
            std::vector<long> got;
            while (const auto result = in_order.next()) got.push_back(*result);
            all += check("imap()", got, expected);
            auto unordered = pool.imap_unordered(triple, numbers(20));
            got.clear();
            while (const auto result = unordered.next()) got.push_back(*result);
            std::ranges::sort(got);
            all += check("imap_unordered()", got, expected);
            return all;
        },
        "a call does not come back");
    EXPECT_EQ(problem, "") << because
                           << "Tasks were given to a pool of two workers by each of its functions, "
                              "and every result should be what the task returns. But "
                           << problem;
}

TEST(Behaviour, WorkersAreFewAndAreProcesses) {
    const std::string problem = said_by(
        []() -> std::string {
            ProcessPool pool(3);
            auto pids = pool.map(pid_of, numbers(40));
            for (int i = 0; i < 5; ++i) pids.push_back(pool.apply(pid_of, i));
            if (std::ranges::count(pids, getpid()) > 0)
                return "a task ran in the process that made the pool";
            const std::set<long> different(pids.begin(), pids.end());
            if (different.size() <= 3) return "";
            return "they ran in " + std::to_string(different.size()) + " different processes";
        },
        "a call does not come back");
    EXPECT_EQ(problem, "") << because
                           << "A pool of three workers was given 45 tasks, each of which returns "
                              "the number of its process. These should be the three workers, but "
                           << problem
                           << ". To start a process costs far more than to go on with another "
                              "task, which is what a pool is for.";
}

TEST(Behaviour, AllWorkersWorkAtTheSameTime) {
    const std::string problem = said_by(
        []() -> std::string {
            scene->board->expected = 3;
            ProcessPool pool(3);
            const auto pids = pool.map(meets, numbers(3));
            const std::set<long> different(pids.begin(), pids.end());
            return different.size() == 3 ? "" : "they were not in three processes";
        },
        "they wait for each other for ever");
    EXPECT_EQ(problem, "") << because
                           << "map() was called with three tasks, for three workers, and each task "
                              "is over when all three have begun. But "
                           << problem
                           << ": a task is begun only when the one before it is done, which is "
                              "sequential after all.";
}

TEST(Behaviour, EveryAsyncCallBeginsAtOnce) {
    const std::string problem = said_by(
        []() -> std::string {
            scene->board->expected = 4;
            ProcessPool pool(4);
            auto one = pool.apply_async(meets, 0);
            auto two = pool.map_async(meets, {1});
            auto three = pool.imap(meets, {2});
            auto four = pool.imap_unordered(meets, {3});
            scene->door.wait();  // without asking for any result
            use(one.get());
            use(two.get());
            use(three.next());
            use(four.next());
            return "";
        },
        "not all of them were begun");
    EXPECT_EQ(problem, "") << because
                           << "Four workers were idle, and apply_async(), map_async(), imap() and "
                              "imap_unordered() were called with one task each. All four tasks "
                              "should begin, before anybody asks for a result. But "
                           << problem << ".";
}

TEST(Behaviour, NoWorkerIsIdleWhileTasksWait) {
    const std::string problem = said_by(
        []() -> std::string {
            scene->board->expected = 9;
            ProcessPool pool(2);
            const auto results = pool.map(first_is_last, numbers(10));
            if (results == numbers(10)) return "";
            return "the results were " + text(results);
        },
        "map() does not come back");
    EXPECT_EQ(problem, "") << because
                           << "Ten tasks were given to two workers. Task 0 is over when all the "
                              "others are, so the other worker should do these, and the results "
                              "should come in the order of the tasks. But "
                           << problem << ".";
}

TEST(Behaviour, ImapKeepsTheOrder) {
    const std::string problem = said_by(
        []() -> std::string {
            scene->board->expected = 5;
            ProcessPool pool(2);
            auto results = pool.imap(first_is_last, numbers(6));
            std::vector<long> got;
            while (const auto result = results.next()) got.push_back(*result);
            return got == numbers(6) ? "" : "they came as " + text(got);
        },
        "next() does not come back");
    EXPECT_EQ(problem, "") << because
                           << "Six tasks were given to imap(), and the first was over last. The "
                              "results should come in the order of the tasks, but "
                           << problem << ".";
}

TEST(Behaviour, ImapUnorderedReturnsWhatIsThere) {
    const std::string problem = said_by(
        []() -> std::string {
            scene->board->expected = 100;  // nobody opens the door
            ProcessPool pool(2);
            auto results = pool.imap_unordered(first_is_last, numbers(6));
            std::vector<long> got;
            for (int i = 0; i < 5; ++i) got.push_back(results.next().value_or(-1));
            std::ranges::sort(got);
            if (got != std::vector<long>{1, 2, 3, 4, 5}) return "they were " + text(got);
            scene->door.open();
            const auto last = results.next();
            if (last != 0) return "after them came " + std::to_string(last.value_or(-1));
            return results.next() ? "then there was a seventh result" : "";
        },
        "next() waits for the first task");
    EXPECT_EQ(problem, "") << because
                           << "Six tasks were given to imap_unordered(), and the first takes until "
                              "the caller has the other five results. These should be returned as "
                              "they come, but "
                           << problem << ".";
}

TEST(Behaviour, GetWaitsNoLongerThanItsLimit) {
    const std::string problem = said_by(
        []() -> std::string {
            ProcessPool pool(2);
            auto many = pool.map_async(waits_at_the_door, {1, 2, 3});
            auto one = pool.apply_async(waits_at_the_door, 4);
            if (many.ready()) return "ready() said that the results are there";
            for (int i = 0; i < 2; ++i) {
                const auto began = std::chrono::steady_clock::now();
                const std::string thrown = thrown_by([&] { return many.get(20ms); });
                if (thrown != "TimedOut")
                    return "get(20ms) " + (thrown.empty() ? "returned" : "threw " + thrown);
                if (std::chrono::steady_clock::now() - began < 20ms)
                    return "get(20ms) gave up too early";
            }
            if (thrown_by([&] { return one.get(0ms); }) != "TimedOut")
                return "get(0ms) threw no TimedOut";
            scene->door.open();
            if (one.get(60s) != 4) return "apply_async() had another result afterwards";
            if (!eventually([&] { return many.ready(); })) return "ready() never said yes";
            if (many.get(60s) != std::vector<long>{1, 2, 3})
                return "map_async() had other results afterwards";
            for (std::size_t i = 1; i <= 4; ++i)
                if (scene->board->done[i] != 1) return "a task was not done once";
            return "";
        },
        "get() goes on waiting");
    EXPECT_EQ(problem, "") << because
                           << "Tasks wait at a door, and the caller asks twice for their results, "
                              "with a limit of 20 ms. It should get a TimedOut each time, and the "
                              "results when it has opened the door. But "
                           << problem << ".";
}

TEST(Behaviour, AFailureIsOnlyItsOwn) {
    const std::string problem = said_by(
        []() -> std::string {
            ProcessPool pool(2);
            const std::string expected = "TaskFailed: torn page";
            std::string thrown = thrown_by([&] { return pool.apply(fails_at_five, 5); });
            if (thrown != expected) return "apply() threw \"" + thrown + "\"";
            thrown = thrown_by([&] { return pool.map(fails_at_five, numbers(12)); });
            if (thrown != expected) return "map() threw \"" + thrown + "\"";
            for (std::size_t i = 0; i < 12; ++i)
                if (scene->board->done[i] != (i == 5 ? 2 : 1))
                    return "map() had not done task " + std::to_string(i) + " once when it threw";
            auto results = pool.imap(fails_at_five, numbers(12));
            for (const long number : numbers(12)) {
                std::optional<long> result;
                thrown = thrown_by([&] { return (result = results.next()).value_or(-1); });
                if (number == 5 ? thrown != expected : !thrown.empty() || result != number)
                    return "imap() returned or threw something else for task " +
                           std::to_string(number);
            }
            return results.next() ? "imap() had too many results" : "";
        },
        "a call does not come back");
    EXPECT_EQ(problem, "") << because
                           << "One of the tasks throws an exception, which says \"torn page\". Who "
                              "asks for its result should get a TaskFailed that says so, and all "
                              "other tasks should be done once. But "
                           << problem << ".";
}

// With `die`, a worker is gone in the middle of its task.
std::string after_a_death(long (*die)(long)) {
    ProcessPool pool(3);
    std::string thrown = thrown_by([&] { return pool.apply(die, 5); });
    if (thrown != "WorkerDied") return "apply() threw \"" + thrown + "\"";
    thrown = thrown_by([&] { return pool.map(die, numbers(12)); });
    if (thrown != "WorkerDied") return "map() threw \"" + thrown + "\"";
    for (std::size_t i = 0; i < 12; ++i)
        if (scene->board->done[i] != (i == 5 ? 2 : 1))
            return "map() had not done task " + std::to_string(i) + " once when it threw";
    for (const bool ordered : {true, false}) {
        auto results =
            ordered ? pool.imap(die, numbers(12)) : pool.imap_unordered(die, numbers(12));
        int right = 0, died = 0;
        for (int i = 0; i < 12; ++i) {
            std::optional<long> result;
            thrown = thrown_by([&] { return (result = results.next()).value_or(-1); });
            if (thrown == "WorkerDied") ++died;
            if (thrown.empty() && result && (!ordered || result == i)) ++right;
        }
        if (right != 11 || died != 1) {
            return std::string(ordered ? "imap()" : "imap_unordered()") + " returned " +
                   std::to_string(right) + " right results and threw " + std::to_string(died) +
                   " times a WorkerDied";
        }
        if (results.next()) return "there were too many results";
    }
    if (pool.map(triple, numbers(5)) != std::vector<long>{0, 3, 6, 9, 12})
        return "map() was wrong afterwards";
    return "";
}

TEST(Behaviour, AWorkerThatDiesIsReported) {
    for (const auto& [die, how] : {std::pair(&dies_at_five, "is killed by SIGKILL"),
                                   std::pair(&leaves_at_five, "calls _exit(0)")}) {
        const std::string problem = said_by([die = die] { return after_a_death(die); },
                                            "somebody waits for the dead worker's result for ever");
        ASSERT_EQ(problem, "") << because << "One task of twelve " << how
                               << ", and with it goes the worker. Who asks for that result should "
                                  "get a WorkerDied; all other tasks should be done once. But "
                               << problem << ".";
    }
}

TEST(Behaviour, AWorkerThatDiesIsReplaced) {
    const std::string problem = said_by(
        []() -> std::string {
            scene->board->expected = 2;
            ProcessPool pool(2);
            for (int i = 0; i < 2; ++i) use(thrown_by([&] { return pool.apply(dies_at_five, 5); }));
            const auto pids = pool.map(meets, numbers(2));
            return pids[0] != pids[1] ? "" : "they were in one process";
        },
        "nobody does them: they wait for each other, or for a worker, for ever");
    EXPECT_EQ(problem, "") << because
                           << "Two workers of a pool of two died. Then map() was called with two "
                              "tasks, and each is over when both have begun. There should be two "
                              "workers again, but "
                           << problem << ".";
}

TEST(Behaviour, AWorkerMayBeKilledWhileItIsIdle) {
    const std::string problem = said_by(
        []() -> std::string {
            ProcessPool pool(1);
            const auto pid = static_cast<pid_t>(pool.apply(pid_of, 0));
            kill(pid, SIGKILL);
            use(eventually([pid] { return !runs(pid); }));
            std::string thrown = thrown_by([&] { return pool.apply(triple, 1); });
            if (!thrown.empty() && thrown != "WorkerDied") return "apply() threw " + thrown;
            thrown = thrown_by([&] { return pool.apply(triple, 1); });
            return thrown.empty() ? "" : "the call after it threw " + thrown;
        },
        "apply() waits for ever");
    EXPECT_EQ(problem, "") << because
                           << "The only worker was killed when it had nothing to do. The next "
                              "apply() may throw a WorkerDied or do its task with a new worker, "
                              "and the one after it should do its task. But "
                           << problem << ".";
}

TEST(Behaviour, AWorkerMayBeKilledAtAnyPoint) {
    for (int point = 1; point <= 52; point += 13) {
        const std::string problem = said_by(
            [point]() -> std::string {
                ProcessPool pool(1);
                for (int at = point; at < point + 13; ++at) {
                    // Enough tasks for so many calls of the system.
                    const std::vector<long> items = numbers(at / 6 + 2);
                    for (const auto& call : std::vector<std::function<long()>>{
                             [&] { return pool.apply(arm, at); },
                             [&] {
                                 const auto got = pool.map(triple, items);
                                 if (got.size() == items.size() && got.back() == 3 * items.back())
                                     return 0L;
                                 throw std::runtime_error("map() returned other results");
                             },
                             [&] { return pool.apply(arm, 0); }}) {
                        const std::string thrown = thrown_by(call);
                        if (!thrown.empty() && thrown != "WorkerDied") return thrown;
                    }
                    const std::string thrown = thrown_by([&] { return pool.apply(triple, 1); });
                    if (!thrown.empty()) return "with a new worker, apply() threw " + thrown;
                }
                return "";
            },
            "somebody waits for ever");
        ASSERT_EQ(problem, "")
            << because
            << "The only worker was killed right before or right after one of its calls of the "
               "system, a later one each time: while it receives a task, does it, or sends the "
               "result. What is under way should then return its results or throw a WorkerDied, "
               "and what is called next should be done. But "
            << problem << ".";
    }
}

TEST(Behaviour, CallsAndResultsMayBeLarge) {
    const std::string problem = said_by(
        []() -> std::string {
            ProcessPool pool(2);
            std::vector<std::string> items, expected;
            for (int i = 0; i < 8; ++i) {
                items.push_back(std::string(300'000, static_cast<char>('a' + i)) + "!");
                expected.push_back(reversed(items.back()));
            }
            return pool.map(reversed, items) == expected ? "" : "other results came back";
        },
        "pool and workers wait for each other for ever");
    EXPECT_EQ(problem, "") << because
                           << "Eight tasks were given to two workers, with 300,000 bytes to send "
                              "and to send back for each: more than a pipe or a socket holds. All "
                              "should be done, but "
                           << problem
                           << ". A worker that cannot send its result takes no further task.";
}

TEST(Behaviour, SignalsMayComeAtAnyTime) {
    const std::string problem = said_by(
        []() -> std::string {
            const Interruptions interruptions;
            ProcessPool pool(2);
            auto late = pool.apply_async(waits_at_the_door, 1);
            const auto pid = static_cast<pid_t>(pool.apply(pid_of, 0));
            use(eventually([&] { return interruptions.sent_to(pid) > 1 || !runs(pid); }));
            use(thrown_by([&] { return late.get(20ms); }));
            scene->door.open();
            const auto got = pool.map(triple, numbers(30));
            if (late.get() != 1 || got.size() != 30 || got[29] != 87) return "a result was wrong";
            return "";
        },
        "a call does not come back");
    EXPECT_EQ(problem, "") << because
                           << "Signals interrupted the pool and its workers wherever they waited. "
                              "All calls should go on, but "
                           << problem << ".";
}

TEST(Behaviour, NothingIsLeft) {
    const std::string problem = said_by(
        []() -> std::string {
            const auto before = open_descriptors();
            {
                ProcessPool pool(3);
                use(pool.map(triple, numbers(6)));
                use(thrown_by([&] { return pool.apply(dies_at_five, 5); }));
                // These are under way, or wait, when the pool goes.
                auto never = pool.map_async(waits_at_the_door, numbers(5));
                use(eventually([] { return scene->board->begun == 3; }));
            }
            if (!children().empty()) return "there is " + in_words(children());
            const auto after = open_descriptors();
            if (after.size() == before.size()) return "";
            return std::to_string(after.size() - before.size()) + " descriptors are still open";
        },
        "the destructor, or a call before it, does not come back");
    EXPECT_EQ(problem, "") << because
                           << "A pool whose three workers were busy, one of them a replacement, "
                              "was destroyed. Nothing should be left of it, but "
                           << problem
                           << ". A process that has ended stays as a zombie until its parent has "
                              "waited for it.";
}

TEST(Behaviour, WorkersEndWhenTheirParentIsKilled) {
    scene = std::make_unique<Scene>();
    (void)ProcessPool(1).apply(triple, 1);
    TestChild parent([] {
        scene->board->expected = 3;
        ProcessPool pool(3);
        use(thrown_by([&] { return pool.apply(dies_at_five, 5); }));  // so one is a replacement
        const auto pids = pool.map(meets, numbers(3));
        std::ranges::copy(pids, scene->board->pids.begin());
        scene->board->youngest = *std::ranges::max_element(pids);
        auto results = pool.imap_unordered(the_youngest_stays, numbers(3));
        for (int i = 0; i < 2; ++i) use(results.next());
        scene->board->ready = true;
        for (;;) pause();
    });
    use(eventually([&] { return scene->board->ready || !runs(parent.pid()); }, 20s));
    kill(parent.pid(), SIGKILL);
    use(parent.wait());
    EXPECT_TRUE(scene->board->ready)
        << because << "Three tasks of three workers should be done at the same time.";
    const auto left = [](bool with_the_youngest) {
        int running = 0;
        for (const auto& pid : scene->board->pids)
            if (pid > 0 && (with_the_youngest || pid != scene->board->youngest) &&
                runs(static_cast<pid_t>(pid.load())))
                ++running;
        return running;
    };
    EXPECT_TRUE(eventually([&] { return left(false) == 0; }, 20s))
        << because
        << "The process that had made a pool of three workers was killed. Two of them were "
        << "idle, and should end by themselves, but " << left(false)
        << " still run after twenty seconds, as orphans. A worker sees that nobody is at the other "
           "end of its line only if really nobody is: not another worker either, which was started "
           "later and has copies of the parent's descriptors.";
    scene->back_door.open();
    EXPECT_TRUE(eventually([&] { return left(true) == 0; }, 20s))
        << because
        << "The process that had made a pool was killed, and the worker that was busy then "
        << "has finished its task. It should end by itself, but it still runs after twenty "
           "seconds, "
           "as an orphan.";
    for (const auto& pid : scene->board->pids)
        if (pid > 0 && runs(static_cast<pid_t>(pid.load())))
            kill(static_cast<pid_t>(pid.load()), SIGKILL);
    scene.reset();
}

}  // namespace
