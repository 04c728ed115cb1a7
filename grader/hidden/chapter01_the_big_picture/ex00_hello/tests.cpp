#include "hello.h"

#include <racecourse/kit.h>

#include <type_traits>

using racecourse::because;

static_assert(std::is_same_v<decltype(greet_in_a_thread({})), std::string>);

TEST(Behaviour, ReturnsTheGreeting) {
    const std::string said = greet_in_a_thread([] { return "Hello"; });
    EXPECT_EQ(said, "Hello") << because << "The greeting was \"Hello\", but \"" << said
                             << "\" was returned.";
    EXPECT_EQ(greet_in_a_thread([] { return std::string(); }), "")
        << because << "The greeting was empty, so an empty text must be returned.";
    const std::string long_one(5000, 'o');
    EXPECT_TRUE(greet_in_a_thread([&] { return "Hell" + long_one; }) == "Hell" + long_one)
        << because << "The greeting had 5004 letters, and another text was returned.";
}

TEST(Behaviour, GreetsInAThreadOfItsOwn) {
    std::thread::id there;
    (void)greet_in_a_thread([&] {
        there = std::this_thread::get_id();
        return "Hello";
    });
    EXPECT_NE(there, std::this_thread::get_id())
        << because
        << "The greeting was said by the thread that called greet_in_a_thread(). It must be said "
           "by a new thread.";
}

TEST(Behaviour, GreetsOnce) {
    std::atomic<int> times{0};
    (void)greet_in_a_thread([&] {
        times.fetch_add(1);
        return "Hello";
    });
    EXPECT_EQ(times, 1) << because << "One call must greet once. It greeted " << times << " times.";
}

// Each caller has its own greeting, and reads afterwards what the thread has written.
TEST(Races, ManyCallTheFunctionAtOnce) {
    racecourse::start_together(
        3, [](int caller) {
            for (int round = 0; round < 10; ++round) {
                int written = 0;
                const std::string wanted = std::to_string(caller) + " says hello";
                const std::string said = greet_in_a_thread([&] {
                    written = 1;
                    return wanted;
                });
                EXPECT_EQ(said, wanted)
                    << because << "Three threads called greet_in_a_thread() at once, each with a "
                    << "greeting of its own. The one that greeted with \"" << wanted << "\" got \""
                    << said << "\".";
                EXPECT_EQ(written, 1)
                    << because
                    << "The greeting wrote into a variable of the caller, who read it when "
                    << "greet_in_a_thread() had returned. It must be there by then.";
            }
        });
}

// The grader runs these in many different orders of the threads' steps, so they are small.

TEST(Schedules, TheGreetingIsThereWhenTheCallReturns) {
    int written = 0;
    const std::string said = greet_in_a_thread([&] {
        written = 1;
        return "Hello";
    });
    EXPECT_EQ(said, "Hello")
        << because << "The greeting was \"Hello\". However long the new thread takes, the call "
        << "must wait for it and return that, but it returned \"" << said << "\".";
    EXPECT_EQ(written, 1) << because
                          << "The greeting wrote into a variable of the caller, who read it when "
                          << "greet_in_a_thread() had returned. It must be there by then.";
}

// Destroyed as the very last thing that its thread does.
struct LastWords {
    std::atomic<bool>* ended = nullptr;
    ~LastWords() {
        if (ended != nullptr) ended->store(true);
    }
};

TEST(Schedules, TheThreadHasEndedWhenTheCallReturns) {
    static std::atomic<bool> ended{false};
    (void)greet_in_a_thread([&] {
        thread_local LastWords last_words;
        last_words.ended = &ended;
        return "Hello";
    });
    EXPECT_TRUE(ended) << because
                       << "greet_in_a_thread() returned while the thread that had greeted was not "
                          "at its end yet. Who starts a thread waits until it has ended.";
}

TEST(Schedules, TwoCallersGetTheirOwnGreeting) {
    std::string first_got, second_got;
    std::thread first([&] { first_got = greet_in_a_thread([] { return "Hello, Ada"; }); });
    std::thread second([&] { second_got = greet_in_a_thread([] { return "Hello, Grace"; }); });
    first.join();
    second.join();
    EXPECT_TRUE(first_got == "Hello, Ada" && second_got == "Hello, Grace")
        << because << "Two threads asked at once, one for \"Hello, Ada\" and one for \"Hello, "
        << "Grace\". They got \"" << first_got << "\" and \"" << second_got << "\".";
}
