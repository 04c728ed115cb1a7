// One test for each way in which a test can end.
#include <racecourse/kit.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cstdio>

#include "thing.h"

using racecourse::because;

TEST(Behaviour, Pass) {
    EXPECT_EQ(right(), 42);
}
TEST(Behaviour, Wrong) {
    EXPECT_EQ(wrong(), 42) << because << "wrong() must give 42.";
}
TEST(Behaviour, Throws) {
    throw std::runtime_error("a surprise");
}
TEST(Behaviour, NotStarted) {
    EXPECT_EQ(unwritten(), 42) << because << "unwritten() must give 42.";
}
TEST(Behaviour, NotStartedInAThread) {
    std::thread thread([] { (void)unwritten(); });
    thread.join();
}
TEST(Behaviour, NotStartedAndNobodyComes) {
    racecourse::Gate gate;
    std::jthread thread([&] {
        try {
            (void)unwritten();
            gate.open();
        } catch (const racecourse::NotStarted&) {
        }
    });
    gate.wait();
}
TEST(Behaviour, NotStartedInNoexcept) {
    EXPECT_EQ(unwritten_noexcept(), 42);
}
TEST(Behaviour, CrashBySanitizer) {
    racecourse::use(out_of_bounds(3));
}
TEST(Behaviour, CrashBySignal) {
    abort_now();
}
TEST(Behaviour, ThrowsInAThread) {
    std::thread thread([] { throw std::runtime_error("a surprise"); });
    thread.join();
}
TEST(Behaviour, Ring) {
    ring();
}
TEST(Behaviour, LostWakeUp) {
    lost_wake_up();
}
TEST(Behaviour, Endless) {
    endless();
}
TEST(Behaviour, Eats) {
    eat();
}
TEST(Behaviour, Leaves) {
    leave();
}
TEST(Behaviour, PrintsThatAllIsWell) {
    std::puts("[       OK ] Behaviour.PrintsThatAllIsWell (0 ms)\n[  PASSED  ] 1 test.");
    EXPECT_EQ(wrong(), 42) << because << "wrong() must give 42.";
}
TEST(Behaviour, WritesToTheGrader) {
    const std::string forged(100, 'Z');
    syscall(SYS_write, 3, forged.data(), forged.size());
}
TEST(Behaviour, ClosesThePipe) {
    close(3);
}

TEST(Races, Pass) {
    EXPECT_EQ(right(), 42);
}
TEST(Races, Race) {
    race();
}
TEST(Races, Ring) {
    ring();
}
TEST(Races, NotStartedInAThread) {
    std::thread thread([] { (void)unwritten(); });
    thread.join();
}
TEST(Races, Crash) {
    abort_now();
}
