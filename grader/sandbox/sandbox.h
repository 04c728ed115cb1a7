// Runs one program under limits, in namespaces of its own where the machine allows it, and says how
// it ended. It never judges: that is the verdict's.
//
// Inside: no network, no other processes, a private /tmp, the system's /usr read-only, and of the
// rest only what the job mounts. The program runs as a user without rights, also when the grader is
// root. When run() returns, every process that the job started is gone.
#pragma once

#include <exception>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "common/files.h"

namespace grader {

struct Limits {
    double wall_seconds = 60;
    double cpu_seconds = 60;        // all processes of the job together
    std::size_t memory_mib = 2048;  // resident, all processes together
    int processes = 256;            // processes and threads
    std::size_t output_kib = 8192;  // stdout and stderr together
    std::size_t kept_kib = 64;      // of each of them; enough for any message
    std::size_t file_mib = 256;     // one file
};

struct Mount {
    fs::path path;  // seen at the same path inside
    bool writable = false;
};

struct Job {
    std::vector<std::string> argv;
    std::vector<std::string> env;  // "NAME=value"; the whole environment
    fs::path cwd;
    std::vector<Mount> mounts;
    Limits limits;
    std::string secret;            // what the program may read once, on descriptor 4
    bool fixed_addresses = false;  // address randomisation off: ThreadSanitizer needs it
    fs::path stacks_script;        // gdb script for Wish::look
    bool on_terminal = false;  // for `debug`: the program gets the terminal, nothing is captured
};

// What the program does right now, as far as it can be seen from outside.
struct Usage {
    double wall_seconds = 0;
    double cpu_seconds = 0;
    std::size_t memory_mib = 0;
    int threads = 0;
    int blocked_for_ever = 0;  // threads that only another one can wake
    int runnable = 0;          // threads that run or could run now
};

enum class Wish { go_on, look, stop };

// What a caller may hear and ask while the program runs. All calls come from run()'s own thread.
class Watcher {
  public:
    virtual ~Watcher() = default;
    virtual void on_channel(std::string_view /*bytes*/) {}
    // A few dozen times a second. `look` has the stacks of all threads taken, then calls on_stacks.
    virtual Wish on_tick(const Usage& /*usage*/) { return Wish::go_on; }
    virtual void on_stacks(std::string_view /*text*/) {}
};

enum class End {
    exited,     // status is the exit code
    signalled,  // status is the signal
    stopped,    // by the watcher
    vanished,   // it took its supervisor down with it
    wall_limit,
    cpu_limit,
    memory_limit,
    process_limit,
    output_limit,
};

struct Ended {
    End end = End::exited;
    int status = 0;
    std::string out, err;  // bounded
    bool cut = false;      // more was printed than is kept
    std::string evidence;  // the sanitizers' reports
    double wall_seconds = 0, cpu_seconds = 0;
    std::size_t memory_mib = 0;  // the most that was seen
    int leftovers = 0;           // processes still alive when the program ended
    [[nodiscard]] bool ok() const { return end == End::exited && status == 0; }
};

// Thrown by a Sandbox that was told to stop. No Error: there is nothing to say to anybody.
struct Cancelled : std::exception {
    [[nodiscard]] const char* what() const noexcept override { return "cancelled"; }
};

enum class Isolation { namespaces, limits_only };

class Sandbox {
  public:
    // `stage` is the program that runs inside (racecourse-stage). Tries once whether namespaces
    // work; with `most` the tests have it work as on a machine that allows none.
    explicit Sandbox(fs::path stage, Isolation most = Isolation::namespaces);

    [[nodiscard]] Isolation isolation() const { return isolation_; }
    [[nodiscard]] const std::string& why_not_isolated() const { return why_; }

    // The same sandbox for work that may be called off: once `stop` is requested, what runs in it
    // is killed within a few hundredths of a second, and run() throws Cancelled.
    [[nodiscard]] Sandbox until(std::stop_token stop) const;

    // Throws Error (status environment) only when the job could not be started at all.
    [[nodiscard]] Ended run(const Job& job, Watcher* watcher = nullptr) const;

  private:
    [[nodiscard]] std::vector<std::string> command(const Job& job) const;
    fs::path stage_;
    Isolation isolation_ = Isolation::namespaces;
    std::string why_;
    std::stop_token stop_;
};

}  // namespace grader
