// Tests of JoinableQueue and of the Crew that works on it.
#include <racecourse/kit.h>

#include <array>
#include <memory>
#include <stdexcept>
#include <type_traits>
#include <utility>

#include "crew.h"
#include "joinable_queue.h"

// The tests compare what comes out: its type must be the one that the task gives.
static_assert(std::is_same_v<decltype(std::declval<JoinableQueue<long>&>().get()), long>);
static_assert(std::is_same_v<decltype(std::declval<const Crew&>().failed()), int>);

namespace {

using namespace racecourse;

// A thread that waits in join(), and whether it came back.
class Joiner {
  public:
    explicit Joiner(JoinableQueue<int>& queue)
        : thread_([this, &queue] {
              queue.join();
              back_.open();
          }) {}
    [[nodiscard]] bool comes_back_within(std::chrono::milliseconds limit) {
        return back_.wait_for(limit);
    }

  private:
    Gate back_;
    std::jthread thread_;
};

TEST(Behaviour, FirstInFirstOut) {
    JoinableQueue<std::unique_ptr<int>> queue;
    for (int i = 1; i <= 3; ++i) queue.put(std::make_unique<int>(i));
    for (int i = 1; i <= 3; ++i) {
        const auto item = queue.get();
        ASSERT_TRUE(item) << because << "get() should return what was put, but it was empty.";
        EXPECT_EQ(*item, i) << because << "1, 2 and 3 were put in this order, but when " << i
                            << " should have come out, it was " << *item << ".";
    }
}

TEST(Behaviour, GetWaitsForAnItem) {
    JoinableQueue<int> queue;
    int got = 0;
    Gate returned;
    std::jthread consumer([&] {
        got = queue.get();
        returned.open();
    });
    EXPECT_FALSE(returned.wait_for(50ms))
        << because << "The queue was empty, so get() should wait, but it returned.";
    queue.put(7);
    consumer.join();
    EXPECT_EQ(got, 7) << because << "get() waited, and then 7 was put.";
}

TEST(Behaviour, JoinWaitsForTheLastTaskAndNotForAnEmptyQueue) {
    JoinableQueue<int> queue;
    queue.join();  // nothing is unfinished
    queue.put(1);
    queue.put(2);
    Joiner joiner(queue);
    EXPECT_FALSE(joiner.comes_back_within(30ms))
        << because << "Two items were in the queue, but join() came back.";
    EXPECT_EQ(queue.get() + queue.get(), 3) << because << "1 and 2 were put.";
    EXPECT_FALSE(joiner.comes_back_within(30ms))
        << because
        << "Two items were taken, and neither was reported done. The queue is empty, but "
        << "the work is not finished, and join() came back.";
    queue.task_done();
    EXPECT_FALSE(joiner.comes_back_within(30ms))
        << because << "Two items were taken and one was reported done, but join() came back.";
    queue.task_done();
    EXPECT_TRUE(joiner.comes_back_within(10s))
        << because << "Everything was reported done, so join() should come back.";
}

TEST(Behaviour, JoinWakesEverybodyWhoWaits) {
    JoinableQueue<int> queue;
    queue.put(1);
    {
        Joiner first(queue);
        Joiner second(queue);
        Joiner third(queue);
        EXPECT_FALSE(first.comes_back_within(30ms) || second.comes_back_within(1ms) ||
                     third.comes_back_within(1ms))
            << because << "One item was unfinished, but join() came back.";
        EXPECT_EQ(queue.get(), 1) << because << "1 was put.";
        queue.task_done();
    }
    queue.join();
}

TEST(Behaviour, RefusesOneTaskDoneTooMany) {
    JoinableQueue<int> queue;
    EXPECT_THROW(queue.task_done(), std::logic_error)
        << because << "Nothing was put, so there is nothing to report as done.";
    queue.put(1);
    use(queue.get());
    queue.task_done();
    EXPECT_THROW(queue.task_done(), std::logic_error)
        << because << "One item was put and reported done, and then task_done() was called again.";
    queue.join();
    queue.put(2);
    Joiner joiner(queue);
    EXPECT_FALSE(joiner.comes_back_within(30ms))
        << because << "The superfluous calls of task_done() should change nothing: one item is "
        << "unfinished, but join() came back.";
    use(queue.get());
    queue.task_done();
}

TEST(Behaviour, ACrewDoesEveryJobOnce) {
    std::array<std::atomic<int>, 50> done{};
    Crew crew(3);
    for (int round = 1; round <= 2; ++round) {
        for (auto& job : done) crew.hand_in([&job] { job.fetch_add(1); });
        crew.wait();
        for (auto& job : done)
            ASSERT_EQ(job, round)
                << because << "50 jobs were handed in, in round " << round
                << ", and wait() came back. Each should have been done once in each round, but one "
                << "was done " << job << " times.";
    }
    EXPECT_EQ(crew.failed(), 0) << because << "No job threw anything.";
}

TEST(Behaviour, TheWorkersWorkAtTheSameTime) {
    Gate all_here;
    std::atomic<int> here{0};
    std::atomic<int> met{0};
    {
        Crew crew(3);
        for (int i = 0; i < 3; ++i)
            crew.hand_in([&] {
                if (here.fetch_add(1) == 2) all_here.open();
                if (all_here.wait_for(5s)) met.fetch_add(1);
            });
    }
    EXPECT_EQ(met, 3) << because
                      << "Each of three jobs waited until all three had begun. A crew of "
                      << "three can do them at the same time, but for 5 seconds it did not.";
}

TEST(Behaviour, WaitWaitsForJobsAtWorkAndForThoseThatTheyHandIn) {
    Gate go_on;
    Gate came_back;
    std::atomic<int> done{0};
    Crew crew(2);
    crew.hand_in([&] {
        go_on.wait();
        crew.hand_in([&] { crew.hand_in([&] { done.fetch_add(1); }); });
        done.fetch_add(1);
    });
    int done_after_wait = 0;
    std::jthread waiting([&] {
        crew.wait();
        done_after_wait = done;
        came_back.open();
    });
    EXPECT_FALSE(came_back.wait_for(50ms))
        << because << "A job was still at work, but wait() came back.";
    go_on.open();
    waiting.join();
    EXPECT_EQ(done_after_wait, 2)
        << because << "A job handed in another, and that a third, which counts. wait() should come "
        << "back when all are done, but came back too early.";
}

TEST(Behaviour, JobsThatThrowCountAsFailedAndStopNobody) {
    std::atomic<int> done{0};
    Crew crew(2);
    for (int i = 0; i < 6; ++i) {
        crew.hand_in([] { throw std::runtime_error("out of paint"); });
        crew.hand_in([&] { done.fetch_add(1); });
    }
    crew.hand_in([] { throw 42; });
    crew.wait();
    EXPECT_EQ(crew.failed(), 7)
        << because << "Seven of 13 jobs threw something (one of them a number), but failed() says "
        << crew.failed() << ".";
    EXPECT_EQ(done, 6) << because << "Six of 13 jobs did not throw, and all should have been done, "
                       << "whatever the others did, but " << done << " were.";
}

TEST(Behaviour, TheDestructorFinishesEverythingAndEndsTheThreads) {
    for (const int workers : {1, 4}) {
        std::atomic<int> done{0};
        {
            Crew crew(workers);
            for (int i = 0; i < 5; ++i)
                crew.hand_in([&] {
                    std::this_thread::yield();
                    crew.hand_in([&] { done.fetch_add(1); });
                    done.fetch_add(1);
                });
        }
        EXPECT_EQ(done, 10) << because << "Five jobs handed in one more each, and the crew of "
                            << workers << " was destroyed without wait(). All ten should have been "
                            << "done first, but " << done << " were.";
    }
    { const Crew idle(3); }
}

TEST(Races, EverythingIsDoneOnceWhenJoinComesBack) {
    constexpr int each = 600;
    constexpr int producers = 2;
    JoinableQueue<int> queue;
    std::vector<int> times(producers * each + 1);  // each element is written by who takes the item
    std::atomic<int> undone{0};
    std::atomic<int> too_early{0};
    start_together(6, [&](int thread) {
        if (thread < producers) {
            for (int i = 1; i <= each; ++i) {
                undone.fetch_add(1);
                queue.put(thread * each + i);
            }
            queue.join();
            if (thread == 0) {
                for (int i = 1; i <= each; ++i)
                    if (times[i] != 1) too_early.fetch_add(1);
            }
        } else if (thread < 4) {
            for (int i = 0; i < producers * each / 2; ++i) {
                const int item = queue.get();
                ++times[item];
                undone.fetch_sub(1);
                queue.task_done();
            }
        } else {
            for (int i = 0; i < 20; ++i) queue.join();
        }
    });
    queue.join();
    EXPECT_EQ(too_early, 0) << because
                            << "A producer put 600 items and called join(). When it came "
                            << "back, " << too_early << " of them were not done exactly once.";
    EXPECT_EQ(undone, 0) << because << "All 1200 items were taken and reported done.";
}

TEST(Races, ACrewWhoseJobsHandInJobsAndThrow) {
    constexpr int each = 150;
    std::array<std::vector<int>, 3> results;
    for (auto& result : results) result.resize(each);
    Crew crew(3);
    start_together(3, [&](int thread) {
        for (int i = 0; i < each; ++i)
            crew.hand_in([&, thread, i] {
                crew.hand_in([&, thread, i] {
                    results[thread][i] = 1;
                    if (i % 3 == 0) throw std::runtime_error("out of paint");
                });
            });
        use(crew.failed());
        crew.wait();
        for (int i = 0; i < each; ++i)
            if (results[thread][i] != 1)
                ADD_FAILURE() << because << "A thread handed in jobs that hand in others, and "
                              << "called wait(). When it came back, not all were done.";
    });
    EXPECT_EQ(crew.failed(), each)
        << because << "150 of 900 jobs threw, but failed() says " << crew.failed() << ".";
}

TEST(Races, JobsThatThrowAtTheSameTime) {
    Crew crew(3);
    std::atomic<int> here{0};
    Gate all_here;
    for (int i = 0; i < 3; ++i)
        crew.hand_in([&] {
            if (here.fetch_add(1) == 2) all_here.open();
            (void)all_here.wait_for(5s);
            throw std::runtime_error("out of paint");
        });
    use(crew.failed());
    crew.wait();
    EXPECT_EQ(crew.failed(), 3) << because
                                << "Three jobs threw at the same time, but failed() says "
                                << crew.failed() << ".";
}

// The grader runs these in many different orders of the threads' steps, so they are small.

TEST(Schedules, JoinSeesWhatTheTasksDid) {
    JoinableQueue<int> queue;
    std::array<std::atomic<int>, 3> results{};
    const auto consumer = [&] {
        const int item = queue.get();
        results[item] = 10 * item;
        queue.task_done();
    };
    std::thread first(consumer);
    std::thread second(consumer);
    queue.put(1);
    queue.put(2);
    queue.join();
    EXPECT_TRUE(results[1] == 10 && results[2] == 20)
        << because
        << "Two threads took an item each, stored its result and reported it done. After "
        << "join() both results should be there, 10 and 20, but they were " << results[1] << " and "
        << results[2] << ".";
    first.join();
    second.join();
}

TEST(Schedules, AllWhoJoinComeBack) {
    JoinableQueue<int> queue;
    queue.put(1);
    std::atomic<bool> done{false};
    std::array<bool, 2> saw_it_done{};
    std::thread first([&] {
        queue.join();
        saw_it_done[0] = done;
    });
    std::thread second([&] {
        queue.join();
        saw_it_done[1] = done;
    });
    use(queue.get());
    done = true;
    queue.task_done();
    first.join();
    second.join();
    EXPECT_TRUE(saw_it_done[0] && saw_it_done[1])
        << because << "Two threads waited in join() for one task. Both should come back when it is "
        << "done, but one came back before.";
}

TEST(Schedules, ACrewDoesTheJobThatAJobHandsIn) {
    std::atomic<int> done{0};
    Crew crew(2);
    crew.hand_in([&] {
        ++done;
        crew.hand_in([&] { ++done; });
    });
    crew.wait();
    EXPECT_EQ(done, 2) << because << "A job handed in a second one. After wait() both should be "
                       << "done, but " << done << " was.";
}

TEST(Schedules, ACrewEndsAfterAJobThatThrows) {
    std::atomic<int> done{0};
    {
        Crew crew(2);
        crew.hand_in([] { throw std::runtime_error("out of paint"); });
        crew.hand_in([&] { done.fetch_add(1); });
    }
    EXPECT_EQ(done, 1) << because << "One job threw and another did not. Before the crew is gone, "
                       << "the other should be done.";
}

}  // namespace
