// Tests of Promise and Future.
#include "promise.h"

#include <racecourse/kit.h>

#include <array>
#include <exception>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

using namespace racecourse;

// The tests compare what comes out: its type must be the one that the task gives.
static_assert(std::is_same_v<decltype(std::declval<const Future<long>&>().get()), long>);
static_assert(
    std::is_same_v<decltype(std::declval<const Future<int>&>().then([](int) { return 1.5; })),
                   Future<double>>);
static_assert(!std::is_copy_constructible_v<Promise<int>> &&
                  !std::is_copy_assignable_v<Promise<int>>,
              "a promise can be moved and not copied");

namespace {

// What a future comes to, in words.
std::string result_of(const Future<int>& future) {
    try {
        return std::to_string(future.get());
    } catch (const BrokenPromise&) {
        return "BrokenPromise";
    } catch (const std::runtime_error& error) {
        return error.what();
    }
}

std::exception_ptr no_network() {
    return std::make_exception_ptr(std::runtime_error("no network"));
}

bool sets(Promise<int>& promise, int value) {
    try {
        promise.set_value(value);
        return true;
    } catch (const AlreadySet&) {
        return false;
    }
}

TEST(Behaviour, KeepsTheValueForEverybody) {
    Promise<std::string> promise;
    const Future<std::string> first = promise.future();
    const Future<std::string> second = promise.future();
    EXPECT_FALSE(first.is_ready()) << because << "Nothing has been set yet.";
    promise.set_value("a text");
    EXPECT_TRUE(first.is_ready() && second.is_ready())
        << because << "The promise has been set, so both of its futures are ready.";
    const Future<std::string> copy = first;
    for (const auto& future : {first, second, copy, first}) {
        EXPECT_EQ(future.get(), "a text")
            << because
            << "The promise was set to \"a text\". Each of its futures should give that, "
            << "as often as it is asked.";
    }
}

TEST(Behaviour, KeepsAnException) {
    Promise<int> promise;
    const Future<int> future = promise.future();
    promise.set_exception(no_network());
    EXPECT_EQ(result_of(future), "no network") << because << "An exception was set.";
    EXPECT_EQ(result_of(future), "no network") << because << "get() may be called again.";
}

TEST(Behaviour, CanBeSetOnlyOnce) {
    Promise<int> promise;
    const Future<int> future = promise.future();
    promise.set_value(1);
    EXPECT_FALSE(sets(promise, 2))
        << because << "The promise was set before, so set_value() should "
        << "throw AlreadySet.";
    EXPECT_THROW(promise.set_exception(no_network()), AlreadySet)
        << because << "The promise was set before, so set_exception() should throw AlreadySet.";
    EXPECT_EQ(result_of(future), "1")
        << because << "The promise was set to 1. What others tried to "
        << "set later should change nothing.";
}

TEST(Behaviour, ABrokenPromiseIsTold) {
    std::optional<Promise<int>> promise(std::in_place);
    const Future<int> future = promise->future();
    const Future<int> later = future.then([](int value) { return value; });
    promise.reset();
    EXPECT_TRUE(future.is_ready())
        << because << "The promise was destroyed with nothing set. Whoever "
        << "has its future should learn that and not wait for ever.";
    if (!future.is_ready()) return;
    EXPECT_EQ(result_of(future), "BrokenPromise") << because << "The promise was destroyed unset.";
    EXPECT_EQ(result_of(later), "BrokenPromise")
        << because << "This future was to continue with the "
        << "value of a promise that was then broken.";
}

TEST(Behaviour, AMovedPromiseIsNotBroken) {
    std::optional<Promise<int>> first(std::in_place);
    const Future<int> future = first->future();
    Promise<int> second(std::move(*first));
    first.reset();
    EXPECT_FALSE(future.is_ready())
        << because << "A promise was moved, and what was moved from was "
        << "destroyed. Nothing is broken by that.";
    EXPECT_TRUE(sets(second, 5)) << because << "The promise was moved and has not been set yet.";
    EXPECT_EQ(result_of(future), "5") << because << "The promise was moved and then set to 5.";

    Promise<int> third;
    const Future<int> given_up = third.future();
    third = std::move(second);
    EXPECT_TRUE(given_up.is_ready())
        << because << "Another promise was assigned to this one, which had "
        << "not been set: it is broken.";
}

TEST(Behaviour, ContinuesBeforeAndAfter) {
    std::vector<std::string> calls;
    Promise<int> promise;
    const Future<int> future = promise.future();
    const auto note = [&calls](const std::string& who) {
        return [&calls, who](int value) {
            calls.push_back(who + std::to_string(value));
            return value + 1;
        };
    };
    const Future<int> early = future.then(note("early "));
    const Future<int> early_too = future.then(note("early too "));
    EXPECT_TRUE(calls.empty()) << because << "Nothing has been set, so nothing continues yet.";
    promise.set_value(7);
    EXPECT_EQ(calls.size(), 2u)
        << because
        << "Two continuations were waiting when the promise was set. Both should have been "
        << "called once, before set_value() returned.";
    const Future<int> late = future.then(note("late "));
    EXPECT_EQ(calls.size(), 3u) << because << "The value was there, so then() should call the "
                                << "continuation at once, and no other again.";
    EXPECT_TRUE(late.is_ready()) << because << "The value was there when then() was called.";
    EXPECT_EQ(result_of(early) + result_of(early_too) + result_of(late), "888")
        << because << "Three continuations got 7 and returned 8.";
}

TEST(Behaviour, ContinuesInTheThreadThatSets) {
    Promise<int> promise;
    std::thread::id ran_in;
    const Future<int> next = promise.future().then([&](int value) {
        ran_in = std::this_thread::get_id();
        return value;
    });
    std::thread::id setter;
    std::thread([&] {
        setter = std::this_thread::get_id();
        promise.set_value(1);
    }).join();
    EXPECT_EQ(result_of(next), "1") << because << "The continuation returns the value, 1.";
    EXPECT_EQ(ran_in, setter) << because
                              << "The continuation was there before the value. It should run "
                              << "in the thread that called set_value().";
}

TEST(Behaviour, ExceptionsGoPastContinuations) {
    Promise<int> promise;
    int called = 0;
    const Future<int> end = promise.future()
                                .then([](int) -> int { throw std::runtime_error("no paper"); })
                                .then([&](int value) {
                                    ++called;
                                    return value;
                                });
    promise.set_value(1);
    EXPECT_TRUE(end.is_ready()) << because << "The first continuation threw, which is a result.";
    if (!end.is_ready()) return;
    EXPECT_EQ(result_of(end), "no paper")
        << because << "The first of two continuations threw \"no "
        << "paper\". That should come out at the end of the chain.";
    EXPECT_EQ(called, 0) << because
                         << "The first continuation threw, so there was no value for the "
                         << "second one, but it was called.";
}

TEST(Behaviour, AContinuationMayUseTheFuture) {
    Promise<int> promise;
    const Future<int> future = promise.future();
    int inner = 0;
    const Future<int> next = future.then([&](int value) {
        future.then([&](int again) { return inner = again; });
        return value + future.get();
    });
    promise.set_value(4);
    EXPECT_EQ(result_of(next), "8") << because << "The promise was set to 4. A continuation added "
                                    << "future.get() to what it got.";
    EXPECT_EQ(inner, 4) << because
                        << "A continuation added another one to the same future, which was "
                        << "ready.";
}

TEST(Behaviour, ValuesAndFunctionsOfOtherKinds) {
    Promise<std::string> promise;
    auto prefix = std::make_unique<std::string>("the ");
    const Future<std::size_t> length =
        promise.future().then([prefix = std::move(prefix)](std::string text) {
            return (*prefix + std::move(text)).size();
        });
    promise.set_value("end");
    EXPECT_EQ(length.get(), 7u) << because
                                << "A continuation that can only be moved put \"the \" before "
                                << "the value \"end\" and returned the length.";
    EXPECT_EQ(promise.future().get(), "end") << because << "The continuation changed its own copy.";
}

TEST(Races, ASetterAWaiterAndContinuations) {
    repeat(200, [](int) {
        Promise<std::string> promise;
        const Future<std::string> future = promise.future();
        const std::string text = "a text that is too long to be kept inside the string itself";
        std::string got;
        start_together(4, [&](int thread) {
            if (thread == 0) promise.set_value(text);
            if (thread == 1) got = future.get();
            if (thread < 2) return;
            const auto next = future.then([](const std::string& value) { return value.size(); });
            use(next.is_ready());
            use(future.is_ready());
        });
        EXPECT_EQ(got, text) << because
                             << "One thread set a text while another waited for it and two "
                             << "added continuations.";
    });
}

TEST(Races, TwoSetters) {
    repeat(200, [](int) {
        Promise<std::string> promise;
        const std::string text = "a text that is too long to be kept inside the string itself";
        start_together(2, [&](int) {
            try {
                promise.set_value(text);
            } catch (const AlreadySet& error) {  // the other one was first
                use(error.what()[0]);
            }
        });
        EXPECT_EQ(promise.future().get(), text) << because << "Two threads set the same text.";
    });
}

TEST(Races, BrokenWhileAnotherWaits) {
    repeat(60, [](int) {
        std::optional<Promise<int>> promise(std::in_place);
        const Future<int> future = promise->future();
        std::string got;
        start_together(3, [&](int thread) {
            if (thread == 0) promise.reset();
            if (thread == 1) use(future.then([](int value) { return value; }).is_ready());
            if (thread == 2) got = result_of(future);
        });
        EXPECT_EQ(got, "BrokenPromise")
            << because << "A promise was destroyed unset while a thread "
            << "waited for it.";
    });
}

// The grader runs the following in many different orders of the threads' steps, so they are small.

TEST(Schedules, EverybodyWhoWaitsIsWoken) {
    Promise<int> promise;
    const Future<int> future = promise.future();
    std::array<std::string, 2> got;
    std::thread first([&] { got[0] = result_of(future); });
    std::thread second([&] { got[1] = result_of(future); });
    promise.set_value(7);
    first.join();
    second.join();
    EXPECT_TRUE(got[0] == "7" && got[1] == "7")
        << because << "Two threads waited for a promise that was set to 7. They got " << got[0]
        << " and " << got[1] << ".";
}

TEST(Schedules, AContinuationAndAValueMeet) {
    Promise<int> promise;
    const Future<int> future = promise.future();
    std::atomic<int> called{0};
    std::optional<Future<int>> next;
    std::thread setter([&] { promise.set_value(7); });
    std::thread adder([&] {
        next = future.then([&](int value) {
            called.fetch_add(1);
            return value;
        });
    });
    setter.join();
    adder.join();
    EXPECT_EQ(called, 1) << because
                         << "One thread set the promise while another added a continuation. It "
                         << "should be called once, by one of the two, but it was called " << called
                         << " times.";
    EXPECT_TRUE(next && next->is_ready())
        << because << "The continuation's own future should be ready.";
}

TEST(Schedules, OneOfTwoSetters) {
    Promise<int> promise;
    const Future<int> future = promise.future();
    std::array<bool, 2> won{};
    std::string seen;
    std::thread first([&] { won[0] = sets(promise, 1); });
    std::thread second([&] { won[1] = sets(promise, 2); });
    seen = result_of(future);
    first.join();
    second.join();
    const std::string later = result_of(future);
    EXPECT_TRUE(won[0] != won[1] && seen == later && later == (won[0] ? "1" : "2"))
        << because
        << "Two threads set the promise, to 1 and to 2. One should succeed, and its value is "
        << "there from the beginning; the other gets AlreadySet. But set_value(1) "
        << (won[0] ? "succeeded" : "was refused") << ", set_value(2) "
        << (won[1] ? "succeeded" : "was refused") << ", and the value was " << seen
        << " at first and " << later << " later.";
}

TEST(Schedules, ABrokenPromiseReachesAChain) {
    std::optional<Promise<int>> promise(std::in_place);
    const Future<int> future = promise->future();
    std::string got;
    std::thread breaker([&] { promise.reset(); });
    std::thread waiter([&] { got = result_of(future.then([](int value) { return value; })); });
    breaker.join();
    waiter.join();
    EXPECT_EQ(got, "BrokenPromise")
        << because << "One thread destroyed the promise while another "
        << "continued with its value and waited. It got: " << got << ".";
}

}  // namespace
