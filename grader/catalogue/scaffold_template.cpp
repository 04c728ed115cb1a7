// The tiny exercise that `author new` begins with. It is a right one in every respect, so that its
// author has a passing `author check` from the first minute and changes one thing at a time.
#include "catalogue/scaffold.h"

namespace grader {

namespace {

constexpr const char* readme = R"(# @TITLE@

Say here what problem this solves, in two or three sentences. For now: several threads count visitors
into one tally, and from time to time one of them takes the total away.

## Your task

Edit `tally.h`: write the three functions of `Tally`.

## API

```cpp api
class Tally {
  public:
    void add(int amount);
    int take();
    int total() const;
};
```

## What the grader looks at

- **examples**, **behaviour**: the numbers are right, nothing dangles and nothing leaks.
- **races**: any thread may call any function at any time; ThreadSanitizer watches.
- **schedules**: small tests run in about a thousand orders of the threads' steps; a failure shows
  the order that breaks it, step by step.

## From Python

There, a `threading.Lock` around every access does this, and forgetting it often goes unnoticed. In C++
an access without a lock is a data race, and then the whole program means nothing.

## Read

[The chapter](../../../chapters/@CHAPTER@/README.md#@ANCHOR@)
)";

constexpr const char* stub = R"(// A total that many threads add to.
#pragma once

#include <racecourse/not_started.h>

// Any thread may call any function at any time. No call waits longer than the others take.
class Tally {
  public:
    // Adds `amount`, which may be negative, to the total. The total begins at 0.
    void add(int amount) { racecourse::not_started("Tally::add"); }

    // Sets the total to 0 and returns what it was, in one step: no add is lost or taken twice.
    int take() { racecourse::not_started("Tally::take"); }

    // The total at one moment between the call and the return.
    int total() const { racecourse::not_started("Tally::total"); }
};
)";

constexpr const char* examples =
    R"(// What a Tally is for. These tests are yours to read, run and extend.
#include <gtest/gtest.h>

#include "tally.h"

namespace {

TEST(Examples, AddsUp) {
    Tally tally;
    tally.add(3);
    tally.add(4);
    EXPECT_EQ(tally.total(), 7) << "The total after add(3) and add(4) should be 7.";
}

}  // namespace
)";

constexpr const char* manifest = R"(title = "@TITLE@"
learn = "Every access to shared data, reads too, goes through one lock."
kind = "build"
files = ["tally.h"]
checks = ["examples", "behaviour", "races", "schedules"]
packages = []
hints = [
    "Which lines touch the total? Two threads must never be in any of them at the same time.",
    "A std::mutex beside the total, and a std::lock_guard at the top of every function.",
    "total() is const: make the mutex mutable. take() copies the total and sets it to 0 under one lock.",
]

[read]
default = "@ANCHOR@"
)";

constexpr const char* tests = R"(// Tests of Tally.
#include <racecourse/kit.h>

#include "tally.h"

namespace {

using namespace racecourse;

TEST(Behaviour, BeginsAtZero) {
    const Tally tally;
    const int total = tally.total();
    EXPECT_EQ(total, 0) << because << "total() of a new Tally must be 0. It was " << total << ".";
}

TEST(Behaviour, TakesTheTotalAndBeginsAgain) {
    Tally tally;
    tally.add(9);
    tally.add(-2);
    const int taken = tally.take();
    EXPECT_EQ(taken, 7) << because << "After add(9) and add(-2), take() must return 7. It returned "
                        << taken << ".";
    const int left = tally.total();
    EXPECT_EQ(left, 0) << because << "After take(), total() must be 0. It was " << left << ".";
}

// Each thread calls one function only. So nothing but the Tally itself orders a reader before a
// writer, and a lock that is missing in one function is seen however the threads are scheduled.
TEST(Races, KeepsEveryAdd) {
    constexpr int rounds = 500;
    repeat(10, [&](int) {
        Tally tally;
        std::atomic<int> taken{0};
        start_together(6, [&](int number) {
            for (int i = 0; i < rounds; ++i) {
                if (number % 3 == 0) tally.add(1);
                if (number % 3 == 1) taken += tally.take();
                if (number % 3 == 2) use(tally.total());
            }
        });
        const int sum = taken + tally.total();
        EXPECT_EQ(sum, 2 * rounds)
            << because << "Two threads added 1, " << rounds
            << " times each, while others called take() and total(). What was taken and what is "
               "left must sum up to "
            << 2 * rounds << ". It was " << sum << ".";
    });
}

// Small: two threads and a few calls, and each expectation holds in every order of their steps.
TEST(Schedules, TakesEachAdditionOnce) {
    Tally tally;
    int taken = 0;
    std::thread taker([&] { taken = tally.take(); });
    tally.add(3);
    tally.add(4);
    taker.join();
    EXPECT_EQ(taken + tally.total(), 7)
        << because << "One thread called add(3) and add(4), another take(). What was taken and what "
        << "is left must sum up to 7, but " << taken << " was taken and " << tally.total()
        << " is left.";
}

}  // namespace
)";

constexpr const char* solution = R"(// A total that many threads add to.
#pragma once

#include <mutex>
#include <utility>

// Any thread may call any function at any time. No call waits longer than the others take.
class Tally {
  public:
    // Adds `amount`, which may be negative, to the total. The total begins at 0.
    void add(int amount) {
        std::lock_guard lock(mutex_);
        total_ += amount;
    }

    // Sets the total to 0 and returns what it was, in one step: no add is lost or taken twice.
    int take() {
        std::lock_guard lock(mutex_);
        return std::exchange(total_, 0);
    }

    // The total at one moment between the call and the return.
    int total() const {
        std::lock_guard lock(mutex_);
        return total_;
    }

  private:
    mutable std::mutex mutex_;  // guards total_; mutable, because reading needs it too
    int total_ = 0;
};
)";

constexpr const char* atomic_design =
    R"(// Another design: one atomic number. Shorter and faster, as long as one number is all there is.
#pragma once

#include <atomic>

class Tally {
  public:
    void add(int amount) { total_.fetch_add(amount); }
    int take() { return total_.exchange(0); }
    int total() const { return total_.load(); }

  private:
    std::atomic<int> total_{0};
};
)";

constexpr const char* no_lock = R"(// Fails: races, race, "total_"
// "total_ += amount is one line, so it is one step." It is three: read, add, write.
#pragma once

#include <utility>

class Tally {
  public:
    void add(int amount) { total_ += amount; }
    int take() { return std::exchange(total_, 0); }
    int total() const { return total_; }

  private:
    int total_ = 0;
};
)";

constexpr const char* unlocked_read = R"(// Fails: races, race, "total_"
// "Reading changes nothing, so it needs no lock." But another thread writes at the same time.
#pragma once

#include <mutex>
#include <utility>

class Tally {
  public:
    void add(int amount) {
        std::lock_guard lock(mutex_);
        total_ += amount;
    }
    int take() {
        std::lock_guard lock(mutex_);
        return std::exchange(total_, 0);
    }
    int total() const { return total_; }

  private:
    std::mutex mutex_;
    int total_ = 0;
};
)";

constexpr const char* take_returns_rest = R"(// Fails: behaviour, wrong, "take() must return 7"
// Sets the total to 0 first and returns it then: what was there before is gone.
#pragma once

#include <mutex>

class Tally {
  public:
    void add(int amount) {
        std::lock_guard lock(mutex_);
        total_ += amount;
    }
    int take() {
        std::lock_guard lock(mutex_);
        total_ = 0;
        return total_;
    }
    int total() const {
        std::lock_guard lock(mutex_);
        return total_;
    }

  private:
    mutable std::mutex mutex_;
    int total_ = 0;
};
)";

}  // namespace

const std::vector<TemplateFile>& exercise_template() {
    static const std::vector<TemplateFile> files{
        {"exercises", "README.md", readme},
        {"exercises", "tally.h", stub},
        {"exercises", "examples.cpp", examples},
        {"solutions", "tally.h", solution},
        {"grader/hidden", "exercise.toml", manifest},
        {"grader/hidden", "tests.cpp", tests},
        {"grader/hidden", "stub/tally.h", stub},
        {"grader/hidden", "also_right/atomic/tally.h", atomic_design},
        {"grader/hidden", "impostors/no_lock/tally.h", no_lock},
        {"grader/hidden", "impostors/unlocked_read/tally.h", unlocked_read},
        {"grader/hidden", "impostors/take_returns_rest/tally.h", take_returns_rest},
    };
    return files;
}

}  // namespace grader
