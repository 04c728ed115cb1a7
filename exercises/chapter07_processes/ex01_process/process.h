// A child process that runs a function.
#pragma once

#include <racecourse/not_started.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <functional>
#include <optional>
#include <string>

struct ProcessOptions {
    std::string name = "child";
    bool daemon = false;
};

// All functions are called by the thread that made the object, in the process that made it.
class Process {
  public:
    // Starts a child process, which runs `work` and ends with what it returns as exit code, or with
    // 1 if it throws. Only the caller's process comes back from here. Throws std::system_error when
    // no process can be started.
    //
    // - The system knows the child by the options' name (of which it keeps 15 characters).
    // - What `work` prints with std::cout or stdout is written before the child ends. What the
    //   caller has printed before, and is still buffered, is written once, not by both.
    // - The child runs nothing of what the caller's process has planned for its own end: no
    //   function registered with atexit, no destructor of a static object.
    // - A daemon ends with its parent, however that ends: the object's destructor kills it, and so
    //   does the death of the parent's process (also right after the start). Any other child goes
    //   on when its parent dies.
    explicit Process(const std::function<int()>& work, ProcessOptions options = {}) {
        racecourse::not_started("Process");
    }
    // Waits for the end of the child; a daemon it kills first. No zombie and no open descriptor is
    // left.
    ~Process() {}
    Process(const Process&) = delete;
    Process& operator=(const Process&) = delete;

    [[nodiscard]] pid_t pid() const { racecourse::not_started("Process::pid"); }
    [[nodiscard]] const std::string& name() const { racecourse::not_started("Process::name"); }

    // These may be called in any order and any number of times, also when the child has ended. None
    // is disturbed by signals that the caller's process receives meanwhile.

    // False as soon as the child has ended, waited for or not.
    [[nodiscard]] bool is_alive() { racecourse::not_started("Process::is_alive"); }
    // Nothing as long as it runs; then its exit code, 0 to 255, or -N when signal N has killed it.
    [[nodiscard]] std::optional<int> exit_code() { racecourse::not_started("Process::exit_code"); }
    // Waits until the child has ended.
    void join() { racecourse::not_started("Process::join"); }
    // The same, at most `limit`. Says whether it has ended.
    [[nodiscard]] bool join_for(std::chrono::milliseconds limit) {
        racecourse::not_started("Process::join_for");
    }

    // Sends the child a signal. Does nothing when it has ended: its number may be another process'
    // by then.
    void send_signal(int signal) { racecourse::not_started("Process::send_signal"); }
    void terminate() { racecourse::not_started("Process::terminate"); }  // asks it to end (SIGTERM)
    void kill() { racecourse::not_started("Process::kill"); }            // ends it (SIGKILL)
};
