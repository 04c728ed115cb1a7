// racecourse doctor: whether this machine can run every check, and how to mend what is missing.
#include <thread>

#include <fmt/format.h>

#include "catalogue/packages.h"
#include "checks/constants.h"
#include "cli/commands.h"
#include "cli/session.h"
#include "common/text.h"
#include "report/terminal.h"

namespace grader {
namespace {

class Doctor {
  public:
    void good(const std::string& what, const std::string& detail) {
        say(Terminal::Tone::good, "✓", what, detail);
    }
    void note(const std::string& what, const std::string& detail) {
        say(Terminal::Tone::accent, "·", what, detail);
    }
    void bad(const std::string& what, const std::string& detail, const std::string& mend) {
        say(Terminal::Tone::bad, "✗", what, detail);
        fmt::print("      mend: {}\n", mend);
        healthy_ = false;
    }
    [[nodiscard]] bool healthy() const { return healthy_; }

  private:
    void say(Terminal::Tone tone, const std::string& sign, const std::string& what,
             const std::string& detail) {
        fmt::print("  {} {:<22} {}\n", terminal_.toned(tone, sign), what, detail);
    }
    Terminal terminal_;
    bool healthy_ = true;
};

std::string setting(const fs::path& path) {
    if (!fs::exists(path)) return "not shown by this kernel";
    try {
        return trimmed(read_file(path));
    } catch (const Error&) {
        return "shown to root only";
    }
}

void compiler(Doctor& doctor, Session& session) {
    const std::string& version = session.workshop().compiler();
    if (version.find(" 12.") != std::string::npos) {
        doctor.good("compiler", version);
    } else {
        doctor.note("compiler", version + " (untried: the checks were measured with g++ 12)");
    }
}

// The whole chain, with a race that must be seen: what the races check relies on.
void thread_sanitizer(Doctor& doctor, Session& session) {
    const Built built = session.workshop().build_snippet(
        "#include <thread>\nint shared = 0;\nint main() {\n"
        "    std::thread first([] { ++shared; });\n    std::thread second([] { ++shared; });\n"
        "    first.join();\n    second.join();\n}\n",
        Flavour::thread, false);
    if (!built.ok) {
        doctor.bad("ThreadSanitizer", "a program does not build with it",
                   "apt-get install libtsan2 g++");
        return;
    }
    Job job;
    job.argv = {built.program.string()};
    job.env = sanitizer_environment();
    job.cwd = "/";
    job.mounts = {{built.program.parent_path(), false}};
    job.fixed_addresses = true;
    Ended ended;
    std::string why;
    try {
        ended = session.sandbox().run(job);
    } catch (const Error& error) {
        why = error.what();
    }
    if (ended.err.find("WARNING: ThreadSanitizer: data race") != std::string::npos) {
        doctor.good("ThreadSanitizer", "starts, and reports a race that is there on purpose");
    } else if (why.find("randomisation") != std::string::npos) {
        doctor.bad(
            "ThreadSanitizer", "address randomisation cannot be switched off here",
            "in a container: docker run --security-opt seccomp=unconfined ..., or ask for the "
            "personality call to be allowed");
    } else {
        doctor.bad("ThreadSanitizer", "it does not start or sees nothing",
                   "sysctl -w vm.mmap_rnd_bits=28 (as root), then try again");
    }
}

void isolation(Doctor& doctor, const Session& session) {
    if (session.sandbox().isolation() == Isolation::namespaces) {
        doctor.good("sandbox", "namespaces work: no network, own processes, own /tmp");
        return;
    }
    doctor.note("sandbox", fmt::format("limits only ({})", session.sandbox().why_not_isolated()));
    fmt::print(
        "      to isolate fully: sysctl -w kernel.unprivileged_userns_clone=1 (as root), and in a "
        "container: docker run --security-opt seccomp=unconfined ...\n");
}

// What the virtual cores of the check `speed` reckon with.
void constants(Doctor& doctor, const fs::path& root, bool measure) {
    const Constants found = constants_of(root, measure);
    const auto say = [&](const char* what, double value) {
        doctor.note(what, fmt::format("{:.0f} ns", value));
    };
    say("thread start", found.thread_start);
    say("hand-over", found.hand_over);
    say("contended lock", found.contended_lock);
    say("cache miss", found.cache_miss);
}

void packages(Doctor& doctor, const fs::path& root, const Session& session) {
    auto wanted = course_packages(root);
    for (const Exercise& exercise : session.catalogue().exercises()) {
        for (const std::string& package : exercise.packages) {
            wanted.push_back({package, "needed by " + exercise.id});
        }
    }
    for (const Package& package : wanted) {
        if (is_installed(package.name)) {
            doctor.good(package.name, package.reason);
        } else {
            doctor.bad(package.name, package.reason + ": not installed",
                       "apt-get install " + package.name);
        }
    }
}

}  // namespace

Exit doctor_command(const fs::path& root, bool measure) {
    Session session(root);
    Doctor doctor;
    fmt::print("The machine\n");
    const unsigned cores = std::thread::hardware_concurrency();
    doctor.note("cores", std::to_string(cores));
    doctor.note("randomisation",
                fmt::format("vm.mmap_rnd_bits = {}", setting("/proc/sys/vm/mmap_rnd_bits")));
    compiler(doctor, session);
    thread_sanitizer(doctor, session);
    isolation(doctor, session);
    fmt::print("What threads cost here (measured once; --measure does it again)\n");
    constants(doctor, root, measure);
    fmt::print("Packages\n");
    packages(doctor, root, session);
    fmt::print("\n{}\n",
               doctor.healthy() ? "All is well." : "Mend what is marked ✗, then run this again.");
    return doctor.healthy() ? Exit::passed : Exit::environment;
}

}  // namespace grader
