// Tests of PerThread and of RequestContext.
#include <racecourse/kit.h>

#include <array>
#include <memory>
#include <optional>
#include <stdexcept>
#include <type_traits>
#include <utility>

#include "per_thread.h"
#include "request_context.h"

// The tests compare what comes out: its type must be the one that the task gives.
static_assert(std::is_same_v<decltype(std::declval<PerThread<long>&>().local()), long&>);
static_assert(std::is_same_v<decltype(RequestContext::current_user()), std::string>);

namespace {

using namespace racecourse;

struct Collected {
    int parts = 0;
    long sum = 0;
};

Collected collect(PerThread<long>& counts) {
    Collected all;
    counts.for_each([&](long part) {
        ++all.parts;
        all.sum += part;
    });
    return all;
}

// Runs `body` in a thread of its own, which has ended afterwards.
template <class Body>
void in_a_new_thread(Body body) {
    std::jthread thread(body);
}

TEST(Behaviour, AThreadGetsTheSamePartEachTime) {
    PerThread<long> counts;
    long* const part = &counts.local();
    EXPECT_EQ(*part, 0) << because << "A part is made as T{}, which is 0 for a long.";
    for (int i = 0; i < 10; ++i) ++counts.local();
    EXPECT_TRUE(&counts.local() == part && *part == 10)
        << because << "One thread called ++counts.local() ten times, which should always be the "
        << "same part. Its part is at " << counts.local() << ".";
}

TEST(Behaviour, ThreadsHavePartsOfTheirOwn) {
    PerThread<long> counts;
    counts.local() = 100;
    long found = -1;
    Gate counted;
    Gate looked;
    std::jthread other([&] {
        found = counts.local();
        counts.local() = 10;
        counted.open();
        looked.wait();
    });
    counted.wait();
    EXPECT_EQ(found, 0) << because
                        << "A thread that asks for the first time should find T{}, which "
                        << "is 0, but it found " << found << ".";
    EXPECT_EQ(counts.local(), 100)
        << because << "One thread stored 100 in its part, another 10 in its own. The first should "
        << "still find 100.";
    looked.open();
}

TEST(Behaviour, ThePartOfAThreadThatHasEndedIsStillThere) {
    PerThread<long> counts;
    for (int i = 1; i <= 20; ++i) {
        long found = -1;
        in_a_new_thread([&] {
            found = counts.local();
            counts.local() += i;
        });
        ASSERT_EQ(found, 0) << because << "20 threads were started, each after the end of the one "
                            << "before. Each should begin with a part of its own, T{}, but one "
                            << "found " << found << " in it. (The id of a thread that has ended "
                            << "may be given to a new one.)";
    }
    const Collected all = collect(counts);
    EXPECT_TRUE(all.parts == 20 && all.sum == 210)
        << because << "20 threads have counted, 1 to 20, and have ended. Their 20 parts should "
        << "still be there and add up to 210, but there are " << all.parts
        << " parts, which add up to " << all.sum << ".";
}

TEST(Behaviour, ObjectsDoNotShareParts) {
    PerThread<long> apples;
    PerThread<long> pears;
    apples.local() = 3;
    pears.local() = 4;
    in_a_new_thread([&] {
        pears.local() = 40;
        apples.local() = 30;
    });
    EXPECT_TRUE(apples.local() == 3 && pears.local() == 4)
        << because
        << "A thread stored 3 in its part of one object and 4 in its part of another. It "
        << "should find 3 and 4, but found " << apples.local() << " and " << pears.local() << ".";
    const long of_apples = collect(apples).sum;
    const long of_pears = collect(pears).sum;
    EXPECT_TRUE(of_apples == 33 && of_pears == 44)
        << because << "Two threads stored 3 and 30 in one object, 4 and 40 in another. They should "
        << "add up to 33 and 44, but it is " << of_apples << " and " << of_pears << ".";
}

TEST(Behaviour, ANewObjectInTheSamePlaceBeginsAnew) {
    std::optional<PerThread<long>> counts;
    for (int round = 0; round < 5; ++round) {
        counts.emplace();  // the one before is destroyed, and this one made in its place
        const long found = counts->local();
        ASSERT_EQ(found, 0) << because
                            << "An object was destroyed and a new one made in its place. "
                            << "A thread that had a part of the old one should begin anew, with "
                            << "T{}, but it found " << found << ".";
        counts->local() = 5;
    }
    EXPECT_EQ(collect(*counts).parts, 1) << because << "One thread has asked the last object.";
}

TEST(Behaviour, PartsLiveAsLongAsTheObject) {
    const auto alive = std::make_shared<int>(0);
    {
        PerThread<std::vector<std::shared_ptr<int>>> lists;
        for (int i = 0; i < 3; ++i) in_a_new_thread([&] { lists.local().assign(100, alive); });
        int entries = 0;
        lists.for_each([&](std::vector<std::shared_ptr<int>>& list) {
            entries += static_cast<int>(list.size());
        });
        EXPECT_EQ(entries, 300) << because << "Three threads, which have ended, left lists of 100 "
                                << "entries. for_each should visit all of them, but there were "
                                << entries << " entries in all.";
    }
    EXPECT_EQ(alive.use_count(), 1)
        << because << "The PerThread object is gone, so its parts should be, too.";
}

TEST(Behaviour, AContextEndsWithItsRequest) {
    EXPECT_EQ(RequestContext::current_user(), "") << because << "There has been no request yet.";
    {
        const RequestContext request("alice");
        EXPECT_EQ(RequestContext::current_user(), "alice")
            << because << "The thread works for alice.";
    }
    EXPECT_EQ(RequestContext::current_user(), "")
        << because << "The request is over, and the thread lives on. It works for nobody now, but "
        << "still says \"" << RequestContext::current_user() << "\".";
    try {
        const RequestContext request("ben");
        throw std::runtime_error("no such page");
    } catch (const std::runtime_error&) {
    }
    EXPECT_EQ(RequestContext::current_user(), "")
        << because << "A request ended by an exception. The thread works for nobody now, but still "
        << "says \"" << RequestContext::current_user() << "\".";
}

TEST(Behaviour, ContextsCanLieInsideEachOther) {
    const RequestContext outer("alice");
    {
        const RequestContext middle("admin");
        { const RequestContext inner("ben"); }
        EXPECT_EQ(RequestContext::current_user(), "admin")
            << because
            << "A context inside admin's has ended, so the thread works for admin again.";
    }
    EXPECT_EQ(RequestContext::current_user(), "alice")
        << because
        << "A context inside alice's has ended, so the thread works for alice again, but "
        << "it says \"" << RequestContext::current_user() << "\".";
}

TEST(Behaviour, OtherThreadsHaveOtherContexts) {
    const RequestContext request("alice");
    std::string found = "?";
    std::string found_later = "?";
    Gate begun;
    Gate go_on;
    {
        std::jthread worker([&] {
            found = RequestContext::current_user();
            const RequestContext other("ben");
            begun.open();
            go_on.wait();
            found_later = RequestContext::current_user();
        });
        begun.wait();
        EXPECT_EQ(RequestContext::current_user(), "alice")
            << because << "This thread works for alice, and another one for ben. Each should find "
            << "its own user.";
        const RequestContext third("carol");
        go_on.open();
    }
    EXPECT_TRUE(found.empty() && found_later == "ben")
        << because
        << "A thread that was started while another worked for alice works for nobody at "
        << "first, and then for ben. It found \"" << found << "\" and \"" << found_later << "\".";
}

TEST(Races, ThreadsComeCountAndGo) {
    constexpr int each = 2000;
    PerThread<long> visits;
    PerThread<std::vector<int>> lists;
    start_together(4, [&](int thread) {
        for (int i = 0; i < each; ++i) {
            ++visits.local();
            if (i % 200 == 0) {
                lists.local().push_back(thread);
                in_a_new_thread([&] { ++visits.local(); });
            }
        }
    });
    const Collected all = collect(visits);
    EXPECT_EQ(all.sum, 4 * (each + each / 200))
        << because
        << "Four threads counted 2000 visits each, and 40 short-lived ones a visit each.";
    EXPECT_EQ(all.parts, 44) << because << "44 threads have counted, so there should be 44 parts.";
    int entries = 0;
    bool own = true;
    lists.for_each([&](const std::vector<int>& list) {
        entries += static_cast<int>(list.size());
        for (const int thread : list) own = own && thread == list.front();
    });
    EXPECT_EQ(entries, 40) << because
                           << "Four threads added ten entries each to lists of their own.";
    EXPECT_TRUE(own) << because << "A thread found entries of another in its own list.";
}

TEST(Races, EachThreadFindsItsOwnUser) {
    std::atomic<int> wrong{0};
    start_together(4, [&](int thread) {
        const std::string user = "a user with a rather long name, number " + std::to_string(thread);
        for (int i = 0; i < 1000; ++i) {
            const RequestContext request(user);
            if (RequestContext::current_user() != user) wrong.fetch_add(1);
        }
        if (!RequestContext::current_user().empty()) wrong.fetch_add(1);
    });
    EXPECT_EQ(wrong, 0) << because << "Four threads worked for four users, and " << wrong
                        << " times one found another user than its own.";
}

// The grader runs these on eight virtual cores.

// About a tenth of a microsecond of work.
unsigned long scramble(unsigned long value) {
    for (int i = 0; i < 40; ++i) value = value * 6364136223846793005u + 1442695040888963407u;
    return value;
}

TEST(Speed, AskingForOnesPartTakesNoLock) {
    constexpr int items = 320'000;
    const int threads = cores();
    const unsigned long salt =
        static_cast<unsigned long>(reinterpret_cast<std::uintptr_t>(&threads));
    PerThread<long> odd;
    long odd_alone = 0;
    const auto count = [&](int first, int last, auto&& counter) {
        for (int i = first; i < last; ++i)
            if (scramble(salt + static_cast<unsigned>(i)) >> 63 == 1) ++counter();
    };
    EXPECT_SPEEDUP(
        [&] {
            count(0, items, [&]() -> long& { return odd_alone; });
            use(odd_alone);
        },
        [&] {
            start_together(threads, [&](int thread) {
                count(items / threads * thread, items / threads * (thread + 1),
                      [&]() -> long& { return odd.local(); });
            });
        })
        << threads
        << " threads count, and call local() for each thing that they count. A thread "
           "that has its part already needs nothing from the others, so together they "
           "should be many times as fast as one.";
}

TEST(Speed, PartsShareNoCacheLine) {
    constexpr int items = 20'000'000;
    const int threads = cores();
    const auto count = [](int steps, long& counter) {
        for (int i = 0; i < steps; ++i) {
            counter += i & 3;
            use(counter);  // so that each step is a write to memory
        }
    };
    PerThread<long> counts;
    EXPECT_SPEEDUP(
        [&] {
            long alone = 0;
            count(items, alone);
        },
        [&] { start_together(threads, [&](int) { count(items / threads, counts.local()); }); })
        << threads
        << " threads asked once for their parts, and then wrote to them again and again. "
           "Nobody touches another's part. But when two parts lie on one cache line, the "
           "cores have to hand it back and forth at each write.";
}

}  // namespace
