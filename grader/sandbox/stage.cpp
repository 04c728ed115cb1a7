// The program inside the sandbox that starts the graded one: gives up rights, sets limits, waits,
// takes the stacks when asked, and reports how it ended. It decides nothing.
#include <fcntl.h>
#include <poll.h>
#include <sys/personality.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include <grp.h>

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <vector>

#include "sandbox/descriptors.h"

namespace {

using namespace grader;

struct Options {
    long user = -1;
    long processes = 0;
    long file_bytes = 0;
    long cpu_seconds = 0;
    bool fixed_addresses = false;
    bool must_drop = true;
    std::string cwd = "/";
    std::string stacks_script;
    std::vector<char*> argv;
};

void say(const std::string& line) {
    const std::string text = line + "\n";
    [[maybe_unused]] const auto written = write(status_fd, text.data(), text.size());
}

[[noreturn]] void give_up(const std::string& what) {
    say("error " + what + ": " + std::strerror(errno));
    _exit(125);
}

Options parse(int argc, char** argv) {
    Options options;
    int i = 1;
    const auto value = [&] { return argv[++i]; };
    for (; i < argc; ++i) {
        const std::string word = argv[i];
        if (word == "--user")
            options.user = std::atol(value());
        else if (word == "--processes")
            options.processes = std::atol(value());
        else if (word == "--file-bytes")
            options.file_bytes = std::atol(value());
        else if (word == "--cpu-seconds")
            options.cpu_seconds = std::atol(value());
        else if (word == "--fixed-addresses")
            options.fixed_addresses = true;
        else if (word == "--may-keep-user")
            options.must_drop = false;
        else if (word == "--cwd")
            options.cwd = value();
        else if (word == "--stacks-script")
            options.stacks_script = value();
        else if (word == "--")
            break;
    }
    for (++i; i < argc; ++i) options.argv.push_back(argv[i]);
    options.argv.push_back(nullptr);
    return options;
}

void limit(int resource, long value) {
    if (value <= 0) return;
    const rlimit both{static_cast<rlim_t>(value), static_cast<rlim_t>(value)};
    if (setrlimit(static_cast<__rlimit_resource>(resource), &both) != 0) give_up("setrlimit");
}

void drop_rights(const Options& options) {
    if (options.user >= 0) {
        const auto id = static_cast<uid_t>(options.user);
        // Without namespaces the checkout may lie where another user cannot go (/root): then stay.
        const bool keep = !options.must_drop && access(options.cwd.c_str(), X_OK) == 0 && [&] {
            const pid_t probe = fork();
            if (probe == 0) {
                if (setgid(id) != 0 || setuid(id) != 0) _exit(1);
                _exit(chdir(options.cwd.c_str()) == 0 ? 0 : 1);
            }
            int status = 0;
            waitpid(probe, &status, 0);
            return status != 0;
        }();
        if (!keep && (setgroups(0, nullptr) != 0 || setgid(id) != 0 || setuid(id) != 0)) {
            give_up("giving up rights");
        }
    }
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) give_up("no_new_privs");
}

[[noreturn]] void become_program(const Options& options) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    limit(RLIMIT_NPROC, options.processes);
    limit(RLIMIT_FSIZE, options.file_bytes);
    limit(RLIMIT_CPU, options.cpu_seconds);
    rlimit none{0, 0};
    setrlimit(RLIMIT_CORE, &none);
    if (options.fixed_addresses && personality(ADDR_NO_RANDOMIZE) < 0) {
        give_up("switching address randomisation off");
    }
    sigset_t all;
    sigemptyset(&all);
    sigprocmask(SIG_SETMASK, &all, nullptr);
    execvp(options.argv[0], options.argv.data());
    give_up(std::string("starting ") + options.argv[0]);
}

pid_t take_stacks(pid_t program, const std::string& script) {
    const pid_t gdb = fork();
    if (gdb != 0) return gdb;
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, nullptr);
    const int nowhere = open("/dev/null", O_RDWR);
    dup2(nowhere, 0);
    dup2(stacks_fd, 1);
    dup2(nowhere, 2);
    const std::string pid = std::to_string(program);
    execlp("gdb", "gdb", "-q", "-nx", "-batch", "-p", pid.c_str(), "-x", script.c_str(), nullptr);
    _exit(127);
}

std::vector<pid_t> children_of(pid_t parent) {
    std::vector<pid_t> children;
    const std::string path =
        "/proc/" + std::to_string(parent) + "/task/" + std::to_string(parent) + "/children";
    if (FILE* file = std::fopen(path.c_str(), "re")) {
        long pid = 0;
        while (std::fscanf(file, "%ld", &pid) == 1) children.push_back(static_cast<pid_t>(pid));
        std::fclose(file);
    }
    return children;
}

// What the program started outlives it as our children, because we are their subreaper.
int end_leftovers() {
    int count = 0;
    for (int round = 0; round < 100; ++round) {
        const auto children = children_of(getpid());
        if (children.empty()) break;
        if (round == 0) count = static_cast<int>(children.size());
        for (const pid_t child : children) kill(child, SIGKILL);
        while (waitpid(-1, nullptr, 0) > 0) {
        }
    }
    return count;
}

}  // namespace

int main(int argc, char** argv) {
    const Options options = parse(argc, argv);
    for (const int fd : {control_fd, status_fd, stacks_fd}) fcntl(fd, F_SETFD, FD_CLOEXEC);
    if (options.argv.size() < 2) give_up("no program given");
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    prctl(PR_SET_CHILD_SUBREAPER, 1);
    drop_rights(options);
    if (chdir(options.cwd.c_str()) != 0) give_up("entering " + options.cwd);

    sigset_t chld;
    sigemptyset(&chld);
    sigaddset(&chld, SIGCHLD);
    sigprocmask(SIG_BLOCK, &chld, nullptr);
    const int signals = signalfd(-1, &chld, SFD_CLOEXEC);

    const pid_t program = fork();
    if (program < 0) give_up("fork");
    if (program == 0) become_program(options);
    // Only the program speaks on these; and from here on nobody may trace us.
    for (const int fd : {channel_fd, secret_fd, evidence_fd}) close(fd);
    prctl(PR_SET_DUMPABLE, 0);

    pid_t gdb = -1;
    pollfd fds[] = {{signals, POLLIN, 0}, {control_fd, POLLIN, 0}};
    for (;;) {
        if (poll(fds, 2, -1) < 0 && errno != EINTR) _exit(125);
        if (fds[1].revents & POLLIN) {
            char command = 0;
            if (read(control_fd, &command, 1) == 1 && command == 's' && gdb < 0) {
                gdb = take_stacks(program, options.stacks_script);
            }
        } else if (fds[1].revents != 0) {
            // The grader is gone, whatever happened to it and to those between it and us.
            end_leftovers();
            _exit(125);
        }
        if (fds[0].revents & POLLIN) {
            signalfd_siginfo info;
            [[maybe_unused]] const auto got = read(signals, &info, sizeof info);
            int status = 0;
            rusage used{};
            for (pid_t pid; (pid = wait4(-1, &status, WNOHANG, &used)) > 0;) {
                if (pid == gdb) {
                    gdb = -1;
                    say("stacks");
                } else if (pid == program) {
                    const int leftovers = end_leftovers();
                    const double cpu =
                        static_cast<double>(used.ru_utime.tv_sec + used.ru_stime.tv_sec) +
                        static_cast<double>(used.ru_utime.tv_usec + used.ru_stime.tv_usec) * 1e-6;
                    char line[160];
                    std::snprintf(line, sizeof line, "%s %d %.6f %ld %d",
                                  WIFEXITED(status) ? "exit" : "signal",
                                  WIFEXITED(status) ? WEXITSTATUS(status) : WTERMSIG(status), cpu,
                                  used.ru_maxrss / 1024, leftovers);
                    say(line);
                    _exit(0);
                }
            }
        }
    }
}
