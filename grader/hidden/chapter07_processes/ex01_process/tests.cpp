// Tests of a child process (suite Behaviour). Virtual time does not cross processes, so nothing
// here is about how fast it is: children run side by side when they can meet each other, and a time
// limit is kept when it is neither cut short nor begun again by a signal.
#include <racecourse/processes.h>

#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <iostream>
#include <stdexcept>
#include <type_traits>

#include "process.h"

static_assert(std::is_same_v<decltype(std::declval<Process&>().pid()), pid_t>);
static_assert(std::is_same_v<decltype(std::declval<Process&>().is_alive()), bool>);
static_assert(std::is_same_v<decltype(std::declval<Process&>().exit_code()), std::optional<int>>);
static_assert(std::is_same_v<decltype(std::declval<Process&>().join_for({})), bool>);
static_assert(!std::is_copy_constructible_v<Process>);

namespace {

using namespace racecourse;
using Clock = std::chrono::steady_clock;

std::string text(std::optional<int> code) {
    return code ? std::to_string(*code) : "nothing";
}

int sleep_for_ever() {
    for (;;) pause();
}

// What a child does that ends when the test says so.
std::function<int()> wait_at(const SharedGate& gate, int code = 0) {
    return [&gate, code] { return gate.wait_for() ? code : 100; };
}

void expect_code(Process& child, int expected, const std::string& what) {
    child.join();
    const auto code = child.exit_code();
    EXPECT_TRUE(code == expected) << because << "A child " << what
                                  << ". After join() its exit_code() must be " << expected
                                  << ", but it was " << text(code) << ".";
}

TEST(Behaviour, RunsInAChildOfItsOwn) {
    const LeavesNothing nothing("After the destructor of a joined Process");
    struct Seen {
        std::atomic<pid_t> pid{0}, parent{0};
        std::atomic<bool> named{false};
    };
    const Shared<Seen> seen;
    Process child(
        [&seen] {
            seen->pid = getpid();
            seen->parent = getppid();
            seen->named = look_at(getpid()).name == "a long name for";
            return 0;
        },
        {.name = "a long name for a child"});
    expect_code(child, 0, "returned 0");
    EXPECT_NE(child.pid(), getpid()) << because << "The work must run in a process of its own.";
    EXPECT_EQ(child.pid(), seen->pid.load())
        << because << "pid() must be the number of the process that runs the work: that was "
        << seen->pid << ", but pid() returned " << child.pid() << ".";
    EXPECT_EQ(seen->parent.load(), getpid())
        << because << "The process that runs the work must be a child of its caller, but "
        << seen->parent << " was its parent and not " << getpid() << ".";
    EXPECT_EQ(child.name(), "a long name for a child")
        << because << "name() must be the name that the options gave.";
    EXPECT_TRUE(seen->named) << because
                             << "The system must know the child by its name, cut to 15 characters "
                                "(`ps` shows it), already when the work begins.";
}

TEST(Behaviour, SaysHowAChildEnded) {
    const LeavesNothing nothing("After the destructors of joined processes");
    for (const int code : {0, 1, 7, 255}) {
        Process child([code] { return code; });
        expect_code(child, code, "returned " + std::to_string(code));
    }
    Process aborted([]() -> int { std::abort(); });
    expect_code(aborted, -SIGABRT, "called abort(), which is signal 6");
    Process thrown([]() -> int { throw std::runtime_error("meant to be thrown, by the test"); });
    expect_code(thrown, 1, "threw an exception");
    Process strange([]() -> int { throw 42; });
    expect_code(strange, 1, "threw an int");
}

TEST(Behaviour, IsAliveUntilItHasEnded) {
    const LeavesNothing nothing("After the destructor of a Process whose end is_alive() saw");
    const SharedGate gate;
    Process child(wait_at(gate, 5));
    for (int i = 0; i < 3; ++i) {
        EXPECT_TRUE(child.is_alive()) << because << "is_alive() must be true while the child runs.";
        EXPECT_EQ(child.exit_code(), std::nullopt)
            << because << "exit_code() must be empty while the child runs, but it was "
            << text(child.exit_code()) << ".";
    }
    gate.open();
    EXPECT_TRUE(eventually([&] { return !child.is_alive(); }))
        << because
        << "The child has ended and nobody has called join(). is_alive() must turn false by "
           "itself.";
    EXPECT_TRUE(child.exit_code() == 5 && !child.is_alive())
        << because
        << "is_alive() has seen that the child had ended, with 5. After that exit_code() must be "
           "5, "
           "but it was "
        << text(child.exit_code())
        << ". The system says how a process has ended once only; whoever asks must keep the "
           "answer.";
    child.join();
    EXPECT_TRUE(child.join_for(0ms) && child.exit_code() == 5)
        << because
        << "join(), join_for() and exit_code() must say the same again and again when the "
           "child has ended.";
}

TEST(Behaviour, AsksAboutItsOwnChildOnly) {
    const LeavesNothing nothing("After the destructors of two processes");
    const SharedGate gate;
    Process first(wait_at(gate, 4));
    Process second([] { return 6; });
    EXPECT_TRUE(eventually([&] { return look_at(second.pid()).zombie(); }));
    gate.open();
    first.join();
    second.join();
    EXPECT_TRUE(first.exit_code() == 4 && second.exit_code() == 6)
        << because
        << "The second of two children ended with 6, then the first with 4. join() was called on "
           "the "
           "first and then on the second; the codes were "
        << text(first.exit_code()) << " and " << text(second.exit_code())
        << ". Each must ask about its own child only.";
}

TEST(Behaviour, SendsSignals) {
    const LeavesNothing nothing("After the destructors of processes that signals have ended");
    const auto ended_by = [](const char* name, int signal, void (*send)(Process&)) {
        Process child(sleep_for_ever);
        send(child);
        expect_code(child, -signal, std::string("that sleeps was ended by ") + name);
    };
    ended_by("terminate()", SIGTERM, [](Process& child) { child.terminate(); });
    ended_by("kill()", SIGKILL, [](Process& child) { child.kill(); });
    ended_by("send_signal(SIGUSR1)", SIGUSR1, [](Process& child) { child.send_signal(SIGUSR1); });
}

TEST(Behaviour, SendsNoSignalToAnEndedChild) {
    const LeavesNothing nothing("After the destructor");
    const int before = signals_to_strangers();
    Process child([] { return 3; });
    child.join();
    child.terminate();
    child.send_signal(SIGUSR1);
    child.kill();
    EXPECT_EQ(signals_to_strangers(), before) << because
                                              << "The child has been joined, and then terminate() "
                                                 "sent a signal to its number all the same. "
                                                 "When a child has been waited for, its number is "
                                                 "free: the signal would hit whoever has it "
                                                 "by then.";
    EXPECT_TRUE(child.exit_code() == 3)
        << because << "A signal after the end changes nothing: the exit code stays 3.";
}

TEST(Behaviour, RunsBesideItsParentAndOtherChildren) {
    const LeavesNothing nothing("After two children that met");
    struct Pipe {
        std::array<int, 2> ends{};
        Pipe() { (void)!pipe(ends.data()); }
        ~Pipe() {
            close(ends[0]);
            close(ends[1]);
        }
        void tell() const { (void)!write(ends[1], "!", 1); }
        [[nodiscard]] bool hear() const {
            char byte = 0;
            return read(ends[0], &byte, 1) == 1;
        }
    };
    const Pipe to_first, to_second;
    TestChild scene([&] {
        Process first([&] {
            to_second.tell();
            return to_first.hear() ? 0 : 1;
        });
        Process second([&] {
            to_first.tell();
            return to_second.hear() ? 0 : 1;
        });
        first.join();
        second.join();
        if (first.exit_code() != 0 || second.exit_code() != 0) throw std::runtime_error("no");
    });
    const auto end = scene.wait();
    EXPECT_TRUE(end.ended && end.code == 0)
        << because << "Two children were started, and each waits for a word from the other. "
        << (end.ended ? "They should both end with 0."
                      : "Nothing moves any more: they must run at the "
                        "same time, and the constructor must not "
                        "wait for the end.");
}

TEST(Behaviour, JoinIsNotEndedByASignal) {
    const LeavesNothing nothing("After join() and the destructor");
    const Interruptions interruptions;
    const pid_t parent = getpid();
    Process child([&] { return interruptions.wait_for(20, parent) ? 9 : 100; });
    child.join();
    const auto code = child.exit_code();
    EXPECT_TRUE(code == 9)
        << because
        << "While join() waited, signals came to the caller. Each ends the wait in the system "
           "early "
           "(errno is EINTR), so join() must ask again until the child has ended, with 9. But when "
           "it came back, exit_code() was "
        << text(code) << ".";
}

TEST(Behaviour, JoinForKeepsItsLimit) {
    const LeavesNothing nothing(
        "After a join_for() whose time was over, a join() and the destructor");
    constexpr auto limit = 200ms;
    const pid_t parent = getpid();
    const Interruptions interruptions;
    // In 200 ms there is room for 200 signals, which are at least 1 ms apart.
    Process child([&] { return interruptions.wait_for(600, parent) ? 0 : 100; });
    const auto start = Clock::now();
    const bool ended = child.join_for(limit);
    const auto took = Clock::now() - start;
    EXPECT_FALSE(ended)
        << because
        << "join_for(200ms) was called while the caller was sent a signal each millisecond. It "
           "waited "
           "until 600 of them had come, and said that the child had ended by then. A signal ends a "
           "wait early; what is waited after it is the rest of the time, not all of it again.";
    EXPECT_GE(took, limit)
        << because
        << "join_for(200ms) said that the child still ran, which is right, but after less than 200 "
           "ms: "
           "a signal ends the wait in the system early (errno is EINTR), and then the rest of the "
           "time must still be waited.";
    EXPECT_TRUE(child.is_alive() || ended)
        << because << "A child whose join_for() ran out of time must go on running.";
    child.kill();
    child.join();
}

TEST(Behaviour, JoinForComesBackWhenTheChildEnds) {
    const LeavesNothing nothing("After join_for() and the destructor");
    TestChild scene([] {
        Process at_once([] { return 0; });
        if (!at_once.join_for(1h)) _exit(1);
        const SharedGate gate;
        Process late(wait_at(gate));
        if (late.join_for(0ms) || late.join_for(5ms)) _exit(2);
        gate.open();
        if (!late.join_for(1h)) _exit(3);
    });
    const auto end = scene.wait();
    EXPECT_TRUE(end.ended)
        << because << "A child ended, and join_for(1h) went on waiting for its hour to be over.";
    EXPECT_TRUE(!end.ended || end.code == 0)
        << because
        << (end.code == 2
                ? "join_for(5ms) said that the child had ended, while it was still running."
                : "join_for(1h) said that the child still ran, but it had ended.");
}

TEST(Behaviour, JoinForLeavesNoDescriptor) {
    const LeavesNothing nothing("After join_for() was out of time, and twice more");
    const SharedGate gate;
    Process child(wait_at(gate));
    for (int i = 0; i < 3; ++i) EXPECT_FALSE(child.join_for(1ms)) << because << "The child runs.";
    gate.open();
    EXPECT_TRUE(child.join_for(20s)) << because << "The child has ended, so join_for() is true.";
}

TEST(Behaviour, TheDestructorWaits) {
    const LeavesNothing nothing("After the destructor of a Process that nobody has joined");
    const Shared<std::atomic<bool>> done{false};
    {
        const Process child([&] {
            usleep(20'000);
            *done = true;
            return 0;
        });
    }
    EXPECT_TRUE(*done)
        << because
        << "A Process was destroyed while its child still worked. The destructor must "
           "wait until the child is done.";
    Process ended([] { return 0; });
    EXPECT_TRUE(eventually([&] { return look_at(ended.pid()).zombie(); }));
}

TEST(Behaviour, ADaemonEndsWithItsObject) {
    const LeavesNothing nothing("After the destructor of a daemon");
    TestChild scene([] { const Process daemon(sleep_for_ever, {.name = "d", .daemon = true}); });
    EXPECT_TRUE(scene.wait().ended)
        << because
        << "A daemon that never ends by itself was destroyed. The destructor must kill it, "
           "but it waits for ever.";
    if (!HasFailure()) const Process daemon(sleep_for_ever, {.name = "d", .daemon = true});
}

TEST(Behaviour, OnlyADaemonEndsWithItsParent) {
    const LeavesNothing nothing("After a parent was killed, its daemon");
    const Shared<std::atomic<pid_t>> daemon_pid{0}, other_pid{0};
    const SharedGate gate;
    TestChild parent([&] {
        const Process daemon(
            [&] {
                *daemon_pid = getpid();
                return sleep_for_ever();
            },
            {.name = "daemon", .daemon = true});
        const Process other([&] {
            *other_pid = getpid();
            return wait_at(gate)();
        });
        sleep_for_ever();
    });
    (void)eventually([&] { return parent.ended() || (*daemon_pid != 0 && *other_pid != 0); });
    ASSERT_TRUE(*daemon_pid != 0 && *other_pid != 0)
        << because << "A parent started two children, and both should run.";
    kill(parent.pid(), SIGKILL);
    EXPECT_EQ(parent.wait().signal, SIGKILL);
    EXPECT_TRUE(ends(*daemon_pid))
        << because
        << "A parent was killed with SIGKILL, so no destructor ran. Its daemon must end with it "
           "all "
           "the same; ask the system for that with prctl(PR_SET_PDEATHSIG, SIGKILL).";
    EXPECT_TRUE(runs(*other_pid))
        << because << "The child that was no daemon must go on when its parent dies.";
    gate.open();
}

TEST(Behaviour, ADaemonDoesNotMissThatItsParentIsGone) {
    const LeavesNothing nothing("After a parent died while it started a daemon");
    const Shared<std::atomic<bool>> worked{false};
    TestChild parent([&] {
        die_after_fork();
        const Process daemon(
            [&] {
                *worked = true;
                return 0;
            },
            {.name = "daemon", .daemon = true});
    });
    (void)parent.wait();
    EXPECT_TRUE(eventually([&] { return orphans().empty(); }));
    EXPECT_FALSE(*worked)
        << because
        << "A parent died right after its fork(), before the daemon had asked the system to be "
           "ended "
           "with it. Such a daemon must find out that its parent is gone, and not begin to work.";
}

TEST(Behaviour, WritesEverythingOnce) {
    const LeavesNothing nothing("After a child that printed");
    std::array<int, 2> ends{};
    ASSERT_EQ(pipe(ends.data()), 0);
    TestChild scene([&] {
        dup2(ends[1], 1);
        std::cout << "before, ";
        Process child([] {
            std::cout << "in the child, ";
            std::printf("printf, ");
            return 0;
        });
        child.join();
        std::cout << "after";
        std::cout.flush();
        std::fflush(stdout);
    });
    close(ends[1]);
    std::string printed;
    std::array<char, 200> part{};
    for (ssize_t got; (got = read(ends[0], part.data(), part.size())) > 0;)
        printed.append(part.data(), static_cast<std::size_t>(got));
    close(ends[0]);
    (void)scene.wait();
    EXPECT_EQ(printed, "before, in the child, printf, after")
        << because
        << "A parent printed \"before, \", its child \"in the child, printf, \", and the parent "
           "\"after\". What came out is \""
        << printed
        << "\". What is in the buffers at a fork is in both processes afterwards, and _exit() "
           "throws "
           "away what nobody has flushed.";
}

TEST(Behaviour, RunsNothingOfItsParentsEnd) {
    const LeavesNothing nothing("After children that returned and threw");
    Process returned([] { return 0; });
    expect_code(returned, 0, "returned 0");
    Process threw([]() -> int { throw std::runtime_error("meant to be thrown, by the test"); });
    expect_code(threw, 1, "threw an exception");
}

}  // namespace
