// What hidden tests of code with several processes are written with. A program that includes this
// is linked with kit/src/processes.cpp, whose names for read(), pthread_mutex_lock() and their like
// stand before the library's and count the calls; they do nothing else until they are asked to.
//
// Expectations hold in the test's own process only: what a child finds out, it writes into a
// Shared<...> object, and the test expects it there.
#pragma once

#include <racecourse/kit.h>

#include <sys/types.h>

#include <atomic>
#include <chrono>
#include <functional>
#include <map>
#include <new>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace racecourse {

// An object that this process and the children it starts from now on all see.
void* shared_memory(std::size_t size);
void drop_shared_memory(void* memory, std::size_t size);

template <class T>
class Shared {
  public:
    template <class... Arguments>
    explicit Shared(Arguments&&... arguments)
        : object_(new (shared_memory(sizeof(T))) T{std::forward<Arguments>(arguments)...}) {}
    ~Shared() { drop_shared_memory(object_, sizeof(T)); }
    Shared(const Shared&) = delete;
    Shared& operator=(const Shared&) = delete;
    T* operator->() const { return object_; }
    T& operator*() const { return *object_; }

  private:
    T* object_;
};

// A door as in kit.h, between processes.
class SharedGate {
  public:
    void open() const { open_->store(true); }
    [[nodiscard]] bool is_open() const { return open_->load(); }
    [[nodiscard]] bool wait_for(std::chrono::milliseconds limit = 20s) const {
        return eventually([this] { return is_open(); }, limit);
    }

  private:
    Shared<std::atomic<bool>> open_{false};
};

// A process as the system shows it.
struct ProcessSeen {
    pid_t pid = 0;
    pid_t parent = 0;
    char state = '?';    // R runs or could, S waits, D waits for a disk, T stopped, Z a zombie
    bool dying = false;  // SIGKILL is on its way
    long switches = 0;   // how often it has gone to sleep
    std::string name;
    [[nodiscard]] bool zombie() const { return state == 'Z'; }
};

// Is there still such a process? A zombie has ended, but it is still there.
[[nodiscard]] bool exists(pid_t pid);
[[nodiscard]] bool runs(pid_t pid);  // there, and no zombie
[[nodiscard]] ProcessSeen look_at(pid_t pid);
// Waits for its end, at most until it does not move any more; says whether it has ended.
[[nodiscard]] bool ends(pid_t pid);

// This process' children, zombies among them, without the kit's own.
[[nodiscard]] std::vector<ProcessSeen> children();
// What children of this program have started and left running when they ended themselves: their
// parent is then the system's first process (here, the sandbox's). Zombies of these are not its.
[[nodiscard]] std::vector<ProcessSeen> orphans();
// "2 processes that still run (4711, 4712) and 1 zombie (4713)", or "nothing".
[[nodiscard]] std::string in_words(const std::vector<ProcessSeen>& processes);

// Numbers of this process' open descriptors, and what each is ("pipe", "socket", "/tmp/x").
[[nodiscard]] std::map<int, std::string> open_descriptors();
// Names (as in shm_open, without the slash) of the shared memory segments and named semaphores
// which this program or its children made and nobody has unlinked.
[[nodiscard]] std::set<std::string> shared_segments();
// How many pieces of named shared memory this process has mapped.
[[nodiscard]] int mapped_segments();
// Names of what is in a folder.
[[nodiscard]] std::set<std::string> files_in(const std::string& folder);

// How often a child has run what its parent registered with atexit: it ended by exit() or by
// returning from main() instead of by _exit(). The child ends there, with its own exit code.
[[nodiscard]] int exits_through_the_parent();
// Says this where the child came back out of the code under test, into the test's own code.
[[noreturn]] void came_back_in_a_child();

// Expects at its end that nothing is left that was not there at its beginning: no child, running or
// a zombie; no orphan; no descriptor; no shared segment, named or mapped; and that no child ran its
// parent's end or came back into the test. What is left it removes, so that the next test starts
// right.
class LeavesNothing {
  public:
    // `what` begins its sentences: "After join()".
    explicit LeavesNothing(std::string what);
    ~LeavesNothing();
    LeavesNothing(const LeavesNothing&) = delete;
    LeavesNothing& operator=(const LeavesNothing&) = delete;
    // The same, before the end.
    void check();

  private:
    std::string what_;
    pid_t owner_;
    std::set<pid_t> processes_;
    std::map<int, std::string> descriptors_;
    std::set<std::string> segments_;
    int mapped_, exits_, came_back_;
};

// Runs `body` in a child of its own and ends the child with _exit(0), or _exit(1) if it throws.
// What is still running at the end is killed and waited for, and what it started as well.
class TestChild {
  public:
    struct End {
        bool ended = false;  // in time
        bool stuck = false;  // no, and it and all below it wait for something that never comes
        int code = -1;       // of _exit()
        int signal = 0;      // that killed it
    };
    explicit TestChild(const std::function<void()>& body);
    ~TestChild();
    TestChild(const TestChild&) = delete;
    TestChild& operator=(const TestChild&) = delete;

    [[nodiscard]] pid_t pid() const { return pid_; }
    void kill();
    [[nodiscard]] bool ended();
    // Waits until it has ended, is stuck (nothing of it has moved for two seconds), or `limit` is
    // over.
    [[nodiscard]] End wait(std::chrono::milliseconds limit = 30s);
    // Waits until it sleeps in the system, in a call that waits.
    [[nodiscard]] bool waits(std::chrono::milliseconds limit = 20s) const;

  private:
    pid_t pid_;
    bool reaped_ = false;
    End end_;
};

// As long as it lives, a signal whose handler does nothing, without SA_RESTART, comes to every
// thread of this process and of its children as soon as it sleeps in the system, again and again:
// whatever waits there returns EINTR. It never comes to one that runs, so no fork() is kept from
// finishing.
class Interruptions {
  public:
    Interruptions();
    ~Interruptions();
    Interruptions(const Interruptions&) = delete;
    Interruptions& operator=(const Interruptions&) = delete;
    // How many have been sent so far, to anybody or to one process.
    [[nodiscard]] int sent() const;
    [[nodiscard]] int sent_to(pid_t pid) const;
    // Waits until `more` have been sent to it from now on.
    [[nodiscard]] bool wait_for(int more, pid_t pid, std::chrono::milliseconds limit = 20s) const;

  private:
    pid_t sender_;
};

// How many signals kill() has sent to a process that was no child of the caller: once a child has
// been waited for, its number may be anybody's.
[[nodiscard]] int signals_to_strangers();

// This process is killed as soon as its next fork() has made a child, and the child comes back from
// fork() only when its parent is dead.
void die_after_fork();

// Points at which a worker can be killed: each call of read, write and their like, of sockets,
// locks, semaphores, condition variables, memory mapping and processes is two, right before it and
// right after it. Only what is called by name from the program's own code counts, not what the
// library calls for itself.
//
// From here on this process counts; it kills itself with SIGKILL at the point `number`, 1 or later.
// A child that it starts does neither.
void die_at_point(int number);
// A point of the test's own, for example inside a function that is called under a lock.
void point();
// How many points there have been since die_at_point().
[[nodiscard]] int points();

}  // namespace racecourse
