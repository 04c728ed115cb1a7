// The kit's way to look at processes from outside, to interrupt them and to kill them at a chosen
// point. Linked only with tests that include <racecourse/processes.h>.
#include <racecourse/processes.h>

#include <dirent.h>
#include <dlfcn.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <semaphore.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdarg>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <stdexcept>

namespace racecourse {
namespace {

pid_t own_pid() {
    return static_cast<pid_t>(syscall(SYS_getpid));
}

// What this process and all below it write to.
struct Board {
    static constexpr int places = 64;
    std::atomic<int> exits{0};
    std::atomic<int> came_back{0};
    std::array<char, 100> unstarted{};
    std::atomic<int> segments{0};
    std::atomic<int> strange_signals{0};
    std::array<std::array<char, 64>, places> segment{};
    std::atomic<int> sent{0};
    std::atomic<int> receivers{0};
    struct Receiver {
        std::atomic<pid_t> pid{0};
        std::atomic<int> sent{0};
    };
    std::array<Receiver, places * 4> receiver{};
};

Board* board = nullptr;
pid_t owner = 0;
pid_t supervisor = 0;   // who adopts orphans: the sandbox's, when there is one
pid_t interrupter = 0;  // a child of the kit's own

struct Counting {
    pid_t pid = 0;  // the process that counts
    std::atomic<int> points{0};
    int deadly = 0;
};
Counting counting;
pid_t dies_after_fork = 0;

std::string file_text(const std::string& path) {
    std::string text;
    if (FILE* file = std::fopen(path.c_str(), "re")) {
        std::array<char, 4096> part;
        for (std::size_t got; (got = std::fread(part.data(), 1, part.size(), file)) > 0;)
            text.append(part.data(), got);
        std::fclose(file);
    }
    return text;
}

std::vector<pid_t> numbers_in(const std::string& folder) {
    std::vector<pid_t> numbers;
    if (DIR* entries = opendir(folder.c_str())) {
        while (const dirent* entry = readdir(entries)) {
            if (const int number = std::atoi(entry->d_name); number > 0) numbers.push_back(number);
        }
        closedir(entries);
    }
    return numbers;
}

long number_after(const std::string& text, const char* word, int base = 10) {
    const std::size_t at = text.find(word);
    return at == std::string::npos ? 0
                                   : static_cast<long>(std::strtoull(
                                         text.c_str() + at + std::strlen(word), nullptr, base));
}

std::vector<ProcessSeen> everybody() {
    std::vector<ProcessSeen> all;
    for (const pid_t pid : numbers_in("/proc")) {
        ProcessSeen seen = look_at(pid);
        if (seen.pid != 0) all.push_back(std::move(seen));
    }
    return all;
}

// `roots` and all below them.
std::vector<ProcessSeen> trees_of(std::vector<pid_t> roots) {
    const auto all = everybody();
    std::vector<ProcessSeen> found;
    for (std::size_t i = 0; i < roots.size(); ++i) {
        for (const ProcessSeen& process : all) {
            if (process.pid == roots[i]) found.push_back(process);
            if (process.parent == roots[i] && process.pid != interrupter &&
                std::ranges::find(roots, process.pid) == roots.end()) {
                roots.push_back(process.pid);
            }
        }
    }
    return found;
}

// Something about them that changes when one of them moves; empty while one of them runs or dies.
std::string stillness(const std::vector<ProcessSeen>& processes) {
    std::string all;
    for (const ProcessSeen& process : processes) {
        if (process.zombie()) {
            all += std::to_string(process.pid) + "z ";
            continue;
        }
        if (process.dying || (process.state != 'S' && process.state != 'T')) return {};
        // Each thread of it.
        const std::string folder = "/proc/" + std::to_string(process.pid) + "/task";
        for (const pid_t thread : numbers_in(folder)) {
            const std::string status = file_text(folder + "/" + std::to_string(thread) + "/status");
            const std::size_t state = status.find("State:\t");
            if (state == std::string::npos || status[state + 7] != 'S') return {};
            all += std::to_string(thread) + ":" +
                   std::to_string(number_after(status, "\nvoluntary_ctxt_switches:")) + " ";
        }
    }
    return all;
}

// Looks at them again and again until there are none (true), or none of them has moved for `quiet`,
// or `limit` is over.
template <class Look>
bool gone_or_still(const Look& look, std::chrono::milliseconds quiet,
                   std::chrono::milliseconds limit) {
    const auto started = std::chrono::steady_clock::now();
    auto moved = started;
    int looks = 0;
    std::string last;
    for (;;) {
        const std::vector<ProcessSeen> processes = look();
        if (processes.empty()) return true;
        if (std::ranges::any_of(processes, &ProcessSeen::dying)) limit = std::max(limit, 20000ms);
        const auto now = std::chrono::steady_clock::now();
        std::string still = stillness(processes);
        if (still.empty() || still != last) {
            moved = now;
            looks = 0;
        }
        last = std::move(still);
        // So many looks as well: a machine that stood still has not let them move.
        if ((now - moved >= quiet && ++looks >= quiet / 20ms) || now - started >= limit)
            return false;
        std::this_thread::sleep_for(5ms);
    }
}

void kill_all(const std::vector<ProcessSeen>& processes) {
    for (const ProcessSeen& process : processes)
        if (!process.zombie()) syscall(SYS_kill, process.pid, SIGKILL);
}

void reap(pid_t pid) {
    while (waitpid(pid, nullptr, 0) < 0 && errno == EINTR) {
    }
}

// In a child that ends with exit(): before anything else that the parent had planned for its end.
void at_the_end(int status, void*) {
    if (own_pid() == owner) return;
    board->exits++;
    _exit(status);
}

[[gnu::constructor(102)]] void begin() {
    owner = own_pid();
    board = new (shared_memory(sizeof(Board))) Board;
    const ProcessSeen parent = look_at(getppid());
    // The system cuts names at 15 characters.
    if (parent.name.starts_with("racecourse-stag")) supervisor = parent.pid;
}

// What is registered last runs first.
void register_the_end() {
    static const int registered = on_exit(at_the_end, nullptr);
    (void)registered;
}

std::string listed(const std::vector<pid_t>& pids) {
    std::string text;
    for (std::size_t i = 0; i < pids.size(); ++i)
        text += (i == 0 ? "" : ", ") + std::to_string(pids[i]);
    return text;
}

}  // namespace

void* shared_memory(std::size_t size) {
    void* const memory =
        mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) throw std::bad_alloc();
    return memory;
}

void drop_shared_memory(void* memory, std::size_t size) {
    munmap(memory, size);
}

ProcessSeen look_at(pid_t pid) {
    ProcessSeen seen;
    const std::string status = file_text("/proc/" + std::to_string(pid) + "/status");
    const std::size_t state = status.find("State:\t");
    if (!status.starts_with("Name:\t") || state == std::string::npos) return seen;
    seen.pid = pid;
    seen.name = status.substr(6, status.find('\n') - 6);
    seen.state = status[state + 7] == 'X' ? 'Z' : status[state + 7];
    seen.parent = static_cast<pid_t>(number_after(status, "\nPPid:"));
    seen.switches = number_after(status, "\nvoluntary_ctxt_switches:");
    const unsigned long kill_bit = 1UL << (SIGKILL - 1);
    const auto pending = static_cast<unsigned long>(number_after(status, "\nSigPnd:", 16) |
                                                    number_after(status, "\nShdPnd:", 16));
    seen.dying = (pending & kill_bit) != 0;
    return seen;
}

bool exists(pid_t pid) {
    return look_at(pid).pid != 0;
}

bool runs(pid_t pid) {
    const ProcessSeen seen = look_at(pid);
    return seen.pid != 0 && !seen.zombie();
}

bool ends(pid_t pid) {
    return gone_or_still(
        [pid] { return runs(pid) ? std::vector{look_at(pid)} : std::vector<ProcessSeen>(); }, 500ms,
        10s);
}

std::vector<ProcessSeen> children() {
    const pid_t self = own_pid();
    std::vector<ProcessSeen> found = everybody();
    std::erase_if(found, [&](const ProcessSeen& process) {
        return process.parent != self || process.pid == interrupter;
    });
    return found;
}

std::vector<ProcessSeen> orphans() {
    if (supervisor == 0) return {};
    std::vector<ProcessSeen> found = everybody();
    std::erase_if(found, [&](const ProcessSeen& process) {
        return process.parent != supervisor || process.pid == owner || process.zombie() ||
               process.name == "gdb";
    });
    return found;
}

std::string in_words(const std::vector<ProcessSeen>& processes) {
    std::vector<pid_t> running, zombies;
    for (const ProcessSeen& process : processes)
        (process.zombie() ? zombies : running).push_back(process.pid);
    std::string text;
    if (!running.empty()) {
        text =
            std::to_string(running.size()) +
            (running.size() == 1 ? " process that still runs (" : " processes that still run (") +
            listed(running) + ")";
    }
    if (!zombies.empty()) {
        text += (text.empty() ? "" : " and ") + std::to_string(zombies.size()) +
                (zombies.size() == 1 ? " zombie (" : " zombies (") + listed(zombies) + ")";
    }
    return text.empty() ? "nothing" : text;
}

std::map<int, std::string> open_descriptors() {
    std::map<int, std::string> found;
    DIR* const entries = opendir("/proc/self/fd");
    if (entries == nullptr) return found;
    while (const dirent* entry = readdir(entries)) {
        if (entry->d_name[0] == '.') continue;
        const int number = std::atoi(entry->d_name);
        if (number == dirfd(entries)) continue;
        std::array<char, 200> target{};
        const auto length = readlinkat(dirfd(entries), entry->d_name, target.data(), target.size());
        std::string what(target.data(), length > 0 ? static_cast<std::size_t>(length) : 0);
        if (what.starts_with("pipe:")) what = "pipe";
        if (what.starts_with("socket:")) what = "socket";
        if (what.starts_with("anon_inode:[")) what = what.substr(12, what.size() - 13);
        found[number] = std::move(what);
    }
    closedir(entries);
    return found;
}

std::set<std::string> shared_segments() {
    std::set<std::string> found;
    const int count = std::min(board->segments.load(), Board::places);
    for (int i = 0; i < count; ++i) {
        const std::string name(board->segment[static_cast<std::size_t>(i)].data());
        if (!name.empty() && access(("/dev/shm/" + name).c_str(), F_OK) == 0) found.insert(name);
    }
    return found;
}

int mapped_segments() {
    const std::string maps = file_text("/proc/self/maps");
    int count = 0;
    for (std::size_t at = 0; (at = maps.find(" /dev/shm/", at)) != std::string::npos; ++at) ++count;
    return count;
}

std::set<std::string> files_in(const std::string& folder) {
    std::set<std::string> found;
    if (DIR* entries = opendir(folder.c_str())) {
        while (const dirent* entry = readdir(entries)) {
            const std::string name = entry->d_name;
            if (name != "." && name != "..") found.insert(name);
        }
        closedir(entries);
    }
    return found;
}

int exits_through_the_parent() {
    return board->exits.load();
}

void came_back_in_a_child() {
    board->came_back++;
    _exit(99);
}

LeavesNothing::LeavesNothing(std::string what)
    : what_(std::move(what)),
      owner_(own_pid()),
      descriptors_(open_descriptors()),
      segments_(shared_segments()),
      mapped_(mapped_segments()),
      exits_(board->exits),
      came_back_(board->came_back) {
    register_the_end();
    for (const auto& processes : {children(), orphans()})
        for (const ProcessSeen& process : processes) processes_.insert(process.pid);
}

LeavesNothing::~LeavesNothing() {
    if (own_pid() != owner_) came_back_in_a_child();
    check();
}

void LeavesNothing::check() {
    if (own_pid() != owner_) came_back_in_a_child();
    const auto new_ones = [&](std::vector<ProcessSeen> processes) {
        std::erase_if(processes,
                      [&](const ProcessSeen& process) { return processes_.contains(process.pid); });
        return processes;
    };
    // A killed process may need a moment to be gone; what does not move any more will not go.
    (void)gone_or_still([&] { return new_ones(children()); }, 300ms, 1s);
    (void)gone_or_still([&] { return new_ones(orphans()); }, 300ms, 5s);
    const auto own = new_ones(children());
    const auto strangers = new_ones(orphans());
    const bool running = std::ranges::any_of(own, [](const auto& it) { return !it.zombie(); });
    EXPECT_TRUE(own.empty())
        << because << what_ << ", no child process may be left, but there is " << in_words(own)
        << ". "
        << (running ? "Whoever starts a process ends it, or waits for its end."
                    : "A zombie has ended, but nobody has asked how with waitpid(); it keeps its "
                      "number and its place in the system's table until somebody does.");
    EXPECT_TRUE(strangers.empty())
        << because << what_ << ", there is " << in_words(strangers)
        << " whose parent has ended. Such an orphan belongs to nobody: it would run on for as long "
           "as it likes.";
    for (int round = 0; round < 100; ++round) {
        auto left = new_ones(children());
        const auto adopted = new_ones(orphans());
        if (left.empty() && adopted.empty()) break;
        kill_all(left);
        kill_all(adopted);
        for (const ProcessSeen& child : left) reap(child.pid);
        std::this_thread::sleep_for(1ms);
    }

    std::string leaked;
    int count = 0;
    for (const auto& [number, target] : open_descriptors()) {
        if (descriptors_.contains(number)) continue;
        leaked += (count++ == 0 ? "" : ", ") + std::to_string(number) + " (" + target + ")";
        close(number);
    }
    EXPECT_EQ(count, 0) << because << what_ << ", the descriptor" << (count == 1 ? "" : "s") << " "
                        << leaked
                        << (count == 1 ? " is still open that was" : " are still open that were")
                        << " not open before. A process may have only so many "
                           "of them, and the other end of a pipe is not told that this end is done "
                           "with.";
    std::string segments;
    for (const std::string& name : shared_segments()) {
        if (segments_.contains(name)) continue;
        segments += (segments.empty() ? "/" : ", /") + name;
        ::unlink(("/dev/shm/" + name).c_str());
    }
    EXPECT_EQ(segments, "")
        << because << what_ << ", the shared memory " << segments
        << " is still there. It does not go with the process: it takes memory until somebody "
           "unlinks it or the machine is switched off.";
    EXPECT_LE(mapped_segments(), mapped_)
        << because << what_
        << ", a piece of shared memory is still mapped in this process, which nobody can use any "
           "more. What mmap() has mapped, munmap() must let go.";
    EXPECT_EQ(board->came_back.load(), came_back_)
        << because
        << "A child process came back out of your code, and would have gone on with the test as a "
           "second copy of the whole program. A child ends inside, with _exit(), and no exception "
           "may carry it out.";
    EXPECT_EQ(board->exits.load(), exits_)
        << because
        << "A child process ended with exit(). That runs everything that was registered for the "
           "end of its parent (atexit, the destructors of static objects) and writes the parent's "
           "buffered output a second time. A forked child ends with _exit().";
    came_back_ = board->came_back;
    exits_ = board->exits;
}

// A stub said so in a child; its parent says it again, where it is heard.
constexpr int not_started_code = 98;

TestChild::TestChild(const std::function<void()>& body) : pid_(fork()) {
    if (pid_ < 0) throw std::runtime_error("the test could not start a process");
    if (pid_ > 0) return;
    int code = 0;
    try {
        body();
    } catch (const NotStarted& stub) {
        code = not_started_code;
        std::snprintf(board->unstarted.data(), board->unstarted.size(), "%s",
                      stub.what() + std::strlen("not started: "));
    } catch (...) {
        code = 1;
    }
    _exit(code);
}

TestChild::~TestChild() {
    if (!reaped_) kill();
}

void TestChild::kill() {
    if (reaped_) return;
    ::kill(pid_, SIGSTOP);
    auto all = trees_of({pid_});
    kill_all(all);
    ::kill(pid_, SIGKILL);
    reap(pid_);
    reaped_ = true;
}

bool TestChild::ended() {
    int status = 0;
    if (!reaped_ && waitpid(pid_, &status, WNOHANG) == pid_) {
        reaped_ = true;
        end_.ended = true;
        if (WIFEXITED(status)) end_.code = WEXITSTATUS(status);
        if (WIFSIGNALED(status)) end_.signal = WTERMSIG(status);
    }
    if (end_.code == not_started_code) not_started(board->unstarted.data());
    return reaped_;
}

TestChild::End TestChild::wait(std::chrono::milliseconds limit) {
    const auto started = std::chrono::steady_clock::now();
    // Most end soon, and to look at all processes costs more than their whole life.
    for (int i = 0; i < 200 && !ended(); ++i) std::this_thread::sleep_for(500us);
    const auto look = [&] { return ended() ? std::vector<ProcessSeen>() : trees_of({pid_}); };
    if (!ended() && !gone_or_still(look, 2s, limit))
        end_.stuck = std::chrono::steady_clock::now() - started < limit;
    return end_;
}

bool TestChild::waits(std::chrono::milliseconds limit) const {
    std::string last;
    int same = 0;
    return eventually(
        [&] {
            std::string still = stillness({look_at(pid_)});
            same = !still.empty() && still == last ? same + 1 : 0;
            last = std::move(still);
            return same >= 5 || !exists(pid_);
        },
        limit);
}

namespace {

constexpr int interruption = SIGUSR2;

bool catches(const std::string& status) {
    const auto caught = static_cast<unsigned long>(number_after(status, "\nSigCgt:", 16));
    return (caught & (1UL << (interruption - 1))) != 0;
}

void note_sent(pid_t pid) {
    board->sent++;
    const int count = std::min<int>(board->receivers, static_cast<int>(board->receiver.size()));
    for (int i = 0; i < count; ++i) {
        auto& receiver = board->receiver[static_cast<std::size_t>(i)];
        if (receiver.pid == pid) {
            receiver.sent++;
            return;
        }
    }
    if (count == static_cast<int>(board->receiver.size())) return;
    board->receiver[static_cast<std::size_t>(count)].pid = pid;
    board->receiver[static_cast<std::size_t>(count)].sent = 1;
    board->receivers++;
}

[[noreturn]] void interrupt_for_ever(pid_t root) {
    interrupter = own_pid();
    for (;;) {
        for (const ProcessSeen& process : trees_of({root})) {
            if (process.zombie() || process.pid == interrupter) continue;
            const std::string folder = "/proc/" + std::to_string(process.pid) + "/task";
            for (const pid_t thread : numbers_in(folder)) {
                const std::string status =
                    file_text(folder + "/" + std::to_string(thread) + "/status");
                const std::size_t state = status.find("State:\t");
                if (state == std::string::npos || status[state + 7] != 'S' || !catches(status))
                    continue;
                // Counted first: whoever waits for the count may then rely on the signal.
                if (syscall(SYS_tgkill, process.pid, thread, interruption) == 0)
                    note_sent(process.pid);
            }
        }
        usleep(1000);
    }
}

}  // namespace

Interruptions::Interruptions() : sender_(-1) {
    board->receivers = 0;
    struct sigaction nothing {};
    nothing.sa_handler = [](int) {};
    sigaction(interruption, &nothing, nullptr);
    const pid_t root = own_pid();
    sender_ = fork();
    if (sender_ < 0) throw std::runtime_error("the test could not start a process");
    if (sender_ == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        // It must not hold the other end of anybody's pipe.
        syscall(SYS_close_range, 3U, ~0U, 0U);
        if (getppid() != root) _exit(0);
        interrupt_for_ever(root);
    }
    interrupter = sender_;
}

Interruptions::~Interruptions() {
    ::kill(sender_, SIGKILL);
    reap(sender_);
    interrupter = 0;
    // One that is on its way must not kill.
    signal(interruption, SIG_IGN);
    signal(interruption, SIG_DFL);
}

int Interruptions::sent() const {
    return board->sent.load();
}

int Interruptions::sent_to(pid_t pid) const {
    const int count = std::min<int>(board->receivers, static_cast<int>(board->receiver.size()));
    for (int i = 0; i < count; ++i) {
        const auto& receiver = board->receiver[static_cast<std::size_t>(i)];
        if (receiver.pid == pid) return receiver.sent;
    }
    return 0;
}

bool Interruptions::wait_for(int more, pid_t pid, std::chrono::milliseconds limit) const {
    const int before = sent_to(pid);
    return eventually([&] { return sent_to(pid) >= before + more; }, limit);
}

int signals_to_strangers() {
    return board->strange_signals.load();
}

void die_after_fork() {
    dies_after_fork = own_pid();
}

void die_at_point(int number) {
    counting.points = 0;
    counting.deadly = number;
    counting.pid = own_pid();
}

void point() {
    if (counting.pid == 0) return;
    if (counting.pid != own_pid()) {
        counting.pid = 0;  // a child of the one that counts
        return;
    }
    if (++counting.points == counting.deadly) {
        syscall(SYS_kill, counting.pid, SIGKILL);
        for (;;) pause();
    }
}

int points() {
    return counting.points;
}

}  // namespace racecourse

// The library's names. ThreadSanitizer must see the callers of these calls as they are, so there
// the calls are no points.
#if !defined(__SANITIZE_THREAD__)

namespace {

template <class Function>
Function real_one(const char* name) {
    return reinterpret_cast<Function>(dlsym(RTLD_NEXT, name));
}

}  // namespace

#define RACECOURSE_POINTS(result, name, parameters, arguments, exception) \
    extern "C" result name parameters exception {                         \
        static const auto real = real_one<result(*) parameters>(#name);   \
        racecourse::point();                                              \
        result value = real arguments;                                    \
        const int error = errno;                                          \
        racecourse::point();                                              \
        errno = error;                                                    \
        return value;                                                     \
    }

RACECOURSE_POINTS(ssize_t, read, (int fd, void* to, size_t size), (fd, to, size), )
RACECOURSE_POINTS(ssize_t, write, (int fd, const void* from, size_t size), (fd, from, size), )
RACECOURSE_POINTS(ssize_t, readv, (int fd, const iovec* parts, int count), (fd, parts, count), )
RACECOURSE_POINTS(ssize_t, writev, (int fd, const iovec* parts, int count), (fd, parts, count), )
RACECOURSE_POINTS(ssize_t, send, (int fd, const void* from, size_t size, int flags),
                  (fd, from, size, flags), )
RACECOURSE_POINTS(ssize_t, recv, (int fd, void* to, size_t size, int flags),
                  (fd, to, size, flags), )
RACECOURSE_POINTS(ssize_t, sendmsg, (int fd, const msghdr* message, int flags),
                  (fd, message, flags), )
RACECOURSE_POINTS(ssize_t, recvmsg, (int fd, msghdr* message, int flags), (fd, message, flags), )
RACECOURSE_POINTS(int, accept, (int fd, sockaddr* address, socklen_t* size), (fd, address, size), )
RACECOURSE_POINTS(int, connect, (int fd, const sockaddr* address, socklen_t size),
                  (fd, address, size), )
RACECOURSE_POINTS(int, close, (int fd), (fd), )
RACECOURSE_POINTS(int, pipe, (int* ends), (ends), noexcept)
RACECOURSE_POINTS(int, pipe2, (int* ends, int flags), (ends, flags), noexcept)
RACECOURSE_POINTS(int, poll, (pollfd * fds, nfds_t count, int timeout), (fds, count, timeout), )
RACECOURSE_POINTS(int, ftruncate, (int fd, off_t size), (fd, size), noexcept)
RACECOURSE_POINTS(void*, mmap,
                  (void* at, size_t size, int protection, int flags, int fd, off_t offset),
                  (at, size, protection, flags, fd, offset), noexcept)
RACECOURSE_POINTS(int, munmap, (void* at, size_t size), (at, size), noexcept)
RACECOURSE_POINTS(pid_t, waitpid, (pid_t pid, int* status, int flags), (pid, status, flags), )

RACECOURSE_POINTS(int, pthread_mutex_lock, (pthread_mutex_t * mutex), (mutex), noexcept)
RACECOURSE_POINTS(int, pthread_mutex_trylock, (pthread_mutex_t * mutex), (mutex), noexcept)
RACECOURSE_POINTS(int, pthread_mutex_timedlock, (pthread_mutex_t * mutex, const timespec* deadline),
                  (mutex, deadline), noexcept)
RACECOURSE_POINTS(int, pthread_mutex_unlock, (pthread_mutex_t * mutex), (mutex), noexcept)
RACECOURSE_POINTS(int, pthread_mutex_consistent, (pthread_mutex_t * mutex), (mutex), noexcept)
RACECOURSE_POINTS(int, pthread_cond_wait, (pthread_cond_t * condition, pthread_mutex_t* mutex),
                  (condition, mutex), )
RACECOURSE_POINTS(int, pthread_cond_signal, (pthread_cond_t * condition), (condition), noexcept)
RACECOURSE_POINTS(int, pthread_cond_broadcast, (pthread_cond_t * condition), (condition), noexcept)
RACECOURSE_POINTS(int, sem_wait, (sem_t * semaphore), (semaphore), )
RACECOURSE_POINTS(int, sem_trywait, (sem_t * semaphore), (semaphore), noexcept)
RACECOURSE_POINTS(int, sem_timedwait, (sem_t * semaphore, const timespec* deadline),
                  (semaphore, deadline), )
RACECOURSE_POINTS(int, sem_post, (sem_t * semaphore), (semaphore), noexcept)
RACECOURSE_POINTS(int, shm_unlink, (const char* name), (name), )

#undef RACECOURSE_POINTS

extern "C" int kill(pid_t pid, int signal) noexcept {
    static const auto real = real_one<int (*)(pid_t, int)>("kill");
    if (signal != 0 && pid != racecourse::own_pid() &&
        racecourse::look_at(pid).parent != racecourse::own_pid()) {
        racecourse::board->strange_signals++;
    }
    racecourse::point();
    const int result = real(pid, signal);
    const int error = errno;
    racecourse::point();
    errno = error;
    return result;
}

extern "C" pid_t fork() noexcept {
    static const auto real = real_one<pid_t (*)()>("fork");
    racecourse::point();
    const pid_t parent = racecourse::own_pid();
    const bool deadly = racecourse::dies_after_fork == parent;
    const pid_t child = real();
    if (deadly && child > 0) {
        syscall(SYS_kill, parent, SIGKILL);
        for (;;) pause();
    }
    while (deadly && child == 0 && getppid() == parent) usleep(500);
    const int error = errno;
    racecourse::point();
    errno = error;
    return child;
}

#endif

// These are noted as well, whatever the sanitizer.
namespace {

void note_segment(const char* name, const char* prefix) {
    const int place = racecourse::board->segments++;
    if (place >= racecourse::Board::places) return;
    auto& text = racecourse::board->segment[static_cast<std::size_t>(place)];
    std::snprintf(text.data(), text.size(), "%s%s", prefix, name + (name[0] == '/' ? 1 : 0));
}

}  // namespace

extern "C" sem_t* sem_open(const char* name, int flags, ...) {
    static const auto real =
        reinterpret_cast<sem_t* (*)(const char*, int, ...)>(dlsym(RTLD_NEXT, "sem_open"));
    mode_t mode = 0;
    unsigned value = 0;
    if ((flags & O_CREAT) != 0) {
        va_list more;
        va_start(more, flags);
        mode = va_arg(more, mode_t);
        value = va_arg(more, unsigned);
        va_end(more);
    }
    sem_t* const semaphore = real(name, flags, mode, value);
    if (semaphore != SEM_FAILED && (flags & O_CREAT) != 0) note_segment(name, "sem.");
    return semaphore;
}

extern "C" int shm_open(const char* name, int flags, mode_t mode) {
    static const auto real =
        reinterpret_cast<int (*)(const char*, int, mode_t)>(dlsym(RTLD_NEXT, "shm_open"));
    racecourse::point();
    const int fd = real(name, flags, mode);
    const int error = errno;
    if (fd >= 0 && (flags & O_CREAT) != 0) note_segment(name, "");
    racecourse::point();
    errno = error;
    return fd;
}
