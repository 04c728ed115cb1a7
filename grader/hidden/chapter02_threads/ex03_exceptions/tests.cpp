// Tests of run_all. Tasks that are to be stopped wait at a gate that their token opens; a task that
// fails does so when the others have begun, unless the test is about just that.
#include "run_all.h"

#include <racecourse/kit.h>

#include <array>
#include <atomic>
#include <memory>
#include <stdexcept>
#include <string>

namespace {

using namespace racecourse;

struct ShopClosed : std::runtime_error {
    ShopClosed(const std::string& text, int number) : std::runtime_error(text), shop(number) {}
    int shop;
};

// Waits until the task is asked to stop; says whether it was, within five seconds.
bool is_asked_to_stop(const std::stop_token& token) {
    Gate asked;
    const std::stop_callback callback(token, [&asked] { asked.open(); });
    return asked.wait_for(5s);
}

std::string message_of(const std::vector<Task>& tasks) {
    try {
        run_all(tasks);
        return "nothing";
    } catch (const NotStarted&) {
        throw;
    } catch (const std::exception& error) {
        return error.what();
    } catch (...) {
        return "something else";
    }
}

TEST(Behaviour, TasksRunAtTheSameTimeAndAreWaitedFor) {
    Gate first_is_here, second_is_here, never;
    std::array<bool, 3> met{};
    std::atomic<int> in_caller{0};
    std::atomic<int> asked{0};
    const auto caller = std::this_thread::get_id();
    const auto finish = [&](const std::stop_token& token) {
        if (std::this_thread::get_id() == caller) in_caller.fetch_add(1);
        if (token.stop_requested()) asked.fetch_add(1);
    };
    run_all({
        [&](std::stop_token token) {
            first_is_here.open();
            met[0] = second_is_here.wait_for(5s);
            (void)never.wait_for(50ms);
            finish(token);
        },
        [&](std::stop_token token) {
            second_is_here.open();
            met[1] = first_is_here.wait_for(5s);
            (void)never.wait_for(100ms);
            finish(token);
        },
        [&](std::stop_token token) {
            met[2] = token.stop_possible();
            finish(token);
        },
    });
    EXPECT_TRUE(met[0] && met[1])
        << because
        << "Two tasks wait for each other, so they can only end if both run at the same "
           "time. They did not meet.";
    EXPECT_TRUE(met[2]) << because
                        << "The token of a task can never be asked to stop: it belongs to no "
                           "std::stop_source.";
    EXPECT_EQ(in_caller, 0) << because << "A task ran in the thread that called run_all.";
    EXPECT_EQ(asked, 0) << because << "No task failed, but a token was asked to stop.";
    run_all({});
}

TEST(Behaviour, TheExceptionKeepsItsTypeAndWhatIsInIt) {
    int shop = 0;
    std::string other;
    try {
        run_all({[](std::stop_token) { throw ShopClosed("the dairy is closed", 7); }});
    } catch (const ShopClosed& error) {
        shop = error.shop;
    } catch (const NotStarted&) {
        throw;
    } catch (const std::exception& error) {
        other = error.what();
    }
    EXPECT_EQ(shop, 7) << because
                       << "A task threw an exception of a type of its own, with a number in it. It "
                          "should reach the caller with its type and its number"
                       << (other.empty() ? "."
                                         : ", but the caller could only catch it as a "
                                           "std::exception that says \"" +
                                               other + "\".");
}

TEST(Behaviour, WhatIsThrownNeedNotBeAStdException) {
    int thrown = 0;
    try {
        run_all({[](std::stop_token) {}, [](std::stop_token) { throw 42; }});
    } catch (int number) {
        thrown = number;
    } catch (const NotStarted&) {
        throw;
    } catch (...) {
        thrown = -1;
    }
    EXPECT_EQ(thrown, 42) << because
                          << "A task threw the number 42. One may throw anything, and the caller "
                             "of run_all should be able to catch it as that type.";
}

// In the next two tests, what the tasks use is shared with them: also a task that has been left
// behind does the test no harm then.

TEST(Behaviour, TheOthersAreAskedToStop) {
    struct Seen {
        std::atomic<int> begun{0};
        std::atomic<int> asked{0};
        Gate all_others_begun;
    };
    for (int failing = 0; failing < 3; ++failing) {
        const auto seen = std::make_shared<Seen>();
        std::vector<Task> tasks(3, [seen](std::stop_token token) {
            if (seen->begun.fetch_add(1) == 1) seen->all_others_begun.open();
            if (is_asked_to_stop(token)) seen->asked.fetch_add(1);
        });
        tasks[failing] = [seen](std::stop_token) {
            seen->all_others_begun.wait();
            throw std::runtime_error("no flour");
        };
        const std::string message = message_of(tasks);
        (void)eventually([&] { return seen->asked == 2; }, 500ms);
        EXPECT_EQ(seen->asked, 2)
            << because << "Of three tasks, number " << failing + 1
            << " failed while the other two were at work. Both should have been asked to stop, but "
               "of the two only "
            << seen->asked << " heard of it within five seconds.";
        EXPECT_EQ(message, "no flour")
            << because << "Of three tasks, number " << failing + 1
            << " failed, the other two ended when they were asked to. The caller should have got "
               "\"no flour\", but got "
            << message << ".";
        if (HasFailure()) return;
    }
}

TEST(Behaviour, TheExceptionComesAfterAllHaveEnded) {
    struct Seen {
        Gate begun, ended, never;
    };
    const auto seen = std::make_shared<Seen>();
    bool ended_by_then = false;
    try {
        run_all({
            [seen](std::stop_token token) {
                seen->begun.open();
                (void)is_asked_to_stop(token);
                (void)seen->never.wait_for(150ms);  // puts things away
                seen->ended.open();
            },
            [seen](std::stop_token) {
                seen->begun.wait();
                throw std::runtime_error("no flour");
            },
        });
    } catch (const std::runtime_error& error) {
        use(error.what()[0]);
        ended_by_then = seen->ended.is_open();
    }
    (void)seen->ended.wait_for(5s);
    EXPECT_TRUE(ended_by_then)
        << because
        << "One task failed, and another, asked to stop, took a moment to put things away. The "
           "exception came to the caller while that task has not ended yet: it goes on in a thread "
           "of which nobody knows any more.";
}

TEST(Races, ManyFailAtTheSameMoment) {
    repeat(40, [](int round) {
        std::atomic<int> here{0};
        std::vector<Task> tasks;
        for (int i = 0; i < 4; ++i) {
            tasks.push_back([&here, round, i](std::stop_token) {
                here.fetch_add(1);
                for (int spin = 0; here < 4 && spin < 2000; ++spin) std::this_thread::yield();
                throw std::runtime_error("task " + std::to_string(i) + " of round " +
                                         std::to_string(round));
            });
        }
        const std::string message = message_of(tasks);
        EXPECT_TRUE(message.starts_with("task ") &&
                    message.ends_with(" of round " + std::to_string(round)))
            << because
            << "Four tasks failed at the same moment, and one of their exceptions should have "
               "reached the caller. It got: "
            << message << ".";
    });
}

TEST(Races, OneFailsWhileTheOthersAreBeingStarted) {
    repeat(40, [](int) {
        std::array<int, 6> steps{};
        std::vector<Task> tasks;
        tasks.push_back([](std::stop_token) { throw std::runtime_error("no flour"); });
        for (int& count : steps) {
            tasks.push_back([&count](std::stop_token token) {
                while (count < 200 && !token.stop_requested()) ++count;
            });
        }
        const std::string message = message_of(tasks);
        EXPECT_EQ(message, "no flour") << because
                                       << "The first of seven tasks failed at once, maybe before "
                                          "the last had been started. The "
                                          "caller should have got its exception, but got "
                                       << message << ".";
        for (const int count : steps) use(count);
    });
}

// The grader runs the following in many different orders of the threads' steps, so they are small.

TEST(Schedules, OneOfTwoFailuresReachesTheCaller) {
    const std::string message = message_of({
        [](std::stop_token) { throw std::runtime_error("no eggs"); },
        [](std::stop_token) { throw std::runtime_error("no flour"); },
    });
    EXPECT_TRUE(message == "no eggs" || message == "no flour")
        << because
        << "Two tasks failed, with \"no eggs\" and \"no flour\". The caller should have got one of "
           "the two, but got "
        << message << ".";
}

TEST(Schedules, AStoppedTaskDoesNotHideTheCause) {
    std::atomic<int> ended{0};
    const std::string message = message_of({
        [&](std::stop_token) {
            ended.fetch_add(1);
            throw std::runtime_error("no flour");
        },
        [&](std::stop_token token) {
            Gate asked;
            const std::stop_callback callback(token, [&asked] { asked.open(); });
            asked.wait();
            ended.fetch_add(1);
            throw std::runtime_error("I was stopped");
        },
    });
    EXPECT_EQ(ended, 2) << because
                        << "Two tasks ran. When run_all returns or throws, both should have ended.";
    EXPECT_EQ(message, "no flour") << because
                                   << "One task failed with \"no flour\". Another waited until it "
                                      "was asked to stop, and threw "
                                      "\"I was stopped\". The first is the cause and should have "
                                      "reached the caller, who got \""
                                   << message << "\".";
}

}  // namespace
