#include "cli/pager.h"

#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <string_view>

namespace grader {
namespace {

winsize window() {
    winsize size{};
    if (isatty(STDOUT_FILENO) != 1 || ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0) return {};
    return size;
}

// While a pager has the terminal, Ctrl-C is its business, and it may be left before all is written.
class Deaf {
  public:
    Deaf() : interrupt_(std::signal(SIGINT, SIG_IGN)), pipe_(std::signal(SIGPIPE, SIG_IGN)) {}
    ~Deaf() {
        std::signal(SIGINT, interrupt_);
        std::signal(SIGPIPE, pipe_);
    }
    Deaf(const Deaf&) = delete;
    Deaf& operator=(const Deaf&) = delete;

  private:
    void (*interrupt_)(int);
    void (*pipe_)(int);
};

}  // namespace

std::size_t window_columns() {
    const winsize size = window();
    return size.ws_col >= 20 ? size.ws_col : 100;
}

void show_paged(const std::string& text) {
    std::fflush(stdout);
    const winsize size = window();
    const auto lines = std::count(text.begin(), text.end(), '\n');
    const char* named = std::getenv("PAGER");
    const std::string pager = named == nullptr ? "less" : named;
    if (size.ws_row > 0 && lines >= size.ws_row && !pager.empty() && pager != "cat") {
        // less shows colours only when it is told to.
        const char* options = std::getenv("LESS");
        setenv("LESS", options == nullptr ? "FRX" : (std::string(options) + " -R").c_str(), 1);
        const Deaf deaf;
        // The shell's 127 says that there is no such program; then the text is printed as it is.
        const std::string command =
            named == nullptr ? "command -v less >/dev/null || exit 127; less" : pager;
        if (std::FILE* pipe = popen(command.c_str(), "w")) {
            std::fwrite(text.data(), 1, text.size(), pipe);
            const int status = pclose(pipe);
            if (!WIFEXITED(status) || WEXITSTATUS(status) != 127) return;
        }
    }
    std::fwrite(text.data(), 1, text.size(), stdout);
    std::fflush(stdout);
}

}  // namespace grader
