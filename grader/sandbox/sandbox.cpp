#include "sandbox/sandbox.h"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstring>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "common/error.h"
#include "common/text.h"
#include "sandbox/descriptors.h"
#include "sandbox/process_tree.h"

namespace grader {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t kept_evidence = 1024 * 1024;  // a few hundred sanitizer reports

class Fd {
  public:
    Fd() = default;
    explicit Fd(int fd) : fd_(fd) {}
    Fd(Fd&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
    Fd& operator=(Fd&& other) noexcept {
        std::swap(fd_, other.fd_);
        return *this;
    }
    ~Fd() { reset(); }
    void reset() {
        if (fd_ >= 0) close(fd_);
        fd_ = -1;
    }
    [[nodiscard]] int get() const { return fd_; }

  private:
    int fd_ = -1;
};

struct Pipe {
    Fd read, write;
    Pipe() {
        int ends[2];
        if (pipe2(ends, O_CLOEXEC) != 0) {
            throw Error(fmt::format("No pipe could be made: {}.", std::strerror(errno)),
                        Exit::environment);
        }
        // Above the numbers that the program inside uses, so that dup2 never lands on one of ours.
        for (int& end : ends) {
            if (end >= 32) continue;
            const int moved = fcntl(end, F_DUPFD_CLOEXEC, 32);
            close(end);
            end = moved;
        }
        read = Fd(ends[0]);
        write = Fd(ends[1]);
    }
};

// Ends the child, and with it everything below it, when run() is left early.
class Child {
  public:
    explicit Child(pid_t pid) : pid_(pid) {}
    Child(const Child&) = delete;
    Child& operator=(const Child&) = delete;
    ~Child() { end(); }
    void end() {
        if (pid_ < 0) return;
        // Stopped first: what it starts between the look at its tree and its own death would be
        // nobody's, and wait for ever.
        siginfo_t how{};
        kill(pid_, SIGSTOP);
        waitid(P_PID, static_cast<id_t>(pid_), &how, WSTOPPED | WEXITED | WNOWAIT);
        for (const pid_t pid : descendants(pid_)) kill(pid, SIGKILL);
        waitpid(pid_, nullptr, 0);
        pid_ = -1;
    }
    [[nodiscard]] pid_t pid() const { return pid_; }

  private:
    pid_t pid_;
};

void keep(std::string& kept, std::string_view more, std::size_t most, bool& cut) {
    const std::size_t room = most - std::min(most, kept.size());
    if (more.size() > room) cut = true;
    kept.append(more.substr(0, room));
}

pid_t spawn(const std::vector<std::string>& command, const std::vector<std::string>& env,
            const std::vector<std::pair<int, int>>& descriptors, bool own_group) {
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    for (const auto& [from, to] : descriptors) posix_spawn_file_actions_adddup2(&actions, from, to);
    posix_spawnattr_t attributes;
    posix_spawnattr_init(&attributes);
    sigset_t none;
    sigemptyset(&none);
    posix_spawnattr_setsigmask(&attributes, &none);
    // Ctrl-C is for the grader: bwrap, killed before it has tied what it starts to itself, leaves
    // that behind.
    const int group = own_group ? POSIX_SPAWN_SETPGROUP : 0;
    posix_spawnattr_setflags(&attributes, static_cast<short>(POSIX_SPAWN_SETSIGMASK | group));
    std::vector<char*> argv, envp;
    for (const auto& word : command) argv.push_back(const_cast<char*>(word.c_str()));
    for (const auto& setting : env) envp.push_back(const_cast<char*>(setting.c_str()));
    argv.push_back(nullptr);
    envp.push_back(nullptr);
    pid_t pid = -1;
    const int failed = posix_spawnp(&pid, argv[0], &actions, &attributes, argv.data(), envp.data());
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&actions);
    if (failed != 0) {
        throw Error(fmt::format("{} could not be started: {}.", command[0], std::strerror(failed)),
                    Exit::environment);
    }
    return pid;
}

// Another number for each job, so that the limit on processes counts this job's only: a build must
// not fail because a test beside it has many threads. No system gives out numbers as high.
long unprivileged_user() {
    static std::atomic<unsigned> jobs{0};
    return 1'900'000'000 + (getpid() * 4096L + jobs++ % 4096) % 200'000'000;
}

}  // namespace

Sandbox::Sandbox(fs::path stage, Isolation most) : stage_(std::move(stage)), isolation_(most) {
    if (!fs::exists(stage_)) {
        throw Error(fmt::format("{} is missing: build the grader again.", stage_.string()),
                    Exit::environment);
    }
    if (most == Isolation::limits_only) {
        why_ = "it was asked for";
        return;
    }
    Job probe;
    probe.argv = {"/bin/true"};
    probe.cwd = "/";
    probe.limits.wall_seconds = 10;
    try {
        const Ended ended = run(probe);
        if (ended.ok()) return;
        why_ = trimmed(ended.err.empty() ? "the probe did not end well" : ended.err);
    } catch (const Error& error) {
        why_ = error.what();
    }
    isolation_ = Isolation::limits_only;
}

std::vector<std::string> Sandbox::command(const Job& job) const {
    std::vector<std::string> words;
    if (isolation_ == Isolation::namespaces) {
        words = {"bwrap",         "--die-with-parent", "--unshare-pid",       "--unshare-net",
                 "--unshare-ipc", "--unshare-uts",     "--unshare-cgroup-try"};
        // Root has the rights to make the other namespaces; anybody else needs one for users as
        // well.
        if (geteuid() != 0) words.push_back("--unshare-user");
        if (!job.on_terminal) words.push_back("--new-session");
        const auto add = [&](std::initializer_list<std::string> more) {
            words.insert(words.end(), more);
        };
        add({"--ro-bind", "/usr", "/usr", "--proc", "/proc", "--dev", "/dev"});
        for (const char* link : {"/bin", "/sbin", "/lib", "/lib64", "/lib32"}) {
            if (fs::is_symlink(link)) {
                add({"--symlink", fs::read_symlink(link).string(), link});
            } else if (fs::exists(link)) {
                add({"--ro-bind", link, link});
            }
        }
        add({"--perms", "0755", "--dir", "/etc", "--ro-bind-try", "/etc/alternatives",
             "/etc/alternatives", "--ro-bind-try", "/etc/ld.so.cache", "/etc/ld.so.cache"});
        add({"--size", std::to_string(64 << 20), "--perms", "1777", "--tmpfs", "/tmp"});
        // bwrap's own is its user's only; the program that shares memory is another one.
        add({"--size", std::to_string(64 << 20), "--perms", "1777", "--tmpfs", "/dev/shm"});
        // bwrap makes the folders above a mount for its own user only; the program is another one.
        std::set<fs::path> made{"/", "/tmp", "/usr"};
        const auto mount = [&](const fs::path& path, bool writable) {
            fs::path above;
            for (const auto& part : path.parent_path()) {
                above /= part;
                if (made.insert(above).second) add({"--perms", "0755", "--dir", above.string()});
            }
            made.insert(path);
            add({writable ? "--bind" : "--ro-bind", path.string(), path.string()});
        };
        mount(stage_, false);
        if (!job.stacks_script.empty()) mount(job.stacks_script, false);
        for (const Mount& each : job.mounts) mount(each.path, each.writable);
        words.push_back("--");
    }
    words.push_back(stage_.string());
    const auto option = [&](const char* name, const std::string& value) {
        words.push_back(name);
        words.push_back(value);
    };
    if (geteuid() == 0 && !job.on_terminal) option("--user", std::to_string(unprivileged_user()));
    if (isolation_ == Isolation::limits_only) words.push_back("--may-keep-user");
    option("--cwd", job.cwd.string());
    // The system's own limit counts a user's processes elsewhere too where there are no namespaces.
    if (isolation_ == Isolation::namespaces) {
        option("--processes", std::to_string(job.limits.processes + 8));
    }
    option("--file-bytes", std::to_string(job.limits.file_mib << 20));
    option("--cpu-seconds", std::to_string(static_cast<long>(job.limits.cpu_seconds) + 5));
    if (job.fixed_addresses) words.push_back("--fixed-addresses");
    if (!job.stacks_script.empty()) option("--stacks-script", job.stacks_script.string());
    words.push_back("--");
    words.insert(words.end(), job.argv.begin(), job.argv.end());
    return words;
}

Sandbox Sandbox::until(std::stop_token stop) const {
    Sandbox same = *this;
    same.stop_ = std::move(stop);
    return same;
}

Ended Sandbox::run(const Job& job, Watcher* watcher) const {
    if (stop_.stop_requested()) throw Cancelled();
    Pipe out, err, channel, evidence, status, stacks, control, secret;
    const Fd nothing(open("/dev/null", O_RDONLY | O_CLOEXEC));
    if (!job.secret.empty() &&
        write(secret.write.get(), job.secret.data(), job.secret.size()) < 0) {
        throw Error("The sandbox's pipe could not be written.", Exit::environment);
    }
    std::vector<std::pair<int, int>> descriptors;
    if (job.on_terminal) {
        descriptors = {{0, 0}, {1, 1}, {2, 2}};
    } else {
        descriptors = {{nothing.get(), 0}, {out.write.get(), 1}, {err.write.get(), 2}};
    }
    descriptors.insert(descriptors.end(), {{channel.write.get(), channel_fd},
                                           {secret.read.get(), secret_fd},
                                           {evidence.write.get(), evidence_fd},
                                           {control.read.get(), control_fd},
                                           {status.write.get(), status_fd},
                                           {stacks.write.get(), stacks_fd}});
    const auto started = Clock::now();
    Child child(spawn(command(job), job.env, descriptors, !job.on_terminal));
    for (Pipe* pipe : {&out, &err, &channel, &evidence, &status, &stacks}) pipe->write.reset();
    control.read.reset();
    secret.read.reset();
    secret.write.reset();

    Ended ended;
    std::string status_text, stacks_text;
    std::size_t printed = 0;
    bool finished = false;  // the stage has said how the program ended
    bool looking = false;
    enum Stream { out_, err_, channel_, evidence_, status_, stacks_, streams_ };
    std::array<pollfd, streams_> fds{{{out.read.get(), POLLIN, 0},
                                      {err.read.get(), POLLIN, 0},
                                      {channel.read.get(), POLLIN, 0},
                                      {evidence.read.get(), POLLIN, 0},
                                      {status.read.get(), POLLIN, 0},
                                      {stacks.read.get(), POLLIN, 0}}};
    std::array<char, 65536> buffer;
    const auto take = [&](Stream stream, std::string_view bytes) {
        switch (stream) {
            case out_:
            case err_:
                printed += bytes.size();
                keep(stream == out_ ? ended.out : ended.err, bytes, job.limits.kept_kib * 1024,
                     ended.cut);
                break;
            case channel_:
                if (watcher) watcher->on_channel(bytes);
                break;
            case evidence_: {
                bool ignored = false;
                keep(ended.evidence, bytes, kept_evidence, ignored);
                break;
            }
            case status_:
                status_text += bytes;
                break;
            case stacks_:
                stacks_text += bytes;
                break;
            case streams_:
                break;
        }
    };
    // Whole lines from the stage: "exit CODE CPU MIB LEFTOVERS", "signal ...", "stacks", "error
    // WHY".
    const auto read_status = [&] {
        for (std::size_t end; (end = status_text.find('\n')) != std::string::npos;) {
            const std::string line = status_text.substr(0, end);
            status_text.erase(0, end + 1);
            char how[16] = {};
            double cpu = 0;
            long mib = 0;
            if (line == "stacks") {
                looking = false;
                if (watcher) watcher->on_stacks(std::exchange(stacks_text, {}));
            } else if (line.starts_with("error ")) {
                throw Error(
                    fmt::format("The sandbox could not start {}: {}.", job.argv[0], line.substr(6)),
                    Exit::environment);
            } else if (std::sscanf(line.c_str(), "%15s %d %lf %ld %d", how, &ended.status, &cpu,
                                   &mib, &ended.leftovers) == 5) {
                finished = true;
                ended.end = std::string_view(how) == "exit" ? End::exited : End::signalled;
                ended.cpu_seconds = cpu;
                ended.memory_mib = std::max(ended.memory_mib, static_cast<std::size_t>(mib));
            }
        }
    };
    const auto stop = [&](End end) {
        if (!finished) ended.end = end;
        finished = true;
        child.end();
    };

    auto next_tick = started + std::chrono::milliseconds(10);
    int open_streams = streams_;
    while (open_streams > 0) {
        const auto now = Clock::now();
        const auto wait =
            std::chrono::duration_cast<std::chrono::milliseconds>(next_tick - now).count();
        const int ready = poll(fds.data(), fds.size(), static_cast<int>(std::clamp(wait, 0L, 20L)));
        if (ready < 0 && errno != EINTR) break;
        if (stop_.stop_requested()) throw Cancelled();  // and with it goes the child
        // The status is read last: what the program wrote before it ended comes first.
        for (const Stream stream : {out_, err_, channel_, evidence_, stacks_, status_}) {
            if (fds[stream].fd < 0 || fds[stream].revents == 0) continue;
            const ssize_t got = read(fds[stream].fd, buffer.data(), buffer.size());
            if (got > 0) {
                take(stream, std::string_view(buffer.data(), static_cast<std::size_t>(got)));
            } else if (got == 0 || errno != EINTR) {
                fds[stream].fd = -1;
                --open_streams;
            }
        }
        read_status();
        const double wall = std::chrono::duration<double>(Clock::now() - started).count();
        if (printed > job.limits.output_kib * 1024) stop(End::output_limit);
        // Once it has ended the pipes close at once, unless somebody unseen still holds one.
        if (finished && Clock::now() > next_tick + std::chrono::seconds(2)) break;
        if (finished || Clock::now() < next_tick) continue;

        next_tick = Clock::now() + std::chrono::milliseconds(20);
        const auto processes = descendants(child.pid());
        const auto mine = below_stage(processes);
        const TreeUsage now_used = usage_of(mine);
        ended.memory_mib = std::max(ended.memory_mib, now_used.memory_mib);
        ended.cpu_seconds = std::max(ended.cpu_seconds, now_used.cpu_seconds);
        if (looking) continue;  // gdb's own needs are not the program's
        if (now_used.memory_mib > job.limits.memory_mib) {
            stop(End::memory_limit);
        } else if (now_used.threads > job.limits.processes) {
            stop(End::process_limit);
        } else if (now_used.cpu_seconds > job.limits.cpu_seconds) {
            stop(End::cpu_limit);
        } else if (wall > job.limits.wall_seconds) {
            stop(End::wall_limit);
        } else if (watcher && !mine.empty()) {
            const ThreadStates states = thread_states(mine);
            const Usage usage{wall,
                              now_used.cpu_seconds,
                              now_used.memory_mib,
                              now_used.threads,
                              states.blocked_for_ever,
                              states.runnable};
            const Wish wish = watcher->on_tick(usage);
            if (wish == Wish::stop) stop(End::stopped);
            if (wish == Wish::look) {
                looking = write(control.write.get(), "s", 1) == 1;
            }
        }
    }
    if (!finished) ended.end = End::vanished;
    child.end();
    ended.wall_seconds = std::chrono::duration<double>(Clock::now() - started).count();
    return ended;
}

}  // namespace grader
