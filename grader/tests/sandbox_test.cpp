// The sandbox: how programs end in it, what stops them, what they cannot see or touch. The programs
// are lines for the shell, so that nothing is compiled.
#include "sandbox/sandbox.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <future>
#include <thread>

#include "common/text.h"
#include "sandbox/process_tree.h"
#include "tests/bench.h"

namespace grader {
namespace {

using namespace std::chrono_literals;

Job shell(const std::string& script) {
    Job job;
    job.argv = {"/bin/bash", "-c", script};
    job.env = {"PATH=/usr/bin:/bin", "LC_ALL=C"};
    job.cwd = "/tmp";
    job.limits.wall_seconds = 20;
    return job;
}

std::string out_of(const std::string& script) {
    return sandbox().run(shell(script)).out;
}

// Hears everything, and stops or looks once it has seen enough.
class Ear : public Watcher {
  public:
    void on_channel(std::string_view bytes) override { channel += bytes; }
    Wish on_tick(const Usage& usage) override {
        last = usage;
        if (usage.wall_seconds < 0.2 || asked == Wish::go_on) return Wish::go_on;
        if (!stacks.empty()) return Wish::stop;
        return std::exchange(asked, asked == Wish::look ? Wish::look : Wish::go_on);
    }
    void on_stacks(std::string_view text) override { stacks = text; }

    Wish asked = Wish::go_on;
    std::string channel, stacks;
    Usage last;
};

void expect_nobody_left(const std::string& mark) {
    const auto left = [&] {
        int found = 0;
        for (const auto& entry : fs::directory_iterator("/proc")) {
            try {
                if (read_file(entry.path() / "cmdline").find(mark) != std::string::npos) ++found;
            } catch (const Error&) {
                // No process, or it has ended meanwhile.
            }
        }
        return found;
    };
    // What was killed takes a moment to die.
    for (int i = 0; i < 500 && left() > 0; ++i) std::this_thread::sleep_for(20ms);
    EXPECT_EQ(left(), 0);
}

TEST(Sandbox, SaysHowAProgramEnded) {
    const Ended three = sandbox().run(shell("echo out; echo err >&2; exit 3"));
    EXPECT_EQ(three.end, End::exited);
    EXPECT_EQ(three.status, 3);
    EXPECT_FALSE(three.ok());
    EXPECT_EQ(three.out, "out\n");
    EXPECT_EQ(three.err, "err\n");
    EXPECT_FALSE(three.cut);
    const Ended killed = sandbox().run(shell("kill -SEGV $$"));
    EXPECT_EQ(killed.end, End::signalled);
    EXPECT_EQ(killed.status, SIGSEGV);
    EXPECT_TRUE(sandbox().run(shell("true")).ok());
}

TEST(Sandbox, GivesTheWholeEnvironmentAndNothingElse) {
    Job job = shell("");
    job.argv = {"/usr/bin/env"};
    job.env.push_back("FLAVOUR=lemon");
    const Ended ended = sandbox().run(job);
    EXPECT_NE(ended.out.find("FLAVOUR=lemon\n"), std::string::npos);
    EXPECT_EQ(ended.out.find("HOME="), std::string::npos) << ended.out;
}

TEST(Sandbox, ThrowsWhenTheProgramDoesNotExist) {
    Job job = shell("");
    job.argv = {"/usr/bin/no-such-program"};
    try {
        (void)sandbox().run(job);
        FAIL() << "nothing was thrown";
    } catch (const Error& error) {
        EXPECT_EQ(error.status(), Exit::environment);
        EXPECT_NE(std::string(error.what()).find("no-such-program"), std::string::npos);
    }
    EXPECT_NE(error_of([] { Sandbox(fs::path("/no/stage")); }), "no error");
}

TEST(Sandbox, StopsWhatLastsTooLong) {
    Job job = shell("sleep 60");
    job.limits.wall_seconds = 0.3;
    const Ended ended = sandbox().run(job);
    EXPECT_EQ(ended.end, End::wall_limit);
    EXPECT_GE(ended.wall_seconds, 0.3);
    EXPECT_LT(ended.wall_seconds, 20);
}

TEST(Sandbox, StopsWhatComputesTooMuchInAllProcessesTogether) {
    Job job = shell("(while :; do :; done) & while :; do :; done");
    job.limits.cpu_seconds = 0.4;
    EXPECT_EQ(sandbox().run(job).end, End::cpu_limit);
}

TEST(Sandbox, StopsWhatUsesTooMuchMemory) {
    Job job = shell("tail /dev/zero");
    job.limits.memory_mib = 100;
    const Ended ended = sandbox().run(job);
    EXPECT_EQ(ended.end, End::memory_limit);
    EXPECT_GT(ended.memory_mib, 100u);
}

TEST(Sandbox, StopsWhatStartsTooManyProcesses) {
    Job job = shell("for i in {1..60}; do sleep 30 & done; wait");
    job.limits.processes = 20;
    const Ended ended = sandbox().run(job);
    // The system refuses new ones soon after the limit, so a fork bomb cannot outrun the watch.
    EXPECT_EQ(ended.end, End::process_limit) << ended.err;
}

TEST(Sandbox, StopsWhatPrintsWithoutEnd) {
    Job job = shell("yes");
    job.limits.output_kib = 500;
    const Ended ended = sandbox().run(job);
    EXPECT_EQ(ended.end, End::output_limit);
    EXPECT_TRUE(ended.cut);
    EXPECT_LE(ended.out.size(), 64u * 1024);
}

TEST(Sandbox, KeepsTheBeginningOfMuchOutput) {
    const Ended ended =
        sandbox().run(shell("echo first; head -c 300000 /dev/zero; echo >&2 other"));
    EXPECT_TRUE(ended.ok());
    EXPECT_TRUE(ended.cut);
    EXPECT_TRUE(ended.out.starts_with("first\n"));
    EXPECT_LE(ended.out.size(), 64u * 1024);
    EXPECT_EQ(ended.err, "other\n");
}

TEST(Sandbox, StopsAFileThatGrowsTooLarge) {
    Job job = shell("exec head -c 20M /dev/zero > /tmp/large");
    job.limits.file_mib = 1;
    const Ended ended = sandbox().run(job);
    EXPECT_EQ(ended.end, End::signalled);
    EXPECT_EQ(ended.status, SIGXFSZ);
}

TEST(Sandbox, LeavesNothingRunning) {
    const Ended ended =
        sandbox().run(shell("setsid sleep 1000 & setsid setsid sleep 1000 & sleep 0.2"));
    EXPECT_EQ(ended.end, End::exited);
    EXPECT_EQ(ended.leftovers, 2);
    EXPECT_EQ(descendants(getpid()).size(), 1u);
}

TEST(Sandbox, SurvivesAProgramThatKillsEverythingItCan) {
    if (sandbox().isolation() != Isolation::namespaces) {
        GTEST_SKIP() << "without namespaces it would reach the tests themselves";
    }
    const Ended ended = sandbox().run(shell("kill -KILL -1; kill -KILL 1; exit 0"));
    EXPECT_EQ(ended.end, End::vanished);
    EXPECT_TRUE(sandbox().run(shell("true")).ok());
    EXPECT_EQ(descendants(getpid()).size(), 1u);
}

TEST(Sandbox, HasNoNetwork) {
    if (sandbox().isolation() != Isolation::namespaces)
        GTEST_SKIP() << sandbox().why_not_isolated();
    const int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    ASSERT_EQ(bind(listener, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
    ASSERT_EQ(listen(listener, 1), 0);
    socklen_t size = sizeof address;
    getsockname(listener, reinterpret_cast<sockaddr*>(&address), &size);
    const std::string connect = "exec 9<>/dev/tcp/127.0.0.1/" +
                                std::to_string(ntohs(address.sin_port)) + " && echo connected";
    EXPECT_EQ(sandbox().run(shell(connect)).out, "");
    EXPECT_EQ(Sandbox(stage, Isolation::limits_only).run(shell(connect)).out, "connected\n")
        << "the test itself: outside it can be reached";
    close(listener);
}

TEST(Sandbox, ShowsNothingOfTheCheckout) {
    if (sandbox().isolation() != Isolation::namespaces)
        GTEST_SKIP() << sandbox().why_not_isolated();
    EXPECT_EQ(out_of("ls " + checkout.string() + "/grader /var /boot /etc/passwd"), "");
    const TempFolder folder;
    folder.write("seen/file", "x\n");
    folder.write("unseen/file", "x\n");
    fs::permissions(folder.path(), static_cast<fs::perms>(0755));
    Job job = shell("cd " + folder.path().string() + "; ls; cat seen/file; echo y > seen/file");
    job.mounts = {{folder.path() / "seen", false}};
    EXPECT_EQ(sandbox().run(job).out, "seen\nx\n");
    EXPECT_EQ(read_file(folder.path() / "seen/file"), "x\n");
}

TEST(Sandbox, LetsAProgramWriteOnlyWhereTheJobSays) {
    if (sandbox().isolation() != Isolation::namespaces)
        GTEST_SKIP() << sandbox().why_not_isolated();
    EXPECT_EQ(out_of("touch /usr/x /x /bin/x && echo written"), "");
    const TempFolder folder;
    fs::permissions(folder.path(), fs::perms::all);
    Job job = shell("echo y > " + (folder.path() / "file").string());
    job.mounts = {{folder.path(), true}};
    EXPECT_TRUE(sandbox().run(job).ok());
    EXPECT_EQ(read_file(folder.path() / "file"), "y\n");
}

TEST(Sandbox, HasATmpOfItsOwn) {
    if (sandbox().isolation() != Isolation::namespaces)
        GTEST_SKIP() << sandbox().why_not_isolated();
    const TempFolder folder;
    EXPECT_EQ(out_of("ls -A /tmp; echo here > /tmp/note; cat /tmp/note"), "here\n");
    EXPECT_EQ(out_of("ls -A /tmp"), "");
}

TEST(Sandbox, HidesOtherProcesses) {
    if (sandbox().isolation() != Isolation::namespaces)
        GTEST_SKIP() << sandbox().why_not_isolated();
    EXPECT_EQ(out_of("kill -0 " + std::to_string(getpid()) + " && echo seen"), "");
    const std::string me = trimmed(read_file("/proc/self/comm"));
    const std::string seen = out_of("cat /proc/[0-9]*/comm");
    EXPECT_NE(seen.find("racecourse-stag"), std::string::npos) << seen;
    EXPECT_EQ(seen.find(me), std::string::npos) << seen;
}

TEST(Sandbox, RunsProgramsWithoutRights) {
    if (geteuid() == 0) {
        EXPECT_NE(out_of("id -u"), "0\n");
        EXPECT_EQ(out_of("id -G").find("0 "), std::string::npos);
    }
    EXPECT_NE(out_of("grep CapEff /proc/self/status").find("0000000000000000"), std::string::npos);
    EXPECT_NE(out_of("grep NoNewPrivs /proc/self/status").find("1"), std::string::npos);
}

TEST(Sandbox, CountsTheProcessesOfOneJobOnly) {
    auto crowd = std::async(std::launch::async, [] {
        return sandbox().run(shell("for i in {1..30}; do sleep 0.5 & done; wait"));
    });
    std::this_thread::sleep_for(200ms);
    Job small = shell("for i in 1 2 3; do sleep 0.01 & done; wait; echo done");
    small.limits.processes = 8;
    EXPECT_EQ(sandbox().run(small).out, "done\n");
    EXPECT_TRUE(crowd.get().ok());
}

TEST(Sandbox, SwitchesAddressRandomisationOffWhereAsked) {
    Job job = shell("cat /proc/self/personality");
    job.fixed_addresses = true;
    EXPECT_EQ(sandbox().run(job).out, "00040000\n");
    job.fixed_addresses = false;
    EXPECT_EQ(sandbox().run(job).out, "00000000\n");
}

TEST(Sandbox, LetsTheSecretBeReadOnce) {
    Job job = shell("read -r line <&4; echo \"$line\"; cat <&4; cat <&4");
    job.secret = "sesame\n";
    EXPECT_EQ(sandbox().run(job).out, "sesame\n");
}

TEST(Sandbox, DeliversWhatTheProgramSays) {
    Ear ear;
    const Ended ended = sandbox().run(shell("echo one >&3; echo report >&5; echo two >&3"), &ear);
    EXPECT_EQ(ear.channel, "one\ntwo\n");
    EXPECT_EQ(ended.evidence, "report\n");
    EXPECT_EQ(ended.out, "");
}

TEST(Sandbox, KeepsItsOwnDescriptorsFromTheProgram) {
    const Ended ended =
        sandbox().run(shell("echo 'exit 0 0 0 0' >&7; echo s >&6; echo x >&8; echo end; exit 4"));
    EXPECT_EQ(ended.status, 4);
    EXPECT_EQ(ended.out, "end\n");
}

TEST(Sandbox, TakesTheStacksAndStopsOnWish) {
    Ear ear;
    ear.asked = Wish::look;
    Job job = shell("");
    job.argv = {"/bin/sleep", "60"};
    job.stacks_script = checkout / "grader/explain/stacks.py";
    const Ended ended = sandbox().run(job, &ear);
    EXPECT_EQ(ended.end, End::stopped);
    EXPECT_NE(ear.stacks.find("\"threads\""), std::string::npos) << ear.stacks;
    EXPECT_EQ(ear.last.threads, 1);
    EXPECT_EQ(ear.last.runnable, 0);
}

TEST(Sandbox, IsLeftCleanWhenAWatcherThrows) {
    struct Thrower : Watcher {
        Wish on_tick(const Usage&) override { throw Error("enough"); }
    } thrower;
    EXPECT_EQ(error_of([&] { (void)sandbox().run(shell("sleep 60"), &thrower); }), "enough");
    EXPECT_EQ(descendants(getpid()).size(), 1u);
}

TEST(Sandbox, EndsWhatItRunsOnceItIsToldToStop) {
    // As soon as the program is there.
    struct : Watcher {
        Wish on_tick(const Usage&) override {
            stop.request_stop();
            return Wish::go_on;
        }
        std::stop_source stop;
    } watcher;
    const std::string mark = "called-off-" + std::to_string(getpid());
    EXPECT_THROW((void)sandbox()
                     .until(watcher.stop.get_token())
                     .run(shell("exec -a " + mark + " sleep 1000"), &watcher),
                 Cancelled);
    for (const pid_t process : descendants(getpid())) {
        std::error_code ignored;
        const fs::path line = "/proc/" + std::to_string(process) + "/cmdline";
        const std::string words = fs::exists(line, ignored) ? read_file(line) : "";
        EXPECT_EQ(words.find(mark), std::string::npos);
    }
    EXPECT_THROW((void)sandbox().until(watcher.stop.get_token()).run(shell("true")), Cancelled);
    EXPECT_TRUE(sandbox().run(shell("true")).ok()) << "the sandbox itself goes on";
}

TEST(Sandbox, LeavesNothingWhenItIsStoppedWhileItStarts) {
    const std::string mark = "called-off-early-" + std::to_string(getpid());
    for (int i = 0; i < 40; ++i) {
        std::stop_source stop;
        const std::jthread soon([&] {
            std::this_thread::sleep_for(i * 300us);
            stop.request_stop();
        });
        EXPECT_THROW((void)sandbox().until(stop.get_token()).run(shell("sleep 1000 # " + mark)),
                     Cancelled);
    }
    expect_nobody_left(mark);
}

// A grader of its own group, as a shell starts it, is hit by a signal while it starts a program.
void hit_while_it_starts_a_program(const Sandbox& sandbox, const std::string& mark, int signal,
                                   bool whole_group, std::chrono::microseconds after) {
    const pid_t grader = fork();
    if (grader == 0) {
        setpgid(0, 0);
        (void)sandbox.run(shell("sleep 1000 # " + mark));
        _exit(0);
    }
    setpgid(grader, grader);
    std::this_thread::sleep_for(after);
    EXPECT_EQ(kill(whole_group ? -grader : grader, signal), 0);
    EXPECT_EQ(waitpid(grader, nullptr, 0), grader);
}

TEST(Sandbox, LeavesNothingWhenTheGraderIsInterruptedOrKilledWhileItStarts) {
    const std::string mark = "its-grader-ended-" + std::to_string(getpid());
    for (int i = 0; i < 40; ++i) {
        hit_while_it_starts_a_program(sandbox(), mark, SIGINT, true, i * 300us);
        hit_while_it_starts_a_program(sandbox(), mark, SIGKILL, false, i * 300us);
    }
    expect_nobody_left(mark);
}

TEST(Sandbox, RunsSeveralProgramsAtOnce) {
    std::vector<std::future<Ended>> runs;
    for (int i = 0; i < 4; ++i) {
        runs.push_back(std::async(std::launch::async, [i] {
            return sandbox().run(shell("sleep 0.2; echo " + std::to_string(i)));
        }));
    }
    for (int i = 0; i < 4; ++i) {
        EXPECT_EQ(runs[static_cast<std::size_t>(i)].get().out, std::to_string(i) + "\n");
    }
}

// What is left where the machine allows no namespaces.
class SandboxWithLimitsOnly : public testing::Test {
  protected:
    Sandbox limited{stage, Isolation::limits_only};
};

TEST_F(SandboxWithLimitsOnly, SaysSo) {
    EXPECT_EQ(limited.isolation(), Isolation::limits_only);
    EXPECT_NE(limited.why_not_isolated(), "");
}

TEST_F(SandboxWithLimitsOnly, SaysHowAProgramEnded) {
    EXPECT_EQ(limited.run(shell("exit 3")).status, 3);
    EXPECT_EQ(limited.run(shell("kill -SEGV $$")).status, SIGSEGV);
    if (geteuid() == 0) {
        EXPECT_NE(limited.run(shell("id -u")).out, "0\n");
    }
}

TEST_F(SandboxWithLimitsOnly, KeepsTheLimits) {
    Job slow = shell("sleep 60");
    slow.limits.wall_seconds = 0.3;
    EXPECT_EQ(limited.run(slow).end, End::wall_limit);
    Job hungry = shell("tail /dev/zero");
    hungry.limits.memory_mib = 100;
    EXPECT_EQ(limited.run(hungry).end, End::memory_limit);
    Job many = shell("for i in {1..30}; do sleep 30 & done; wait");
    many.limits.processes = 20;
    EXPECT_EQ(limited.run(many).end, End::process_limit);
    EXPECT_EQ(descendants(getpid()).size(), 1u);
}

TEST_F(SandboxWithLimitsOnly, LeavesNothingRunning) {
    const Ended ended = limited.run(shell("setsid sleep 1000 & sleep 0.2"));
    EXPECT_EQ(ended.leftovers, 1);
    EXPECT_EQ(descendants(getpid()).size(), 1u);
}

TEST_F(SandboxWithLimitsOnly, LeavesNothingWhenTheGraderIsInterruptedOrKilledWhileItStarts) {
    const std::string mark = "its-limited-grader-ended-" + std::to_string(getpid());
    for (int i = 0; i < 40; ++i) {
        hit_while_it_starts_a_program(limited, mark, SIGINT, true, i * 300us);
        hit_while_it_starts_a_program(limited, mark, SIGKILL, false, i * 300us);
    }
    expect_nobody_left(mark);
}

}  // namespace
}  // namespace grader
