#include "sandbox/process_tree.h"

#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <string>

namespace grader {
namespace {

std::string slurp(const std::string& path) {
    const int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (fd < 0) return {};
    std::string text(4096, '\0');
    const ssize_t got = read(fd, text.data(), text.size());
    close(fd);
    text.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
    return text;
}

std::vector<pid_t> entries(const std::string& directory) {
    std::vector<pid_t> numbers;
    std::error_code error;
    for (std::filesystem::directory_iterator it(directory, error), end; !error && it != end;
         it.increment(error)) {
        numbers.push_back(std::atoi(it->path().filename().c_str()));
    }
    return numbers;
}

std::string proc(pid_t pid) {
    return "/proc/" + std::to_string(pid);
}

}  // namespace

std::vector<pid_t> descendants(pid_t root) {
    std::vector<pid_t> found{root};
    for (std::size_t i = 0; i < found.size(); ++i) {
        for (const pid_t thread : entries(proc(found[i]) + "/task")) {
            const std::string text =
                slurp(proc(found[i]) + "/task/" + std::to_string(thread) + "/children");
            for (const char* at = text.c_str(); *at != '\0';) {
                char* end = nullptr;
                const long pid = std::strtol(at, &end, 10);
                if (end == at) break;
                found.push_back(static_cast<pid_t>(pid));
                at = end;
            }
        }
    }
    return found;
}

TreeUsage usage_of(const std::vector<pid_t>& processes) {
    static const double ticks = static_cast<double>(sysconf(_SC_CLK_TCK));
    static const long page = sysconf(_SC_PAGESIZE);
    TreeUsage usage;
    for (const pid_t pid : processes) {
        const std::string text = slurp(proc(pid) + "/stat");
        const std::size_t name_end = text.rfind(')');
        if (name_end == std::string::npos) continue;
        unsigned long user = 0, system = 0;
        long child_user = 0, child_system = 0, threads = 0, resident = 0;
        if (std::sscanf(
                text.c_str() + name_end + 2,
                "%*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu %ld %ld %*d %*d %ld %*d "
                "%*u %*u %ld",
                &user, &system, &child_user, &child_system, &threads, &resident) != 6) {
            continue;
        }
        usage.cpu_seconds +=
            (static_cast<double>(user + system) + static_cast<double>(child_user + child_system)) /
            ticks;
        usage.memory_mib += static_cast<std::size_t>(resident * page) >> 20;
        usage.threads += static_cast<int>(threads);
        ++usage.processes;
    }
    return usage;
}

ThreadStates thread_states(const std::vector<pid_t>& processes) {
    ThreadStates states;
    for (const pid_t pid : processes) {
        for (const pid_t thread : entries(proc(pid) + "/task")) {
            const std::string text =
                slurp(proc(pid) + "/task/" + std::to_string(thread) + "/syscall");
            if (text.starts_with("running")) ++states.runnable;
            long number = -1;
            unsigned long address = 0, operation = 0, value = 0, timeout = 1;
            if (std::sscanf(text.c_str(), "%ld %lx %lx %lx %lx", &number, &address, &operation,
                            &value, &timeout) != 5) {
                continue;
            }
            // Nobody outside of the sandbox can connect.
            if ((number == SYS_futex && timeout == 0) || number == SYS_accept ||
                number == SYS_accept4) {
                ++states.blocked_for_ever;
            }
        }
    }
    return states;
}

std::vector<pid_t> below_stage(const std::vector<pid_t>& processes) {
    for (const pid_t pid : processes) {
        // The kernel cuts a process's name at 15 characters.
        if (slurp(proc(pid) + "/comm").starts_with("racecourse-stag")) {
            auto below = descendants(pid);
            below.erase(below.begin());
            return below;
        }
    }
    return {};
}

}  // namespace grader
