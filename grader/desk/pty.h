// A program on a terminal of its own, as a person would use it: keys go in, and what it shows is
// seen through an Emulator. For tests and measurements.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "common/files.h"
#include "desk/emulator.h"

namespace grader {

class Pty {
  public:
    struct Program {
        std::vector<std::string> argv;
        std::vector<std::string> env;  // "NAME=value", added to this process's own
        fs::path cwd;
    };
    // Throws Error (environment) when there is no terminal to be had.
    explicit Pty(const Program& program, std::size_t width = 80, std::size_t height = 24);
    // Kills it when it still runs.
    ~Pty();
    Pty(const Pty&) = delete;
    Pty& operator=(const Pty&) = delete;

    [[nodiscard]] pid_t pid() const { return pid_; }
    [[nodiscard]] const Emulator& screen() const { return screen_; }

    void type(std::string_view keys) const;
    void resize(std::size_t width, std::size_t height);
    // Reads until `seen` holds of the screen; false when it does not within `limit`, or when the
    // program has ended before.
    [[nodiscard]] bool until(const std::function<bool(const Emulator&)>& seen,
                             std::chrono::milliseconds limit = std::chrono::seconds(120));
    [[nodiscard]] bool until_shown(std::string_view words,
                                   std::chrono::milliseconds limit = std::chrono::seconds(120));
    // Waits for its end: the exit status, or 128 and the signal; -1 when it does not end.
    [[nodiscard]] int finish(std::chrono::milliseconds limit = std::chrono::seconds(30));
    // How often any of its threads has been given the processor.
    [[nodiscard]] long switches() const;
    // Whether keys are echoed and lines read as a whole, as a shell has it.
    [[nodiscard]] bool modes_as_found() const;

  private:
    // False when there is nothing more to come.
    [[nodiscard]] bool read_some(std::chrono::milliseconds limit);

    Emulator screen_;
    pid_t pid_ = -1;
    int terminal_ = -1;
    int status_ = -1;
};

}  // namespace grader
