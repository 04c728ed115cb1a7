// Tests of start_named and run_workers. Threads are started by functions of the tests, which know
// how many they have started and how many have come to their end.
#include "crew.h"

#include <pthread.h>
#include <racecourse/kit.h>

#include <atomic>
#include <memory>
#include <stdexcept>
#include <system_error>
#include <thread>
#include <type_traits>

static_assert(std::is_same_v<decltype(run_workers({})), std::vector<std::string>>);

namespace {

using namespace racecourse;
using Results = std::vector<std::string>;

std::string joined(const Results& results) {
    std::string text;
    for (const auto& result : results) text += (text.empty() ? "" : ", ") + result;
    return "[" + text + "]";
}

std::string count_of(int count, const std::string& what) {
    return std::to_string(count) + " " + what + (count == 1 ? "" : "s");
}

// Starts threads, `most` of them, and then there can be no more.
struct Starter {
    int most = 1000;
    Gate* refused = nullptr;  // opened when one is refused
    int calls = 0;
    int started = 0;
    std::atomic<int> ended{0};

    StartThread function() {
        return [this](const std::string&, std::function<void()> body) {
            ++calls;
            if (started == most) {
                if (refused != nullptr) refused->open();
                throw std::system_error(EAGAIN, std::generic_category(), "no thread left");
            }
            ++started;
            return std::thread([this, body = std::move(body)] {
                body();
                ended.fetch_add(1);
            });
        };
    }
};

std::string name_of_this_thread() {
    char name[64] = "";
    pthread_getname_np(pthread_self(), name, sizeof name);
    return name;
}

TEST(Behaviour, AThreadHasItsNameFromTheBeginning) {
    std::string seen;
    start_named("wages", [&] { seen = name_of_this_thread(); }).join();
    EXPECT_EQ(seen, "wages") << because
                             << "start_named(\"wages\", body) was called, and body asked the "
                                "system for its thread's name. It got \""
                             << seen << "\".";
    start_named("orders for tomorrow", [&] { seen = name_of_this_thread(); }).join();
    EXPECT_EQ(seen, "orders for tomo")
        << because
        << "A thread was started under the name \"orders for tomorrow\". The system keeps 15 "
           "characters of a name, so body should have seen \"orders for tomo\", but it saw \""
        << seen << "\".";
}

TEST(Behaviour, ABodyMayOutliveTheCaller) {
    Gate go;
    std::string seen;
    std::thread thread;
    {
        const std::string name = "stock";
        const std::string text = "a text that is too long to be stored inside a string object";
        const std::function<void()> body = [&go, &seen, text] {
            (void)go.wait_for(5s);
            seen = text;
        };
        thread = start_named(name, body);
    }  // name, text and body are gone
    go.open();
    thread.join();
    EXPECT_EQ(seen, "a text that is too long to be stored inside a string object")
        << because
        << "A thread was started, and the function object that was passed as its body was "
           "destroyed right afterwards. The thread needs one of its own.";
}

TEST(Behaviour, ReturnsOnlyWhenAllAreDone) {
    Gate never;
    std::vector<Worker> workers;
    for (int i = 0; i < 4; ++i) {
        workers.push_back({"slow", [&never, i] {
                               (void)never.wait_for(150ms);
                               return "report " + std::to_string(i);
                           }});
    }
    const auto results = run_workers(workers);
    std::this_thread::sleep_for(results.size() == 4 && results[0].empty() ? 300ms : 0ms);
    EXPECT_EQ(results, (Results{"report 0", "report 1", "report 2", "report 3"}))
        << because
        << "Four workers took a while each to make their reports. run_workers should have waited "
           "for all of them and returned the four reports, but it returned "
        << joined(results) << ".";
}

TEST(Behaviour, TheResultsAreInTheOrderOfTheWorkers) {
    struct Seen {
        std::atomic<int> ended{0};
        Gate others_have_ended;
    };
    // Shared with the threads: one that has been left behind does the test no harm then.
    const auto seen = std::make_shared<Seen>();
    const StartThread start = [seen](const std::string& name, std::function<void()> body) {
        return std::thread([seen, name, body = std::move(body)] {
            body();  // at its end the result has been handed over, wherever it goes
            if (name != "first" && seen->ended.fetch_add(1) == 1) seen->others_have_ended.open();
        });
    };
    const std::vector<Worker> workers{
        {"first",
         [seen] {
             (void)seen->others_have_ended.wait_for(1s);
             return std::string("from the first");
         }},
        {"second", [] { return std::string("from the second"); }},
        {"last", [] { return std::string("from the last"); }},
    };
    const auto results = run_workers(workers, start);
    EXPECT_EQ(results, (Results{"from the first", "from the second", "from the last"}))
        << because
        << "The first of three workers took the longest. Its result should be the first all the "
           "same, but run_workers returned "
        << joined(results) << ".";
}

TEST(Behaviour, EachWorkerRunsInAThreadThatStartMade) {
    std::vector<std::string> names;
    const StartThread start = [&](const std::string& name, std::function<void()> body) {
        names.push_back(name);
        return std::thread(std::move(body));
    };
    const auto caller = std::this_thread::get_id();
    std::atomic<int> in_caller{0};
    const auto work = [&] {
        if (std::this_thread::get_id() == caller) in_caller.fetch_add(1);
        return std::string("done");
    };
    const auto results = run_workers({{"sales", work}, {"stock", work}}, start);
    EXPECT_EQ(names, (Results{"sales", "stock"}))
        << because
        << "Two workers, sales and stock: start should have been called once for each, with its "
           "name and in this order. It was called for "
        << joined(names) << ".";
    EXPECT_EQ(in_caller, 0) << because << "Each worker gets a thread of its own, but "
                            << count_of(in_caller, "worker") << " ran in the calling thread.";
    EXPECT_EQ(run_workers({}, start), Results{})
        << because << "Without workers there is nothing to start and nothing to return.";
}

TEST(Behaviour, NobodyIsLeftBehindWhenAThreadCannotStart) {
    Gate refused;
    Starter starter;
    starter.most = 2;
    starter.refused = &refused;
    std::atomic<int> done{0};
    const auto work = [&] {
        (void)refused.wait_for(1s);
        done.fetch_add(1);
        return std::string("done");
    };
    bool thrown = false;
    int code = 0;
    int done_by_then = 0;
    try {
        (void)run_workers({{"a", work}, {"b", work}, {"c", work}, {"d", work}}, starter.function());
    } catch (const std::system_error& error) {
        thrown = true;
        code = error.code().value();
        done_by_then = done;
    }
    EXPECT_TRUE(eventually([&] { return starter.ended == starter.started; }))
        << because << "A thread that was started never came to its end.";
    EXPECT_TRUE(thrown && code == EAGAIN)
        << because
        << "Of four workers the third could not be started: start threw std::system_error. That "
           "exception should have reached the caller of run_workers.";
    EXPECT_EQ(starter.calls, 3) << because
                                << "The third of four workers could not be started, so the fourth "
                                   "should not have been tried. start should have been called 3 "
                                   "times, but was called "
                                << count_of(starter.calls, "time") << ".";
    EXPECT_EQ(done_by_then, 2)
        << because
        << "Two workers were at work when the third could not be started. The exception may leave "
           "run_workers only when both have ended, but when it came, "
        << count_of(done_by_then, "worker") << " had done the work.";
}

TEST(Behaviour, NothingIsStartedWhenNotEvenTheFirstCan) {
    Starter starter;
    starter.most = 0;
    const auto work = [] { return std::string("done"); };
    EXPECT_THROW((void)run_workers({{"a", work}, {"b", work}}, starter.function()),
                 std::system_error)
        << because << "Not even the first thread could start: run_workers should pass that on.";
}

TEST(Races, ResultsAreHandedOverByEndingAndJoining) {
    repeat(60, [](int round) {
        std::vector<Worker> workers;
        Results expected;
        for (int i = 0; i < 6; ++i) {
            expected.push_back("report " + std::to_string(i) + " of round " +
                               std::to_string(round) + ", and it is a long one");
            workers.push_back({"reporter", [text = expected.back()] { return text; }});
        }
        const auto results = run_workers(workers);
        EXPECT_EQ(results, expected) << because << "Six workers reported, and run_workers returned "
                                     << joined(results) << ".";
    });
}

TEST(Races, AFailedStartLeavesNothingBehind) {
    repeat(40, [](int round) {
        const int most = round % 4;
        int started = 0;
        const StartThread start = [&](const std::string&, std::function<void()> body) {
            if (started == most) throw std::system_error(EAGAIN, std::generic_category());
            ++started;
            return std::thread(std::move(body));
        };
        std::vector<Worker> workers(
            5, Worker{"reporter", [] { return std::string("a report that is a long one"); }});
        EXPECT_THROW((void)run_workers(workers, start), std::system_error)
            << because << "Of five threads, " << most
            << " could start. The exception of the next should have reached the caller.";
    });
}

// The grader runs the following in many different orders of the threads' steps, so they are small.

TEST(Schedules, AllThreadsHaveEndedWhenItReturns) {
    Starter starter;
    const auto results = run_workers(
        {{"a", [] { return std::string("1"); }}, {"b", [] { return std::string("2"); }}},
        starter.function());
    const int ended = starter.ended;
    EXPECT_EQ(results, (Results{"1", "2"})) << because
                                            << "Two workers returned \"1\" and \"2\". run_workers "
                                               "should return both in this order, but "
                                               "it returned "
                                            << joined(results) << ".";
    EXPECT_EQ(ended, 2) << because
                        << "run_workers started two threads and has returned. By then both threads "
                           "should have ended, not only their work, but "
                        << count_of(ended, "thread") << " had.";
}

TEST(Schedules, AllThreadsHaveEndedWhenItThrows) {
    Starter starter;
    starter.most = 2;
    const auto work = [] { return std::string("done"); };
    bool thrown = false;
    try {
        (void)run_workers({{"a", work}, {"b", work}, {"c", work}}, starter.function());
    } catch (const std::system_error&) {
        thrown = true;
    }
    const int ended = starter.ended;
    EXPECT_TRUE(thrown) << because
                        << "Of three threads the third could not start: run_workers should throw.";
    EXPECT_EQ(ended, 2)
        << because
        << "Two threads were started, the third could not be. When the exception has left "
           "run_workers, both should have ended, but "
        << count_of(ended, "thread") << " had.";
}

// The grader runs the following on eight virtual cores, in virtual time: sleeping costs nothing.

TEST(Speed, WorkersWaitAtTheSameTime) {
    const std::vector<Worker> workers(8, Worker{"reporter", [] {
                                                    std::this_thread::sleep_for(100ms);
                                                    return std::string("report");
                                                }});
    const auto all = took([&] { use(run_workers(workers).size()); });
    EXPECT_AT_MOST(all.time, 150ms)
        << "Eight workers wait 100 ms each for an answer. At the same time that takes 100 ms and a "
           "little more, one after the other 800 ms.";
    EXPECT_AT_MOST(all.work, 20ms)
        << "Eight workers wait 100 ms each, and the caller waits for them: nobody has anything to "
           "compute. Threads that wait asleep need next to no processor time.";
}

TEST(Speed, TheSlowestDecides) {
    std::vector<Worker> workers;
    for (const int milliseconds : {10, 300, 20, 30}) {
        workers.push_back({"reporter", [milliseconds] {
                               std::this_thread::sleep_for(std::chrono::milliseconds(milliseconds));
                               return std::string("report");
                           }});
    }
    const auto all = took([&] { use(run_workers(workers).size()); });
    EXPECT_AT_MOST(all.time, 305ms)
        << "Four workers take 10, 300, 20 and 30 ms. All should be back as soon as the slowest is, "
           "after 300 ms.";
}

}  // namespace
