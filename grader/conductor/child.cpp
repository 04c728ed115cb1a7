#include "conductor/child.h"

#include <fcntl.h>
#include <sched.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <ucontext.h>
#include <unistd.h>

#include <csignal>

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

// So that what the test has on its own stack lies at the same addresses in each run, however long
// the program's arguments are. (Where addresses are random, they stay so.) The space above belongs
// to the search.
[[gnu::noinline]] void run_at_fixed_depth(RunTest run, const std::string& test) {
    constexpr std::uintptr_t wanted = 0x7fffffe00000;  // 2 MiB below the first
    const auto here = reinterpret_cast<std::uintptr_t>(__builtin_frame_address(0));
    std::uintptr_t deeper = here - wanted;
    if (deeper < (512 << 10) || deeper >= (2 << 20)) deeper = 1 << 20;
    auto* down = static_cast<volatile char*>(__builtin_alloca(deeper));
    *down = 0;
    run(test);
}

// Where the search and where the test go on, both on the one stack of this process.
ucontext_t search, first_line;
bool at_first_line = false;
cpu_set_t all_cores;

[[noreturn]] void go_to_the_start(const std::string& test, RunTest run,
                                  const std::function<void()>& work) {
    static const std::function<void()>* later;
    later = &work;
    find_all_real();
    (void)stack_here(0);  // where the program lies is found once, not in every child
    state.shared = &shared();
    watch_crashes();
    // A schedule uses little memory: of a page of 2 MiB most would be cleared for nothing.
    if (!shared().rehearsal.on) prctl(PR_SET_THP_DISABLE, 1, 0, 0, 0);
    sched_getaffinity(0, sizeof all_cores, &all_cores);
    getcontext(&search);
    if (!at_first_line) run_at_fixed_depth(run, test);
    (*later)();
    std::_Exit(98);
}

void be_silent() {
    const int nowhere = open("/dev/null", O_WRONLY);
    dup2(nowhere, 1);
    dup2(nowhere, 2);
    close(nowhere);
    // Nobody but the parent speaks to the grader.
    for (int descriptor = 3; descriptor < 8; ++descriptor) close(descriptor);
}

// One thread runs at a time: on one core the turn changes hands in half the time. The search stays
// there too, and so a new child need not be moved.
void stay_on_this_core() {
    cpu_set_t here;
    CPU_ZERO(&here);
    CPU_SET(sched_getcpu(), &here);
    sched_setaffinity(0, sizeof here, &here);
}

void forget_result() {
    std::memset(static_cast<void*>(&shared().result), 0, offsetof(Result, waits));
    shared().result.access_count = 0;
}

// How the process ended in which the test ran.
void judge_end(int status) {
    Shared& memory = shared();
    Result& result = memory.result;
    if (result.finished) return;
    if (memory.ended_as != Found::nothing) {
        result.found = memory.ended_as;
        if (result.found == Found::environment) std::strcpy(result.text, memory.ended_text);
    } else if (WIFSIGNALED(status)) {
        result.found = Found::crash;
        std::snprintf(result.text, sizeof result.text, "%s", strsignal(WTERMSIG(status)));
    } else if (result.found == Found::nothing) {
        result.found = Found::vanished;
    }
}

// What is alive but neither at work nor at a step of ours is ended, and what is at work for ever
// without one.
void watch_over(pid_t nursery) {
    Shared& memory = shared();
    sigset_t children;
    sigemptyset(&children);
    sigaddset(&children, SIGCHLD);
    pid_t watched = 0;
    std::uint64_t beats = 0;
    long ticks = 0, ticks_at_beat = 0;
    int still = 0;
    const long second_of_work = sysconf(_SC_CLK_TCK);
    int status = 0;
    while (REAL(waitpid, pid_t(pid_t, int*, int))(nursery, &status, WNOHANG) == 0) {
        const timespec second = {1, 0};
        if (sigtimedwait(&children, nullptr, &second) >= 0) continue;
        const pid_t child = memory.running;
        if (child == 0) continue;
        const long now = ticks_of(child);
        const bool stepped = child != watched || memory.result.heartbeat != beats;
        if (stepped) ticks_at_beat = child != watched ? 0 : now;
        if (stepped || now != ticks) still = 0;
        watched = child;
        beats = memory.result.heartbeat;
        ticks = now;
        const bool busy = now - ticks_at_beat > 5 * second_of_work ||
                          (memory.rehearsal.on && now > longest_rehearsal * second_of_work);
        if ((++still < 10 && !busy) || memory.result.finished) continue;
        if (!busy) {
            std::snprintf(memory.ended_text, sizeof memory.ended_text,
                          "a call that really blocks (in the system: %s)",
                          where_it_sleeps(child).c_str());
        }
        memory.ended_as = busy ? Found::too_long : Found::environment;
        kill(child, SIGKILL);
    }
    // What it said counts only when it has ended in order: its children can write there, too.
    const bool in_order = WIFEXITED(status) && WEXITSTATUS(status) == 0;
    memory.has_said = memory.has_said && in_order && memory.said_size <= sizeof memory.said;
    if (memory.has_said) return;
    if (memory.running == nursery) {
        judge_end(status);
    } else {
        memory.result.found = Found::environment;
        std::strcpy(memory.result.text, "the search itself ended");
    }
}

}  // namespace

Shared& shared() {
    static auto* memory =
        static_cast<Shared*>(mmap(nullptr, sizeof(Shared), PROT_READ | PROT_WRITE,
                                  MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0));
    return *memory;
}

std::optional<std::string> at_the_start(const std::string& test, RunTest run,
                                        const std::function<std::string()>& work) {
    Shared& memory = shared();
    forget_result();
    memory.has_said = false;
    memory.ended_as = Found::nothing;
    sigset_t children, before;
    sigemptyset(&children);
    sigaddset(&children, SIGCHLD);
    sigprocmask(SIG_BLOCK, &children, &before);
    std::fflush(nullptr);
    const pid_t nursery = REAL(fork, pid_t())();
    if (nursery == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        sigprocmask(SIG_SETMASK, &before, nullptr);
        memory.running = getpid();
        be_silent();
        go_to_the_start(test, run, [&] {
            const std::string said = work();
            if (said.size() <= sizeof memory.said) {
                std::memcpy(memory.said, said.data(), said.size());
                memory.said_size = said.size();
                memory.has_said = true;
            }
            std::_Exit(0);
        });
    }
    if (nursery < 0) {
        memory.result.found = Found::environment;
        std::strcpy(memory.result.text, "no process could be started");
    } else {
        watch_over(nursery);
    }
    sigprocmask(SIG_SETMASK, &before, nullptr);
    if (!memory.has_said) return std::nullopt;
    return std::string(memory.said, memory.said_size);
}

void at_the_start_here(const std::string& test, RunTest run, const std::function<void()>& work) {
    go_to_the_start(test, run, work);
}

void reached_the_start() {
    if (at_first_line) return;
    at_first_line = true;
    shared().running = 0;
    swapcontext(&first_line, &search);
}

void become() {
    if (!shared().rehearsal.wall_clock) stay_on_this_core();
    setcontext(&first_line);
    std::_Exit(98);
}

void run_once() {
    Shared& memory = shared();
    forget_result();
    memory.ended_as = Found::nothing;
    // Which core that is, the system says anew from time to time: others want cores as well.
    constexpr int runs_on_a_core = 64;
    static int runs = 0;
    const bool chooses = runs % runs_on_a_core == 0;
    if (!memory.rehearsal.wall_clock) {
        if (chooses) sched_setaffinity(0, sizeof all_cores, &all_cores);
        if (runs % runs_on_a_core == 1) stay_on_this_core();
        ++runs;
    }
    const pid_t child = _Fork();
    if (child == 0) {
        if (chooses) become();
        setcontext(&first_line);
    }
    if (child < 0) {
        memory.result.found = Found::environment;
        std::strcpy(memory.result.text, "no process could be started");
        return;
    }
    memory.running = child;
    int status = 0;
    REAL(waitpid, pid_t(pid_t, int*, int))(child, &status, 0);
    memory.running = 0;
    judge_end(status);
}

}  // namespace conductor
