// Another design: a pipe whose write end only the child has, as in Python's own. The system closes
// that end when the child ends, and poll() on the other one returns; it works on any Unix. A child
// of the child inherits the end, so the wait may last to its limit where that one lives longer.
#pragma once

#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <exception>
#include <functional>
#include <iostream>
#include <limits>
#include <optional>
#include <string>
#include <system_error>
#include <utility>

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
    explicit Process(const std::function<int()>& work, ProcessOptions options = {})
        : name_(std::move(options.name)), daemon_(options.daemon) {
        // What is still buffered would be copied with everything else, and written twice.
        std::cout.flush();
        std::fflush(nullptr);
        const pid_t parent = getpid();
        int ends[2];
        if (pipe(ends) != 0) throw std::system_error(errno, std::generic_category(), "pipe");
        pid_ = fork();
        if (pid_ == 0) {
            close(ends[0]);
            be_the_child(work, parent);
        }
        close(ends[1]);
        ended_ = ends[0];
        if (pid_ < 0) {
            const int error = errno;
            close(ended_);
            throw std::system_error(error, std::generic_category(), "fork");
        }
    }
    // Waits for the end of the child; a daemon it kills first. No zombie and no open descriptor is
    // left.
    ~Process() {
        if (daemon_) kill();
        join();
        close(ended_);
    }
    Process(const Process&) = delete;
    Process& operator=(const Process&) = delete;

    [[nodiscard]] pid_t pid() const { return pid_; }
    [[nodiscard]] const std::string& name() const { return name_; }

    // These may be called in any order and any number of times, also when the child has ended. None
    // is disturbed by signals that the caller's process receives meanwhile.

    // False as soon as the child has ended, waited for or not.
    [[nodiscard]] bool is_alive() { return !ask(WNOHANG); }
    // Nothing as long as it runs; then its exit code, 0 to 255, or -N when signal N has killed it.
    [[nodiscard]] std::optional<int> exit_code() {
        ask(WNOHANG);
        return exit_code_;
    }
    // Waits until the child has ended.
    void join() { ask(0); }
    // The same, at most `limit`. Says whether it has ended.
    [[nodiscard]] bool join_for(std::chrono::milliseconds limit) {
        const auto deadline = std::chrono::steady_clock::now() + limit;
        bool closed = false;
        while (!ask(WNOHANG)) {
            const auto left = deadline - std::chrono::steady_clock::now();
            if (left <= left.zero()) return false;
            pollfd ended{ended_, POLLIN, 0};
            // The end is closed a moment before the child has ended altogether.
            if (closed)
                poll(nullptr, 0, 1);
            else
                closed = poll(&ended, 1, in_milliseconds(left)) > 0;
        }
        return true;
    }

    // Sends the child a signal. Does nothing when it has ended: its number may be another process'
    // by then.
    void send_signal(int signal) {
        if (!ask(WNOHANG)) ::kill(pid_, signal);
    }
    void terminate() { send_signal(SIGTERM); }  // asks it to end (SIGTERM)
    void kill() { send_signal(SIGKILL); }       // ends it (SIGKILL)

  private:
    [[noreturn]] void be_the_child(const std::function<int()>& work, pid_t parent) const noexcept {
        if (daemon_) {
            prctl(PR_SET_PDEATHSIG, SIGKILL);
            if (getppid() != parent) _exit(1);  // it died before that
        }
        prctl(PR_SET_NAME, name_.c_str());
        int code = 1;
        try {
            code = work();
        } catch (const std::exception& error) {
            std::cerr << name_ << ": " << error.what() << '\n';
        } catch (...) {
            std::cerr << name_ << ": an exception\n";
        }
        std::cout.flush();
        std::fflush(nullptr);
        _exit(code);
    }

    // Asks the system whether the child has ended, and how. The answer is given once only: with it
    // the zombie goes, and the number is free.
    bool ask(int options) {
        if (exit_code_) return true;
        int status = 0;
        pid_t answer = -1;
        do {
            answer = waitpid(pid_, &status, options);
        } while (answer < 0 && errno == EINTR);
        if (answer != pid_) return false;
        exit_code_ = WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
        return true;
    }

    static int in_milliseconds(std::chrono::nanoseconds time) {
        const auto whole = std::chrono::ceil<std::chrono::milliseconds>(time).count();
        return static_cast<int>(std::min<long>(whole, std::numeric_limits<int>::max()));
    }

    std::string name_;
    bool daemon_;
    pid_t pid_ = -1;
    int ended_ = -1;  // the pipe's end to read from
    std::optional<int> exit_code_;
};
