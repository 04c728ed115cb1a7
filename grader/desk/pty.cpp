#include "desk/pty.h"

#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>

#include "common/error.h"
#include "common/text.h"

namespace grader {
namespace {

using Clock = std::chrono::steady_clock;

winsize size_of(std::size_t width, std::size_t height) {
    winsize size{};
    size.ws_col = static_cast<unsigned short>(width);
    size.ws_row = static_cast<unsigned short>(height);
    return size;
}

}  // namespace

Pty::Pty(const Program& program, std::size_t width, std::size_t height) : screen_(width, height) {
    std::vector<std::string> all = program.env;
    for (char** each = environ; *each != nullptr; ++each) {
        const std::string entry = *each;
        const std::string name = entry.substr(0, entry.find('=') + 1);
        bool replaced = false;
        for (const std::string& own : program.env) replaced = replaced || own.starts_with(name);
        if (!replaced) all.push_back(entry);
    }
    std::vector<char*> argv, env;
    for (const std::string& word : program.argv) argv.push_back(const_cast<char*>(word.c_str()));
    for (const std::string& entry : all) env.push_back(const_cast<char*>(entry.c_str()));
    argv.push_back(nullptr);
    env.push_back(nullptr);
    winsize size = size_of(width, height);
    pid_ = forkpty(&terminal_, nullptr, nullptr, &size);
    if (pid_ < 0) throw Error("This system gives no pseudo terminal.", Exit::environment);
    if (pid_ == 0) {
        if (chdir(program.cwd.c_str()) != 0) _exit(126);
        execvpe(argv[0], argv.data(), env.data());
        _exit(127);
    }
    fcntl(terminal_, F_SETFD, FD_CLOEXEC);
}

Pty::~Pty() {
    if (pid_ > 0) {
        kill(pid_, SIGKILL);
        waitpid(pid_, nullptr, 0);
    }
    close(terminal_);
}

void Pty::type(std::string_view keys) const {
    while (!keys.empty()) {
        const ssize_t written = write(terminal_, keys.data(), keys.size());
        if (written < 0 && errno != EINTR) return;
        if (written > 0) keys.remove_prefix(static_cast<std::size_t>(written));
    }
}

void Pty::resize(std::size_t width, std::size_t height) {
    screen_.resize(width, height);
    const winsize size = size_of(width, height);
    ioctl(terminal_, TIOCSWINSZ, &size);
}

bool Pty::read_some(std::chrono::milliseconds limit) {
    pollfd polled{terminal_, POLLIN, 0};
    if (poll(&polled, 1, static_cast<int>(limit.count())) <= 0) return true;
    std::array<char, 65536> buffer;
    const ssize_t got = read(terminal_, buffer.data(), buffer.size());
    if (got > 0) screen_.take({buffer.data(), static_cast<std::size_t>(got)});
    // EIO: nobody has the terminal open any more.
    return got > 0 || (got < 0 && errno == EINTR);
}

bool Pty::until(const std::function<bool(const Emulator&)>& seen, std::chrono::milliseconds limit) {
    const auto deadline = Clock::now() + limit;
    while (!seen(screen_)) {
        const auto left =
            std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Clock::now());
        if (left.count() <= 0) return false;
        if (!read_some(left)) return seen(screen_);
    }
    return true;
}

bool Pty::until_shown(std::string_view words, std::chrono::milliseconds limit) {
    return until([words](const Emulator& screen) { return screen.shows(words); }, limit);
}

int Pty::finish(std::chrono::milliseconds limit) {
    const auto deadline = Clock::now() + limit;
    while (pid_ > 0 && Clock::now() < deadline) {
        const bool more = read_some(std::chrono::milliseconds(20));
        int status = 0;
        if (waitpid(pid_, &status, more ? WNOHANG : 0) != pid_) continue;
        pid_ = -1;
        status_ = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
        // What it wrote last.
        while (read_some(std::chrono::milliseconds(0))) {
            pollfd polled{terminal_, POLLIN, 0};
            if (poll(&polled, 1, 0) <= 0) break;
        }
    }
    return status_;
}

long Pty::switches() const {
    long sum = 0;
    for (const auto& thread : fs::directory_iterator("/proc/" + std::to_string(pid_) + "/task")) {
        for (const std::string& line : split_lines(read_file(thread.path() / "status"))) {
            // "voluntary_ctxt_switches:	42", and those that are not.
            if (line.find("ctxt_switches:") != line.npos)
                sum += std::atol(line.c_str() + line.find(':') + 1);
        }
    }
    return sum;
}

bool Pty::modes_as_found() const {
    termios modes{};
    return tcgetattr(terminal_, &modes) == 0 && (modes.c_lflag & ECHO) != 0 &&
           (modes.c_lflag & ICANON) != 0;
}

}  // namespace grader
