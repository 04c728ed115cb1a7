// Tests of the tools for coroutines. Most of them drive the loop by hand: settle() runs what is
// ready until everybody waits, so no time passes and each order is exact.
#include "async_primitives.h"

#include <racecourse/kit.h>

#include <asio.hpp>

#include <algorithm>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

using namespace racecourse;

static_assert(std::is_same_v<decltype(std::declval<AsyncQueue<long>&>().get()), awaitable<long>>);
static_assert(std::is_same_v<decltype(std::declval<AsyncQueue<long>&>().size()), std::size_t>);
static_assert(std::is_same_v<decltype(std::declval<AsyncLock&>().locked()), bool>);
static_assert(std::is_same_v<decltype(std::declval<AsyncSemaphore&>().available()), std::size_t>);

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
    // Rung by cancel().
    asio::steady_timer& door() { return door_; }
    // "waits", "ended", or what was thrown.
    std::string outcome(const std::string& name) { return outcomes_[name]; }

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

// Inside for three turns. Writes a+ when it is in, a- before it goes, a. when it has gone.
awaitable<void> visit(AsyncLock& lock, std::string& diary, std::string name) {
    {
        const auto guard = co_await lock.lock();
        diary += name + "+ ";
        for (int i = 0; i < 3; ++i) co_await give_way();
        diary += name + "- ";
    }
    diary += name + ". ";
}

awaitable<void> hold_until(AsyncLock& lock, asio::steady_timer& door, std::string& diary) {
    const auto guard = co_await lock.lock();
    try {
        co_await door.async_wait(asio::use_awaitable);
    } catch (const asio::system_error&) {
    }
    diary += "a- ";
}

// Holds the lock for one turn, and does something as soon as it has let go.
awaitable<void> hold(AsyncLock& lock, std::function<void()> then) {
    {
        const auto guard = co_await lock.lock();
        co_await give_way();
    }
    then();
}

TEST(Behaviour, TheLockIsForOneAtATime) {
    AsyncLock lock;
    std::string diary;
    Stage stage;
    EXPECT_FALSE(lock.locked()) << because << "Nobody has the lock yet.";
    for (const std::string name : {"a", "b", "c"}) stage.start(name, visit(lock, diary, name));
    stage.settle();
    for (const std::string gone : {"a. ", "b. ", "c. "}) {
        if (const auto at = diary.find(gone); at != std::string::npos) diary.erase(at, 3);
    }
    EXPECT_EQ(diary, "a+ a- b+ b- c+ c- ")
        << because << "a, b and c locked, gave way to the others three times, and unlocked. Each "
        << "should go in (+) and out (-) before the next. But it went: " << diary << ".";
    EXPECT_FALSE(lock.locked()) << because << "All have unlocked.";
}

TEST(Behaviour, UnlockingComesBackBeforeTheNextGoesOn) {
    AsyncLock lock;
    std::string diary;
    Stage stage;
    for (const std::string name : {"a", "b"}) stage.start(name, visit(lock, diary, name));
    stage.settle();
    EXPECT_EQ(diary, "a+ a- a. b+ b- b. ")
        << because << "a unlocked (a-) and wrote a. in the same turn; b waited for the lock. b "
        << "goes on from the loop, in a later turn, and never inside of a's unlocking. But it "
        << "went: " << diary << ".";
}

awaitable<void> again_and_again(AsyncLock& lock, std::string& diary) {
    for (int i = 0; i < 3; ++i) {
        const auto guard = co_await lock.lock();
        diary += "a ";
        co_await give_way();
    }
}

TEST(Behaviour, TheLockGoesToTheOneThatHasWaitedLongest) {
    AsyncLock lock;
    std::string diary;
    Stage stage;
    stage.start("a", again_and_again(lock, diary));
    stage.start("b", visit(lock, diary, "b"));
    stage.settle();
    EXPECT_EQ(diary, "a b+ b- b. a a ")
        << because << "a held the lock, b waited for it. a unlocked, and wanted it again at once. "
        << "It should go to b, who has waited longer, and then to a. But it went: " << diary << ".";
}

TEST(Behaviour, WhoIsCancelledLeavesTheLine) {
    AsyncLock lock;
    std::string diary;
    Stage stage;
    stage.start("a", hold_until(lock, stage.door(), diary));
    stage.start("b", visit(lock, diary, "b"));
    stage.start("c", visit(lock, diary, "c"));
    stage.settle();
    stage.cancel("b");
    stage.settle();
    EXPECT_EQ(stage.outcome("b"), "operation_aborted")
        << because
        << "b was cancelled while it waited for the lock. What came out: " << stage.outcome("b")
        << ".";
    stage.door().cancel();
    stage.start("d", visit(lock, diary, "d"));
    stage.settle();
    EXPECT_EQ(diary, "a- c+ c- c. d+ d- d. ")
        << because << "a held the lock, b and c waited, and b was cancelled. Then a unlocked: the "
        << "lock should go to c, and then to d, who came later. But it went: " << diary << ".";
}

TEST(Behaviour, WhatTheCancelledOneWasHandedIsNotLost) {
    AsyncLock lock;
    std::string diary;
    Stage stage;
    stage.start("a", hold(lock, [&] { stage.cancel("b"); }));
    stage.start("b", visit(lock, diary, "b"));
    stage.start("c", visit(lock, diary, "c"));
    stage.settle();
    EXPECT_EQ(stage.outcome("c"), "ended")
        << because << "a unlocked, for b, who waited, and in the same turn b was cancelled. Either "
        << "b gets the lock all the same and unlocks it, or it goes on to c, who waits behind b. "
        << "But c: " << stage.outcome("c") << ".";
    EXPECT_FALSE(lock.locked()) << because << "All have gone.";
}

awaitable<void> fail(AsyncLock& lock) {
    const auto guard = co_await lock.lock();
    co_await give_way();
    throw std::runtime_error("failed");
}

TEST(Behaviour, AnExceptionUnlocks) {
    AsyncLock lock;
    std::string diary;
    Stage stage;
    stage.start("a", fail(lock));
    stage.start("b", visit(lock, diary, "b"));
    stage.settle();
    EXPECT_EQ(stage.outcome("a"), "failed") << because << "a threw while it had the lock.";
    EXPECT_EQ(stage.outcome("b"), "ended")
        << because << "a threw while it had the lock, so its guard was destroyed, and b should "
        << "get the lock. But b: " << stage.outcome("b") << ".";
}

awaitable<void> use_permit(AsyncSemaphore& semaphore, int& inside, int& most) {
    co_await semaphore.acquire();
    most = std::max(most, ++inside);
    for (int i = 0; i < 3; ++i) co_await give_way();
    --inside;
    semaphore.release();
}

TEST(Behaviour, AsManyAsThereArePermits) {
    AsyncSemaphore semaphore(2);
    int inside = 0;
    int most = 0;
    Stage stage;
    for (int i = 0; i < 5; ++i) stage.start(std::to_string(i), use_permit(semaphore, inside, most));
    stage.settle();
    EXPECT_EQ(most, 2) << because << "Five coroutines wanted a permit of two. Two at a time should "
                       << "have one, but there were " << most << ".";
    EXPECT_EQ(inside, 0) << because << "All five should get their permit and give it back. "
                         << inside << " did not.";
    EXPECT_EQ(semaphore.available(), 2u)
        << because << "All permits were given back, but there are " << semaphore.available() << ".";
}

awaitable<void> note(awaitable<void> what, std::string& diary, std::string name) {
    co_await std::move(what);
    diary += name + " ";
}

TEST(Behaviour, APermitGoesToTheOneThatHasWaitedLongest) {
    AsyncSemaphore semaphore(0);
    std::string diary;
    Stage stage;
    for (const std::string name : {"a", "b"})
        stage.start(name, note(semaphore.acquire(), diary, name));
    stage.settle();
    semaphore.release();
    const auto left = semaphore.available();
    stage.start("c", note(semaphore.acquire(), diary, "c"));
    stage.settle();
    EXPECT_EQ(left, 0u) << because << "a and b waited when a permit was given back. It is a's from "
                        << "then on, but " << left << " were to be had.";
    EXPECT_EQ(diary, "a ") << because << "a and b waited, one permit was given back, and then c "
                           << "came. Only a should get one, but these did: " << diary << ".";
    semaphore.release();
    semaphore.release();
    stage.settle();
    EXPECT_EQ(diary, "a b c ") << because << "Two more were given back, for b and c. In all, these "
                               << "got one: " << diary << ".";
}

TEST(Behaviour, ACancelledOneTakesNoPermit) {
    AsyncSemaphore semaphore(0);
    std::string diary;
    Stage stage;
    for (const std::string name : {"a", "b"})
        stage.start(name, note(semaphore.acquire(), diary, name));
    stage.settle();
    stage.cancel("a");
    stage.settle();
    semaphore.release();
    stage.settle();
    EXPECT_EQ(diary, "b ") << because << "a and b waited for a permit, a was cancelled, and one "
                           << "permit was given back. b should get it. It went to: " << diary
                           << ".";
}

TEST(Behaviour, AnEventWakesAll) {
    AsyncEvent event;
    std::string diary;
    Stage stage;
    for (const std::string name : {"a", "b", "c"})
        stage.start(name, note(event.wait(), diary, name));
    stage.settle();
    EXPECT_EQ(diary, "") << because << "The event is not set, and these went on: " << diary << ".";
    event.set();
    stage.settle();
    EXPECT_EQ(diary, "a b c ") << because
                               << "a, b and c waited for the event, and it was set. These went on: "
                               << diary << ".";
    stage.start("d", note(event.wait(), diary, "d"));
    stage.settle();
    EXPECT_EQ(stage.outcome("d"), "ended")
        << because << "The event was set before d came, so d need not wait.";
    event.clear();
    stage.start("e", note(event.wait(), diary, "e"));
    stage.settle();
    EXPECT_EQ(stage.outcome("e"), "waits") << because << "The event was cleared before e came.";
    EXPECT_FALSE(event.is_set()) << because << "The event was cleared.";
}

TEST(Behaviour, ASetThatIsClearedAtOnceWakesThoseWhoWaited) {
    AsyncEvent event;
    std::string diary;
    Stage stage;
    for (const std::string name : {"a", "b"}) stage.start(name, note(event.wait(), diary, name));
    stage.settle();
    stage.cancel("a");
    stage.settle();
    event.set();
    event.clear();
    stage.settle();
    EXPECT_EQ(stage.outcome("a"), "operation_aborted")
        << because
        << "a waited for the event and was cancelled. What came out: " << stage.outcome("a") << ".";
    EXPECT_EQ(stage.outcome("b"), "ended")
        << because << "b waited when the event was set, so it should go on, although the event was "
        << "cleared right after that. But b: " << stage.outcome("b") << ".";
}

awaitable<void> put_all(AsyncQueue<int>& queue, int from, int to) {
    for (int i = from; i <= to; ++i) co_await queue.put(i);
}

awaitable<void> get_into(AsyncQueue<int>& queue, std::vector<int>& got, int count) {
    for (int i = 0; i < count; ++i) {
        const int item = co_await queue.get();
        got.push_back(item);
    }
}

std::string list(const std::vector<int>& items) {
    std::string text;
    for (const int item : items) text += std::to_string(item) + " ";
    return text;
}

TEST(Behaviour, AFullQueueHoldsUpWhoPutsIn) {
    AsyncQueue<int> queue(2);
    std::vector<int> got;
    Stage stage;
    stage.start("producer", put_all(queue, 1, 5));
    stage.settle();
    EXPECT_EQ(queue.size(), 2u) << because << "Five items were to be put into a queue for two, and "
                                << "nobody took one out. It holds " << queue.size() << ".";
    stage.start("first", get_into(queue, got, 1));
    stage.settle();
    EXPECT_EQ(stage.outcome("producer"), "waits")
        << because << "One item was taken out, so one more got in, and two still wait.";
    stage.start("rest", get_into(queue, got, 5));
    stage.settle();
    stage.start("one more", queue.put(6));
    stage.settle();
    EXPECT_EQ(list(got), "1 2 3 4 5 6 ")
        << because
        << "1 to 6 were put in, and should come out in this order. Out came: " << list(got) << ".";
}

TEST(Behaviour, WhoGetsWaitsForAnItem) {
    AsyncQueue<int> queue(5);
    std::vector<int> first;
    std::vector<int> second;
    Stage stage;
    stage.start("first", get_into(queue, first, 1));
    stage.start("second", get_into(queue, second, 1));
    stage.settle();
    stage.start("producer", put_all(queue, 1, 3));
    stage.settle();
    EXPECT_EQ(list(first) + list(second), "1 2 ")
        << because << "Two coroutines waited, one after the other, for an item, and 1, 2 and 3 "
        << "were put in. They should get 1 and 2, but got: " << list(first) + list(second) << ".";
    EXPECT_EQ(queue.size(), 1u) << because << "3 should still be in the queue.";
}

awaitable<void> put_and_then(AsyncQueue<int>& queue, int item, std::function<void()> then) {
    co_await queue.put(item);
    then();
}

TEST(Behaviour, ACancelledGetLosesNoItem) {
    AsyncQueue<int> queue(5);
    std::vector<int> got;
    Stage stage;
    stage.start("a", get_into(queue, got, 1));
    stage.start("b", get_into(queue, got, 1));
    stage.settle();
    stage.cancel("a");
    stage.settle();
    EXPECT_EQ(stage.outcome("a"), "operation_aborted")
        << because
        << "a waited for an item and was cancelled. What came out: " << stage.outcome("a") << ".";
    stage.start("producer", put_and_then(queue, 7, [&] { stage.cancel("b"); }));
    stage.settle();
    stage.start("c", get_into(queue, got, 1));
    stage.start("d", get_into(queue, got, 1));
    stage.settle();
    stage.start("producer", put_all(queue, 8, 9));
    stage.settle();
    got.resize(std::min<std::size_t>(got.size(), 2));
    EXPECT_EQ(list(got), "7 8 ")
        << because << "b waited for an item. 7 was put in, and in the same turn b was cancelled. "
        << "Either b gets 7 all the same, or the next one does who asks; after it comes 8. But "
        << "what was got, was: " << list(got) << ".";
}

awaitable<void> get_and_then(AsyncQueue<int>& queue, std::vector<int>& got,
                             std::function<void()> then) {
    const int item = co_await queue.get();
    got.push_back(item);
    then();
}

TEST(Behaviour, ACancelledPutLosesNoRoom) {
    AsyncQueue<int> queue(1);
    std::vector<int> got;
    Stage stage;
    stage.start("full", queue.put(1));
    stage.start("a", queue.put(2));
    stage.start("b", queue.put(3));
    stage.settle();
    stage.cancel("a");
    stage.settle();
    EXPECT_EQ(stage.outcome("a"), "operation_aborted")
        << because << "a waited for room and was cancelled. What came out: " << stage.outcome("a")
        << ".";
    stage.start("getter", get_and_then(queue, got, [&] { stage.cancel("b"); }));
    stage.settle();
    stage.start("c", queue.put(4));
    stage.start("consumer", get_into(queue, got, 3));
    stage.settle();
    std::erase(got, 3);
    EXPECT_EQ(list(got), "1 4 ")
        << because << "The queue was full, b waited for room. An item was taken out, and in the "
        << "same turn b was cancelled. Either b's item gets in all the same, or the room is there "
        << "for the next one, c, with 4. But, b's item aside, there came out: " << list(got) << ".";
}

TEST(Behaviour, JoinWaitsUntilAllIsDone) {
    AsyncQueue<int> queue(5);
    std::vector<int> got;
    Stage stage;
    stage.start("early", queue.join());
    stage.settle();
    EXPECT_EQ(stage.outcome("early"), "ended")
        << because << "Nothing was put in yet, so join() has nothing to wait for.";
    stage.start("producer", put_all(queue, 1, 2));
    stage.start("join", queue.join());
    stage.start("consumer", get_into(queue, got, 2));
    stage.settle();
    EXPECT_EQ(stage.outcome("join"), "waits")
        << because << "Two items were put in and taken out, and nobody said task_done(). They are "
        << "still being worked on, so join() waits.";
    queue.task_done();
    stage.settle();
    EXPECT_EQ(stage.outcome("join"), "waits") << because << "One of two items is not done.";
    queue.task_done();
    stage.settle();
    EXPECT_EQ(stage.outcome("join"), "ended") << because << "Both items are done.";
    EXPECT_THROW(queue.task_done(), std::logic_error)
        << because << "task_done() was called more often than items were put in.";
    stage.start("more", queue.put(3));
    stage.start("join again", queue.join());
    stage.settle();
    EXPECT_EQ(stage.outcome("join again"), "waits")
        << because << "Another item was put in, so join() has something to wait for again.";
}

TEST(Behaviour, TheyMayBeLeftWithTheLoop) {
    AsyncLock lock;
    AsyncSemaphore semaphore(0);
    AsyncEvent event;
    AsyncQueue<int> queue(1);
    std::vector<int> got;
    std::string diary;
    {
        Stage stage;
        stage.start("holder", [](AsyncLock& to_hold, AsyncEvent& until) -> awaitable<void> {
            const auto guard = co_await to_hold.lock();
            co_await until.wait();
        }(lock, event));
        stage.start("a", visit(lock, diary, "a"));
        stage.start("b", note(semaphore.acquire(), diary, "b"));
        stage.start("c", note(event.wait(), diary, "c"));
        stage.start("d", get_into(queue, got, 1));
        stage.settle();
        EXPECT_EQ(stage.outcome("a"), "waits") << because << "Somebody else has the lock.";
    }
    EXPECT_FALSE(event.is_set()) << because << "The loop was destroyed while five coroutines "
                                 << "waited in it, and nobody had set the event.";
}

struct Workshop {
    AsyncLock lock;
    AsyncSemaphore semaphore{2};
    AsyncEvent open;
    AsyncQueue<int> queue{2};
    long counter = 0;  // plain: what is in one strand needs no lock
    long sum = 0;
};

awaitable<void> work_in(Workshop& shop, int number) {
    if (number == 0) shop.open.set();
    co_await shop.open.wait();
    for (int i = 0; i < 20; ++i) {
        {
            const auto guard = co_await shop.lock.lock();
            const long before = shop.counter;
            co_await give_way();
            shop.counter = before + 1;
        }
        co_await shop.semaphore.acquire();
        co_await give_way();
        shop.semaphore.release();
        if (number % 2 == 0) {
            co_await shop.queue.put(1);
        } else {
            shop.sum += co_await shop.queue.get();
            shop.queue.task_done();
        }
    }
    co_await shop.queue.join();
}

TEST(Races, StrandsOnAPoolDoNotMeet) {
    std::vector<Workshop> shops(4);
    std::exception_ptr error;  // of the first strand
    asio::thread_pool pool(3);
    for (Workshop& shop : shops) {
        const auto strand = asio::make_strand(pool);
        for (int number = 3; number >= 0; --number)
            asio::co_spawn(strand, work_in(shop, number),
                           [&error, first = &shop == &shops[0]](const std::exception_ptr& thrown) {
                               if (first && thrown) error = thrown;
                           });
    }
    pool.join();
    if (error) std::rethrow_exception(error);
    for (const Workshop& shop : shops) {
        EXPECT_EQ(shop.counter, 80)
            << because << "Four coroutines of one strand, on a pool of three threads, counted to "
            << "20 each under the lock, which makes 80. Counted was: " << shop.counter << ".";
        EXPECT_EQ(shop.sum, 40) << because << "40 items were put into the queue and taken out. "
                                << "Taken out were " << shop.sum << ".";
    }
}

TEST(Races, LoopsInTwoThreadsShareNothing) {
    std::vector<Workshop> shops(2);
    start_together(2, [&](int thread) {
        asio::io_context loop;
        for (int number = 3; number >= 0; --number)
            asio::co_spawn(loop, work_in(shops[thread], number),
                           [](const std::exception_ptr& error) {
                               if (error) std::rethrow_exception(error);
                           });
        loop.run();
    });
    for (const Workshop& shop : shops) {
        EXPECT_EQ(shop.counter, 80)
            << because << "In each of two threads there is a loop, with four coroutines that count "
            << "to 20 under the lock, which makes 80. Counted was: " << shop.counter << ".";
    }
}

}  // namespace
