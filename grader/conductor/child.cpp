#include "conductor/child.h"

#include <fcntl.h>
#include <sched.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <sstream>

#include "conductor/runtime/runtime.h"

namespace conductor {

void watch_crashes();  // outside.cpp

namespace {

constexpr long longest_rehearsal = 20;  // seconds of processor time

// The thread that sleeps in the C library where no step of ours is: the call that blocks.
std::string where_it_sleeps(pid_t child) {
    std::ifstream file("/proc/" + std::to_string(child) + "/wchan");
    std::string where;
    std::getline(file, where);
    return where;
}

// Processor time so far, in clock ticks.
long ticks_of(pid_t child) {
    std::ifstream file("/proc/" + std::to_string(child) + "/stat");
    std::string text, word;
    std::getline(file, text);
    const auto at = text.rfind(") ");
    if (at == std::string::npos) return 0;
    std::istringstream rest(text.substr(at + 2));
    long user = 0, system = 0;
    for (int i = 0; i < 11; ++i) rest >> word;
    rest >> user >> system;
    return user + system;
}

// So that what the test has on its own stack lies at the same addresses in each run, from wherever
// in the parent it was forked and however long its arguments are. (Where addresses are random, they
// stay so.)
[[gnu::noinline]] void run_at_fixed_depth(RunTest run, const std::string& test) {
    constexpr std::uintptr_t wanted = 0x7fffffe00000;  // 2 MiB below the first
    const auto here = reinterpret_cast<std::uintptr_t>(__builtin_frame_address(0));
    if (here > wanted && here - wanted < (2 << 20)) {
        auto* down = static_cast<volatile char*>(__builtin_alloca(here - wanted));
        *down = 0;
    }
    run(test);
}

}  // namespace

Shared& shared() {
    static auto* memory =
        static_cast<Shared*>(mmap(nullptr, sizeof(Shared), PROT_READ | PROT_WRITE,
                                  MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0));
    return *memory;
}

Child::Child(const std::string& test, RunTest run)
    : test_(test), run_(run), nowhere_(open("/dev/null", O_WRONLY | O_CLOEXEC)) {
    sigset_t children;
    sigemptyset(&children);
    sigaddset(&children, SIGCHLD);
    sigprocmask(SIG_BLOCK, &children, &before_);
    (void)stack_here(0);  // where the program lies is found once, not in every child
}

Child::~Child() {
    sigprocmask(SIG_SETMASK, &before_, nullptr);
    close(nowhere_);
}

[[noreturn]] void Child::become() {
    sigprocmask(SIG_SETMASK, &before_, nullptr);
    // One thread runs at a time: on one core the turn changes hands in half the time.
    if (!shared().rehearsal.wall_clock) {
        cpu_set_t here;
        CPU_ZERO(&here);
        CPU_SET(sched_getcpu(), &here);
        sched_setaffinity(0, sizeof here, &here);
    }
    if (shared().config.quiet) {
        dup2(nowhere_, 1);
        dup2(nowhere_, 2);
    }
    close(nowhere_);
    // Nobody but the parent speaks to the grader.
    for (int descriptor = 3; descriptor < 8; ++descriptor) close(descriptor);
    state.shared = &shared();
    watch_crashes();
    run_at_fixed_depth(run_, test_);
    std::_Exit(98);
}

void Child::run_once() {
    std::memset(static_cast<void*>(&shared().result), 0, offsetof(Result, waits));
    shared().result.access_count = 0;
    std::fflush(nullptr);
    const pid_t child = REAL(fork, pid_t())();
    if (child == 0) become();
    if (child < 0) {
        shared().result.found = Found::environment;
        std::strcpy(shared().result.text, "no process could be started");
        return;
    }
    wait_for(child);
    if (!shared().result.finished && shared().result.found == Found::nothing)
        shared().result.found = Found::vanished;
}

void Child::wait_for(pid_t child) {
    sigset_t children;
    sigemptyset(&children);
    sigaddset(&children, SIGCHLD);
    std::uint64_t beats = 0;
    long ticks = 0, ticks_at_beat = 0;
    int still = 0;
    const long second_of_work = sysconf(_SC_CLK_TCK);
    for (;;) {
        int status = 0;
        const pid_t ended = REAL(waitpid, pid_t(pid_t, int*, int))(child, &status, WNOHANG);
        if (ended == child) {
            if (!shared().result.finished && WIFSIGNALED(status)) {
                shared().result.found = Found::crash;
                std::snprintf(shared().result.text, sizeof shared().result.text, "%s",
                              strsignal(WTERMSIG(status)));
            }
            return;
        }
        const timespec second = {1, 0};
        if (sigtimedwait(&children, nullptr, &second) >= 0) continue;
        const long now = ticks_of(child);
        if (shared().result.heartbeat != beats) ticks_at_beat = now;
        if (shared().result.heartbeat != beats || now != ticks) still = 0;
        beats = shared().result.heartbeat;
        ticks = now;
        // Alive, but neither at work nor at a step of ours; or at work for ever without one.
        const bool rehearsing = shared().rehearsal.on;
        const bool busy = now - ticks_at_beat > 5 * second_of_work ||
                          (rehearsing && now > longest_rehearsal * second_of_work);
        if ((++still < 10 && !busy) || shared().result.finished) continue;
        const std::string where = where_it_sleeps(child);
        kill(child, SIGKILL);
        REAL(waitpid, pid_t(pid_t, int*, int))(child, &status, 0);
        if (busy) {
            shared().result.found = Found::too_long;
            return;
        }
        shared().result.found = Found::environment;
        std::snprintf(shared().result.text, sizeof shared().result.text,
                      "a call that really blocks (in the system: %s)", where.c_str());
        return;
    }
}

}  // namespace conductor
