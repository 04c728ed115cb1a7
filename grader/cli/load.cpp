#include "cli/load.h"

#include <sched.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/error.h"

namespace grader {
namespace {

void allow(const std::vector<int>& cores) {
    cpu_set_t set;
    CPU_ZERO(&set);
    for (const int core : cores) CPU_SET(core, &set);
    if (sched_setaffinity(0, sizeof set, &set) != 0)
        throw Error("This system does not let a program choose its cores.", Exit::environment);
}

}  // namespace

Load::Load(unsigned processes) {
    const pid_t parent = getpid();
    for (unsigned i = 0; i < processes; ++i) {
        const pid_t child = fork();
        if (child == 0) {
            // Whatever happens to the grader, they do not outlive it.
            prctl(PR_SET_PDEATHSIG, SIGKILL);
            if (getppid() != parent) _exit(0);
            while (true) asm volatile("");
        }
        if (child < 0) throw Error("No process could be started.", Exit::environment);
        processes_.push_back(child);
    }
}

Load::~Load() {
    for (const pid_t process : processes_) kill(process, SIGKILL);
    for (const pid_t process : processes_) waitpid(process, nullptr, 0);
}

FewerCores::FewerCores(int cores) {
    cpu_set_t set;
    CPU_ZERO(&set);
    sched_getaffinity(0, sizeof set, &set);
    for (int core = 0; core < CPU_SETSIZE; ++core)
        if (CPU_ISSET(core, &set)) before_.push_back(core);
    auto fewer = before_;
    if (static_cast<std::size_t>(cores) < fewer.size())
        fewer.resize(static_cast<std::size_t>(cores));
    allow(fewer);
}

FewerCores::~FewerCores() {
    try {
        allow(before_);
    } catch (const Error&) {
        // They were its own a moment ago.
    }
}

}  // namespace grader
