// Tests of with() and Stream. Most of them drive the loop by hand: settle() runs what is ready
// until everybody waits, so no time passes and each order is exact.
#include "async_scope.h"

#include <racecourse/kit.h>

#include <asio.hpp>
#include <asio/experimental/as_tuple.hpp>

#include <map>
#include <memory>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

using namespace racecourse;

static_assert(
    std::is_same_v<decltype(std::declval<Stream<long>&>().next()), awaitable<std::optional<long>>>);
static_assert(std::is_same_v<decltype(std::declval<Sink<long>&>().send(1)), awaitable<void>>);

namespace {

std::string in_words(const std::exception_ptr& error) {
    try {
        std::rethrow_exception(error);
    } catch (const NotStarted&) {
        throw;  // for the grader
    } catch (const asio::system_error& reason) {
        return reason.code() == asio::error::operation_aborted ? "operation_aborted"
                                                               : reason.what();
    } catch (const std::exception& reason) {
        return reason.what();
    }
}

class Stage {
  public:
    void start(const std::string& name, awaitable<void> work) {
        outcomes_[name] = "waits";
        asio::co_spawn(loop_, std::move(work),
                       asio::bind_cancellation_slot(
                           cancels_[name].slot(), [this, name](const std::exception_ptr& error) {
                               outcomes_[name] = error ? in_words(error) : "ended";
                           }));
    }
    void settle() {
        loop_.restart();
        loop_.poll();
    }
    void cancel(const std::string& name) { cancels_[name].emit(asio::cancellation_type::all); }
    // "waits", "ended", or what was thrown.
    std::string outcome(const std::string& name) { return outcomes_[name]; }
    // Lets all go on who wait at the door.
    void open_door() { door_.cancel(); }
    // Waits there. Throws when it is cancelled.
    awaitable<void> at_door() {
        co_await door_.async_wait(asio::experimental::as_tuple(asio::use_awaitable));
        const auto state = co_await asio::this_coro::cancellation_state;
        if (state.cancelled() != asio::cancellation_type::none)
            throw asio::system_error(asio::error::operation_aborted);
    }

  private:
    std::map<std::string, std::string> outcomes_;
    std::map<std::string, asio::cancellation_signal> cancels_;
    asio::io_context loop_;
    asio::steady_timer door_{loop_, asio::steady_timer::time_point::max()};
};

awaitable<void> give_way() {
    const auto executor = co_await asio::this_coro::executor;
    co_await asio::post(executor, asio::use_awaitable);
}

// Writes down what happens to it.
class Room {
  public:
    Room(std::string& diary, std::string name) : diary_(diary), name_(std::move(name)) {}

    awaitable<void> enter() {
        co_await give_way();
        if (fails_to_enter) throw std::runtime_error("locked");
        diary_ += "enter" + name_ + " ";
    }
    awaitable<void> exit() {
        if (stage != nullptr) co_await stage->at_door();
        co_await give_way();
        co_await give_way();
        diary_ += "exit" + name_ + " ";
        if (fails_to_exit) throw std::runtime_error("stuck");
    }

    bool fails_to_enter = false;
    bool fails_to_exit = false;
    Stage* stage = nullptr;  // at whose door it waits before it exits

  private:
    std::string& diary_;
    std::string name_;
};

awaitable<void> visit(Room& room, std::string& diary, std::string error) {
    auto body = [&](Room&) -> awaitable<void> {
        co_await give_way();
        if (!error.empty()) throw std::runtime_error(error);
        diary += "body ";
    };
    co_await with(room, std::move(body));
    diary += "after ";
}

// Stays in the room until the door is opened.
awaitable<void> stay(Room& room, Stage& stage, std::string& diary) {
    auto body = [&](Room&) -> awaitable<void> {
        diary += "body ";
        co_await stage.at_door();
        diary += "more ";
    };
    co_await with(room, std::move(body));
    diary += "after ";
}

TEST(Behaviour, EntersAndExits) {
    std::string diary;
    Room room(diary, "");
    Stage stage;
    stage.start("a", visit(room, diary, ""));
    stage.settle();
    EXPECT_EQ(diary, "enter body exit after ")
        << because
        << "with() should await enter(), the body and exit(), and then go on. It went: " << diary
        << ".";
    EXPECT_EQ(stage.outcome("a"), "ended") << because << "Nobody has thrown anything.";
}

TEST(Behaviour, ExitsWhenTheBodyThrows) {
    std::string diary;
    Room room(diary, "");
    Stage stage;
    stage.start("a", visit(room, diary, "failed"));
    stage.settle();
    EXPECT_EQ(diary, "enter exit ")
        << because << "The body of with() threw. exit() should be awaited, and nothing after it. "
        << "It went: " << diary << ".";
    EXPECT_EQ(stage.outcome("a"), "failed")
        << because << "The body threw \"failed\", and out of with() came: " << stage.outcome("a")
        << ".";
}

TEST(Behaviour, ExitsWhenItIsCancelled) {
    std::string diary;
    Room room(diary, "");
    Stage stage;
    stage.start("a", stay(room, stage, diary));
    stage.settle();
    stage.cancel("a");
    stage.settle();
    EXPECT_EQ(diary, "enter body exit ")
        << because << "A coroutine was cancelled while it waited in the body of with(). exit() "
        << "should be awaited to its end, although that waits, too. It went: " << diary << ".";
    EXPECT_EQ(stage.outcome("a"), "operation_aborted")
        << because << "It was cancelled, and out of it came: " << stage.outcome("a") << ".";
}

TEST(Behaviour, ACancellationDoesNotCutTheExitShort) {
    std::string diary;
    Stage stage;
    Room room(diary, "");
    room.stage = &stage;
    stage.start("a", visit(room, diary, ""));
    stage.settle();
    stage.cancel("a");
    stage.settle();
    EXPECT_EQ(diary, "enter body ")
        << because << "exit() waits at a door that is still closed. It went: " << diary << ".";
    stage.open_door();
    stage.settle();
    EXPECT_EQ(diary.substr(0, 16), "enter body exit ")
        << because << "A coroutine was cancelled while it waited in exit(), and then what it "
        << "waited for was there. exit() should have come to its end. It went: " << diary << ".";
}

TEST(Behaviour, WhatWasNotEnteredIsNotLeft) {
    std::string diary;
    Room room(diary, "");
    room.fails_to_enter = true;
    Stage stage;
    stage.start("a", visit(room, diary, ""));
    stage.settle();
    EXPECT_EQ(diary, "") << because << "enter() threw, so neither the body nor exit() should run. "
                         << "But there was: " << diary << ".";
    EXPECT_EQ(stage.outcome("a"), "locked")
        << because << "enter() threw \"locked\", and out of with() came: " << stage.outcome("a")
        << ".";
}

TEST(Behaviour, AnErrorOfTheExitIsThrownUnlessThereIsOne) {
    std::string diary;
    Room room(diary, "");
    room.fails_to_exit = true;
    Stage stage;
    stage.start("good", visit(room, diary, ""));
    stage.start("bad", visit(room, diary, "failed"));
    stage.settle();
    EXPECT_EQ(stage.outcome("good"), "stuck")
        << because << "exit() threw \"stuck\", and out of with() came: " << stage.outcome("good")
        << ".";
    EXPECT_EQ(stage.outcome("bad"), "failed")
        << because << "The body threw \"failed\", and then exit() threw \"stuck\". The first "
        << "should come out of with(), but there came: " << stage.outcome("bad") << ".";
}

awaitable<void> visit_two(Room& outer, Room& inner, std::string& diary) {
    auto body = [&](Room&) -> awaitable<void> { co_await visit(inner, diary, "failed"); };
    co_await with(outer, std::move(body));
}

TEST(Behaviour, TheInnerOneExitsFirst) {
    std::string diary;
    Room outer(diary, "-outer");
    Room inner(diary, "-inner");
    Stage stage;
    stage.start("a", visit_two(outer, inner, diary));
    stage.settle();
    EXPECT_EQ(diary, "enter-outer enter-inner exit-inner exit-outer ")
        << because
        << "One with() was in the body of another, and its body threw. It went: " << diary << ".";
}

// What the tests know of a source.
struct Report {
    int sent = 0;
    int running = 0;
    int tidied = 0;
};

// Sends 1 to `last`. If it is cancelled it tidies up, which takes
// time.
awaitable<void> numbers(Sink<int> sink, Report& report, int last) {
    ++report.running;
    std::exception_ptr error;
    try {
        for (int i = 1; i <= last; ++i) {
            co_await give_way();
            co_await sink.send(i);
            ++report.sent;
        }
    } catch (...) {
        error = std::current_exception();
    }
    if (error) {
        co_await asio::this_coro::reset_cancellation_state();
        co_await give_way();
        co_await give_way();
        ++report.tidied;
    }
    --report.running;
    if (error) std::rethrow_exception(error);
}

Stream<int>::Source source(Report& report, int last) {
    return [&report, last](Sink<int> sink) { return numbers(std::move(sink), report, last); };
}

// Takes `count` items, and notes them; then waits at the door, and is in the stream all the time.
awaitable<void> take(Stage& stage, Stream<int>& stream, int count, std::string& got) {
    auto body = [&](Stream<int>& entered) -> awaitable<void> {
        for (int i = 0; i < count; ++i) {
            const auto item = co_await entered.next();
            got += item ? std::to_string(*item) + " " : "end ";
        }
        co_await stage.at_door();
        const auto item = co_await entered.next();
        got += item ? std::to_string(*item) + " " : "end ";
    };
    co_await with(stream, std::move(body));
}

TEST(Behaviour, ItemsComeInOrderAndThenNothing) {
    Report report;
    std::string got;
    Stage stage;
    Stream<int> stream(2, source(report, 5));
    stage.start("a", take(stage, stream, 7, got));
    stage.settle();
    EXPECT_EQ(got, "1 2 3 4 5 end end ")
        << because << "A source sends 1 to 5. Seven times next() was called, which should give "
        << "these, and then nothing. It gave: " << got << ".";
    stage.cancel("a");
    stage.settle();
}

TEST(Behaviour, TheSourceRunsAheadOnlySoFar) {
    Report report;
    std::string got;
    Stage stage;
    {
        Stream<int> stream(3, source(report, 100));
        stage.start("a", take(stage, stream, 2, got));
        stage.settle();
        EXPECT_EQ(report.sent, 5)
            << because << "A source has 100 items, and may run ahead by 3. Two were asked for, so "
            << "it should have sent 5, and wait for room then. It has sent " << report.sent << ".";
        stage.open_door();
        stage.settle();
        EXPECT_EQ(stage.outcome("a"), "ended")
            << because << "The body of with() was left while the source waited for room. exit() "
            << "should stop the source and end. But with(): " << stage.outcome("a") << ".";
        EXPECT_TRUE(report.running == 0 && report.tidied == 1)
            << because << "exit() should cancel the source, and wait until it has tidied up. But "
            << report.running << " is still running, and " << report.tidied << " tidied up.";
    }
    stage.settle();
}

awaitable<void> three_and_an_error(Sink<int> sink) {
    for (int i = 1; i <= 3; ++i) co_await sink.send(i);
    throw std::runtime_error("source failed");
}

// Takes an item now and then.
awaitable<void> take_slowly(Stream<int>& stream, std::string& got) {
    auto body = [&got](Stream<int>& entered) -> awaitable<void> {
        for (int i = 0; i < 5; ++i) {
            for (int turn = 0; turn < 5; ++turn) co_await give_way();
            const auto item = co_await entered.next();
            got += item ? std::to_string(*item) + " " : "end ";
        }
    };
    co_await with(stream, std::move(body));
}

TEST(Behaviour, AnErrorComesAfterTheItems) {
    std::string got;
    Stage stage;
    Stream<int> stream(5, three_and_an_error);
    stage.start("a", take_slowly(stream, got));
    stage.settle();
    EXPECT_EQ(got, "1 2 3 ")
        << because << "A source sent 1, 2 and 3, and then threw, before they were asked for. "
        << "next() should give these first. It gave: " << got << ".";
    EXPECT_EQ(stage.outcome("a"), "source failed")
        << because << "The source threw, which should come out of next() after the items, and so "
        << "out of with(). But with(): " << stage.outcome("a") << ".";
}

// Sends an item each time the door is opened.
awaitable<void> on_demand(Sink<int> sink, Stage& stage) {
    for (int i = 1; i <= 9; ++i) {
        co_await stage.at_door();
        co_await sink.send(i);
    }
}

awaitable<void> stay_in(Stream<int>& stream) {
    auto body = [](Stream<int>&) -> awaitable<void> {
        asio::steady_timer never(co_await asio::this_coro::executor,
                                 asio::steady_timer::time_point::max());
        co_await never.async_wait(asio::use_awaitable);
    };
    co_await with(stream, std::move(body));
}

awaitable<void> next_into(Stream<int>& stream, std::string& got) {
    const auto item = co_await stream.next();
    got += item ? std::to_string(*item) + " " : "end ";
}

TEST(Behaviour, ACancelledNextLosesNoItem) {
    std::string got;
    {
        Stage stage;
        Stream<int> stream(2,
                           [&stage](Sink<int> sink) { return on_demand(std::move(sink), stage); });
        stage.start("scope", stay_in(stream));
        stage.settle();
        stage.start("a", next_into(stream, got));
        stage.settle();
        stage.cancel("a");
        stage.settle();
        EXPECT_EQ(stage.outcome("a"), "operation_aborted")
            << because
            << "a waited for an item and was cancelled. What came out: " << stage.outcome("a")
            << ".";
        stage.open_door();
        stage.settle();
        stage.start("b", next_into(stream, got));
        stage.settle();
        EXPECT_EQ(got, "1 ") << because << "a waited for an item and was cancelled; then the first "
                             << "one came, and b asked. It should get 1, but there came: " << got
                             << ".";
        stage.cancel("scope");
        stage.settle();
        EXPECT_EQ(stage.outcome("scope"), "operation_aborted")
            << because
            << "The scope was cancelled, and should have ended. But it: " << stage.outcome("scope")
            << ".";
    }
}

// Adds items up, slowly. Throws at `bad`, and stays for ever at `last`.
awaitable<void> add_up(Stream<int>& stream, int& sum, int bad, int last) {
    auto body = [&sum, bad, last](int item) -> awaitable<void> {
        co_await give_way();
        if (item == bad) throw std::runtime_error("bad item");
        sum += item;
        if (item != last) co_return;
        asio::steady_timer never(co_await asio::this_coro::executor,
                                 asio::steady_timer::time_point::max());
        co_await never.async_wait(asio::use_awaitable);
    };
    co_await for_each(stream, std::move(body));
}

TEST(Behaviour, ForEachTakesAll) {
    Report report;
    int sum = 0;
    Stage stage;
    Stream<int> stream(2, source(report, 10));
    stage.start("a", add_up(stream, sum, 0, 0));
    stage.settle();
    EXPECT_EQ(sum, 55) << because << "A source sent 1 to 10, for_each() was to add them up. That "
                       << "makes 55, but came to " << sum << ".";
    EXPECT_EQ(stage.outcome("a"), "ended")
        << because << "The items have come to their end, and so should for_each(). But it: "
        << stage.outcome("a") << ".";
}

TEST(Behaviour, ForEachStopsTheSourceHoweverItIsLeft) {
    Report report;
    int sum = 0;
    Stage stage;
    Stream<int> throwing(2, source(report, 10));
    stage.start("a", add_up(throwing, sum, 3, 0));
    stage.settle();
    EXPECT_EQ(stage.outcome("a"), "bad item")
        << because << "The body of for_each() threw \"bad item\" at the third. What came out: "
        << stage.outcome("a") << ".";
    EXPECT_TRUE(report.running == 0 && report.tidied == 1)
        << because << "The body of for_each() threw. The source should have been cancelled, and "
        << "have tidied up. But " << report.running << " is running, " << report.tidied
        << " tidied up.";
    Report second;
    Stream<int> cancelled(2, source(second, 10));
    stage.start("b", add_up(cancelled, sum, 0, 3));
    stage.settle();
    stage.cancel("b");
    stage.settle();
    EXPECT_EQ(stage.outcome("b"), "operation_aborted")
        << because
        << "for_each() was cancelled while its body waited. What came out: " << stage.outcome("b")
        << ".";
    EXPECT_TRUE(second.running == 0 && second.tidied == 1)
        << because << "for_each() was cancelled. The source should have been cancelled as well, "
        << "and have tidied up. But " << second.running << " is running, " << second.tidied
        << " tidied up.";
}

awaitable<void> own_stream(Report& report, int& sum, int stay_at) {
    Stream<int> stream(2, source(report, 20));
    co_await add_up(stream, sum, 0, stay_at);
}

TEST(Behaviour, TheyMayBeLeftWithTheLoop) {
    Report report;
    int sum = 0;
    {
        Stage stage;
        stage.start("a", own_stream(report, sum, 3));
        stage.settle();
    }
    EXPECT_EQ(sum, 6) << because << "for_each() was to add up items, and to wait for ever at the "
                      << "third. Then the loop was destroyed. The sum should be 6, but is " << sum
                      << ".";
}

TEST(Races, StrandsOnAPoolDoNotMeet) {
    std::vector<Report> reports(4);
    std::vector<int> sums(4);
    std::vector<std::exception_ptr> errors(4);
    asio::thread_pool pool(3);
    for (int i = 0; i < 4; ++i)
        asio::co_spawn(asio::make_strand(pool), own_stream(reports[i], sums[i], 0),
                       [&errors, i](const std::exception_ptr& error) { errors[i] = error; });
    pool.join();
    for (const auto& error : errors)
        if (error) std::rethrow_exception(error);
    for (const int sum : sums) {
        EXPECT_EQ(sum, 210) << because << "Four strands, on a pool of three threads, added up a "
                            << "stream of 1 to 20 each, which makes 210, but one came to " << sum
                            << ".";
    }
}

TEST(Races, LoopsInTwoThreadsShareNothing) {
    std::vector<Report> reports(2);
    std::vector<int> sums(2);
    start_together(2, [&](int thread) {
        asio::io_context loop;
        asio::co_spawn(loop, own_stream(reports[thread], sums[thread], 0),
                       [](const std::exception_ptr& error) {
                           if (error) std::rethrow_exception(error);
                       });
        loop.run();
    });
    for (const int sum : sums) {
        EXPECT_EQ(sum, 210) << because << "Two loops in threads of their own added up a stream of "
                            << "1 to 20 each, which makes 210, but one came to " << sum << ".";
    }
}

}  // namespace
