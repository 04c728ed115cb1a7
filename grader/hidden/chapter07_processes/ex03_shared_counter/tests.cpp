// Tests of numbers in shared memory. Races between threads of one process are ThreadSanitizer's
// (suite Races); it does not see what other processes do. So the suite Behaviour brings processes
// to the places where it matters, one after the other, and kills them there.
#include <racecourse/processes.h>

#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <span>
#include <stdexcept>
#include <system_error>
#include <type_traits>

#include "shared_numbers.h"

using Numbers = std::vector<long>;
static_assert(std::is_same_v<decltype(std::declval<const SharedNumbers&>().get(0)), long>);
static_assert(std::is_same_v<decltype(std::declval<SharedNumbers&>().add(0, 1L)), long>);
static_assert(std::is_same_v<decltype(std::declval<const SharedNumbers&>().all()), Numbers>);
static_assert(std::is_same_v<decltype(std::declval<const SharedNumbers&>().size()), std::size_t>);
static_assert(!std::is_copy_constructible_v<SharedNumbers>);

namespace {

using namespace racecourse;

// Names are the whole machine's.
std::string name() {
    return "/racecourse-" + std::to_string(getpid());
}

std::string text(const Numbers& numbers) {
    std::string all;
    for (const long number : numbers) all += (all.empty() ? "" : ", ") + std::to_string(number);
    return "{" + all + "}";
}

bool cannot_open(const std::string& name) {
    try {
        const SharedNumbers numbers(name);
        return false;
    } catch (const std::system_error&) {
        return true;
    }
}

constexpr const char* hangs =
    "Nothing moves any more: it waits for a lock that nobody will ever give back to it.";

TEST(Behaviour, ProcessesShareTheNumbers) {
    const LeavesNothing nothing("After the destructor of the maker's object");
    const std::string shared = name();
    const Shared<std::atomic<long>> seen{-1};
    SharedNumbers numbers(shared, 3);
    EXPECT_TRUE(numbers.size() == 3 && numbers.all() == Numbers({0, 0, 0}))
        << because << "A new segment with 3 numbers must hold three zeros, but it holds "
        << text(numbers.all()) << ".";
    EXPECT_EQ(numbers.add(1, 5), 5) << because << "add(1, 5) to 0 must return the new value, 5.";
    TestChild child([&] {
        SharedNumbers same(shared);
        *seen = same.get(1);
        same.add(2, -7);
        same.update([](std::span<long> each) { each[0] = each[1] + 1; });
    });
    EXPECT_EQ(child.wait().code, 0)
        << because << "A child process opened the segment by its name and used it, and failed.";
    EXPECT_EQ(seen->load(), 5) << because
                               << "This process added 5; the child must see 5, but it saw " << *seen
                               << ".";
    EXPECT_EQ(numbers.all(), Numbers({6, 5, -7}))
        << because << "A child changed the numbers to {6, 5, -7}. Here they are "
        << text(numbers.all()) << ".";
    TestChild by_inheritance([&] { numbers.add(0, 10); });
    (void)by_inheritance.wait();
    EXPECT_EQ(numbers.get(0), 16)
        << because
        << "A forked child used its parent's object and added 10 to 6. The parent must "
           "see 16, but it sees "
        << numbers.get(0) << ".";
}

TEST(Behaviour, TheNameIsTheMakers) {
    const LeavesNothing nothing("After the maker's object is gone");
    const std::string shared = name();
    EXPECT_TRUE(cannot_open(shared))
        << because
        << "Nobody has made a segment of this name, so opening it must throw a "
           "std::system_error.";
    {
        SharedNumbers numbers(shared, 1);
        numbers.add(0, 1);
        EXPECT_THROW(SharedNumbers(shared, 1), std::system_error)
            << because
            << "There is a segment of this name already, so making it must throw a "
               "std::system_error.";
        { const SharedNumbers again(shared); }
        EXPECT_FALSE(cannot_open(shared))
            << because
            << "One of those who had opened the segment let go of it. It must still be "
               "there for others; only its maker removes the name.";
        EXPECT_EQ(numbers.get(0), 1) << because << "The number must still be there.";
    }
    EXPECT_TRUE(cannot_open(shared))
        << because
        << "The maker's object is destroyed. Its name must be gone, but one can still "
           "open it.";
    { const SharedNumbers anew(shared, 2); }
}

TEST(Behaviour, AWrongIndexThrowsAndLocksNothing) {
    const LeavesNothing nothing("After the destructor");
    const Shared<std::atomic<int>> thrown{0};
    TestChild scene([&] {
        SharedNumbers numbers(name(), 2);
        try {
            (void)numbers.get(2);
        } catch (const std::out_of_range&) {
            ++*thrown;
        }
        try {
            numbers.add(2, 1);
        } catch (const std::out_of_range&) {
            ++*thrown;
        }
        numbers.add(1, 1);
    });
    const auto end = scene.wait();
    EXPECT_TRUE(end.ended) << because
                           << "After get(2) and add(2, 1) of two numbers, add(1, 1) was called. "
                           << hangs;
    EXPECT_EQ(thrown->load(), 2)
        << because << "get(2) and add(2, 1) of two numbers must both throw std::out_of_range.";
}

TEST(Behaviour, AnUpdateThatThrowsChangesNothing) {
    const LeavesNothing nothing("After the destructor");
    const Shared<std::array<long, 2>> after{};
    TestChild scene([&] {
        SharedNumbers numbers(name(), 2);
        numbers.update([](std::span<long> each) { each[0] = each[1] = 8; });
        try {
            numbers.update([](std::span<long> each) {
                each[0] = 1;
                throw std::runtime_error("no");
            });
            _exit(2);
        } catch (const std::runtime_error&) {
        }
        (*after)[0] = numbers.get(0);
        (*after)[1] = numbers.get(1);
    });
    const auto end = scene.wait();
    EXPECT_TRUE(end.ended) << because << "A change threw an exception, and then get() was called. "
                           << hangs;
    EXPECT_TRUE(!end.ended || (end.code == 0 && *after == std::array<long, 2>{8, 8}))
        << because
        << "Both numbers were 8. A change set the first to 1 and then threw an exception, which "
           "must "
           "come out of update(), and nothing must have changed; but now they are "
        << text({(*after)[0], (*after)[1]}) << ".";
}

// One process is inside update() when another one comes.
TEST(Behaviour, OneProcessAtATime) {
    const LeavesNothing nothing("After the destructor");
    const Shared<std::atomic<long>> result{-1};
    TestChild scene([&] {
        SharedNumbers numbers(name(), 1);
        const SharedGate inside, go_on;
        TestChild first([&] {
            numbers.update([&](std::span<long> each) {
                const long before = each[0];
                inside.open();
                if (!go_on.wait_for()) _exit(1);
                each[0] = before + 1;
            });
        });
        if (!inside.wait_for()) _exit(1);
        TestChild second([&] { numbers.add(0, 10); });
        // Whoever has a lock keeps the second one waiting, and whoever has none lets it end.
        (void)second.waits();
        go_on.open();
        if (!first.wait().ended || !second.wait().ended) _exit(2);
        *result = numbers.get(0);
    });
    const auto end = scene.wait();
    EXPECT_TRUE(end.ended && end.code == 0)
        << because
        << "A process was inside update() when another called add(), which had to wait. Then the "
           "first came out, and the second was not woken: "
        << "its lock must be one for several processes (PTHREAD_PROCESS_SHARED).";
    EXPECT_TRUE(!end.ended || end.code != 0 || *result == 11)
        << because
        << "A process was inside update(), where it adds 1, when another process called add(0, "
           "10). "
           "Together that is 11, but the number is "
        << *result << ": both were inside at the same time, because their lock is not shared.";
}

// What a worker does again and again: it adds 1 to each number, with a point at which it can be
// killed after each, and says when it has come out.
void add_to_all(SharedNumbers& numbers, std::atomic<int>& done) {
    for (int i = 0; i < 8; ++i) {
        numbers.update([](std::span<long> each) {
            for (long& number : each) {
                ++number;
                point();
            }
        });
        ++done;
    }
}

TEST(Behaviour, SurvivesAWorkerThatIsKilledAnywhere) {
    const LeavesNothing nothing("After 80 killed workers and the destructor");
    struct Seen {
        std::atomic<int> number{0}, killed{0}, done{0};
        std::array<long, 10> numbers{};
        std::atomic<int> failed{0};
    };
    const Shared<Seen> seen;
    TestChild scene([&] {
        SharedNumbers numbers(name(), 10);
        long expected = 0;
        for (int number = 1; number <= 80; ++number) {
            seen->number = number;
            seen->done = 0;
            TestChild worker([&] {
                die_at_point(number);
                add_to_all(numbers, seen->done);
            });
            if (worker.wait().signal != 0) ++seen->killed;
            const Numbers now = numbers.all();
            std::ranges::copy(now, seen->numbers.begin());
            expected += seen->done;
            // The last update may have happened without coming to its end.
            const bool whole = std::ranges::all_of(now, [&](long each) { return each == now[0]; });
            if (!whole || now[0] < expected || now[0] > expected + 1) {
                seen->failed = 1;
                return;
            }
            expected = now[0];
            numbers.add(0, 1);
            numbers.add(0, -1);
        }
    });
    const auto end = scene.wait();
    EXPECT_TRUE(end.ended)
        << because << "A worker was killed at point " << seen->number
        << " of its work, which is inside update(), and then others called all() and add(). "
        << hangs
        << " Its holder is dead: a robust lock tells the next one (EOWNERDEAD), any other does "
           "not.";
    EXPECT_TRUE(!end.ended || end.code == 0)
        << because << "A worker was killed at point " << seen->number
        << " of its work, and after that all() or add() failed with an exception. The lock of a "
           "dead "
           "holder must be made usable again (pthread_mutex_consistent).";
    EXPECT_TRUE(seen->failed == 0)
        << because
        << "A worker adds 1 to each of ten equal numbers in one update(). It was killed at "
           "point "
        << seen->number << ", and now they are "
        << text({seen->numbers.begin(), seen->numbers.end()})
        << ". All of a change must have happened, or nothing.";
    EXPECT_TRUE(HasFailure() || seen->killed == 80)
        << because << "The test itself failed: it killed only " << seen->killed << " workers.";
}

TEST(Behaviour, AnUnfinishedSegmentIsNone) {
    const LeavesNothing nothing("After makers that were killed");
    const std::string shared = name();
    const Shared<std::atomic<int>> number{1}, opened{0};
    bool finished = false;
    while (!finished && *number < 100) {
        TestChild maker([&] {
            die_at_point(*number);
            const SharedNumbers numbers(shared, 4);
            _exit(0);  // and the segment stays
        });
        finished = maker.wait().signal == 0;
        TestChild opener([&] {
            try {
                SharedNumbers numbers(shared);
                for (std::size_t i = 0; i < 4; ++i)
                    if (numbers.add(i, 1) != 1) _exit(2);
                *opened = 1;
            } catch (const std::system_error&) {
            }
        });
        const auto end = opener.wait();
        shm_unlink(shared.c_str());
        EXPECT_TRUE(end.ended && end.code == 0)
            << because
            << "The maker of a segment was killed while it made it. Who opens it then must get a "
               "std::system_error, or a segment that works; but "
            << (end.ended ? "it crashed or found wrong numbers." : hangs);
        if (HasFailure()) return;
        ++*number;
    }
    EXPECT_EQ(opened->load(), 1)
        << because
        << "A segment that was made and whose maker ended without a destructor is there, "
           "and can be opened.";
}

TEST(Races, ThreadsShareOneObject) {
    SharedNumbers numbers("/racecourse-threads-" + std::to_string(getpid()), 2);
    start_together(4, [&](int number) {
        for (int i = 0; i < 500; ++i) {
            if (number == 0) {
                const Numbers now = numbers.all();
                EXPECT_EQ(now[0], now[1])
                    << because
                    << "update() adds 1 to both numbers. all() must never show "
                       "one without the other.";
            } else if (number == 1) {
                use(numbers.get(0));
                use(numbers.size());
            } else {
                numbers.update([](std::span<long> each) {
                    ++each[0];
                    ++each[1];
                });
            }
        }
    });
    EXPECT_EQ(numbers.all(), Numbers({1000, 1000}))
        << because << "Two threads added 1 to both numbers 500 times each; none may be lost.";
}

TEST(Races, AddsAreNotLost) {
    SharedNumbers numbers("/racecourse-threads-" + std::to_string(getpid()), 1);
    start_together(4, [&](int) {
        for (int i = 0; i < 500; ++i) numbers.add(0, 1);
    });
    EXPECT_EQ(numbers.get(0), 2000) << because << "Four threads added 1, 500 times each.";
}

}  // namespace
