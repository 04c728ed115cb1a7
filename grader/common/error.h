// The one kind of error the grader throws: a sentence for the person at the keyboard that says what
// is wrong and what to do next. `cli/` prints it and exits with the status that it carries.
#pragma once

#include <stdexcept>
#include <string>

namespace grader {

// What a process of ours exits with; scripts and CTest rely on the numbers.
enum class Exit { passed = 0, not_passed = 1, usage = 2, environment = 3, inconclusive = 4 };

class Error : public std::runtime_error {
  public:
    explicit Error(const std::string& sentence, Exit status = Exit::usage)
        : std::runtime_error(sentence), status_(status) {}
    [[nodiscard]] Exit status() const { return status_; }

  private:
    Exit status_;
};

}  // namespace grader
