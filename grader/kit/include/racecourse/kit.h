// What hidden tests are written with: GoogleTest, and a few tools for tests of concurrent code.
//
// A test must not sleep to make something happen "later". It starts threads together, holds them at
// a Gate, looks at a Gauge, and leaves the search for rare interleavings to the checks.
#pragma once

#include <gtest/gtest.h>

#include <racecourse/not_started.h>
#include <racecourse/speed.h>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <exception>
#include <functional>
#include <latch>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace racecourse {

using namespace std::chrono_literals;

// Starts the sentence that the learner reads when an expectation fails:
//   EXPECT_EQ(counter.value(), 40000) << because << "4 threads incremented 10000 times each.";
// The raw expectation is shown below it. Every expectation of a hidden test has such a sentence.
inline constexpr const char* because = "\x1e";

// Keeps the compiler from removing a read whose value the test does not need.
template <class T>
void use(const T& value) {
    asm volatile("" : : "r,m"(value) : "memory");
}

// Starts `count` threads, holds each until all have arrived, lets them go at once, joins them.
// `body` gets the thread's number, 0 to count-1. The first exception that leaves a thread is thrown
// again here, after all threads have ended.
void start_together(int count, const std::function<void(int)>& body);

// Calls round(0), round(1), ... `rounds` times, and stops early when an expectation has failed:
// one failure is explained once, not a thousand times.
void repeat(int rounds, const std::function<void(int)>& round);

// A door that is closed until somebody opens it; it stays open. Any thread may call anything.
// wait_for() says whether the door was opened in time: a right program never waits that long, so a
// generous limit costs nothing and cannot fail a right program on a busy machine.
class Gate {
  public:
    void open();
    void wait();
    [[nodiscard]] bool wait_for(std::chrono::milliseconds limit);
    [[nodiscard]] bool is_open();

  private:
    std::mutex mutex_;
    std::condition_variable opened_;
    bool open_ = false;
};

// Counts who is inside a stretch of code, and the most that ever were at once.
class Gauge {
  public:
    class Inside {
      public:
        explicit Inside(Gauge& gauge) : gauge_(gauge) { gauge_.enter(); }
        ~Inside() { gauge_.now_.fetch_sub(1); }
        Inside(const Inside&) = delete;
        Inside& operator=(const Inside&) = delete;

      private:
        Gauge& gauge_;
    };

    [[nodiscard]] int now() const { return now_.load(); }
    [[nodiscard]] int highest() const { return highest_.load(); }

  private:
    void enter();
    std::atomic<int> now_{0};
    std::atomic<int> highest_{0};
};

// Waits until `condition()` holds, at most `limit`; says whether it came to hold. For looking at a
// state that the code under test reaches by itself, for example that a thread has begun to wait.
[[nodiscard]] bool eventually(const std::function<bool()>& condition,
                              std::chrono::milliseconds limit = 10s);

// In a test of the suite Schedules: from here to the end of the block is one turn of this thread.
// At most `most` turns of other threads may begin when this one waits already, and end before it.
//   { racecourse::Turn turn(3); lock.write_lock(); ... }
// One more, and the test fails: this thread starves.
class Turn {
  public:
    explicit Turn(int most);
    ~Turn();
    Turn(const Turn&) = delete;
    Turn& operator=(const Turn&) = delete;
};

}  // namespace racecourse
