// Verdicts as text for people: plain sentences, the learner's source lines, colour only on a
// terminal.
#pragma once

#include <cstdio>
#include <string>
#include <vector>

#include "catalogue/exercise.h"
#include "report/verdict.h"

namespace grader {

class Terminal {
  public:
    // Colour and width are found out from `file`; NO_COLOR switches colour off.
    explicit Terminal(std::FILE* file = stdout, bool verbose = false);
    // For those who show the text elsewhere, and know how wide and whether in colour.
    Terminal(std::FILE* file, bool verbose, bool colour, std::size_t width);

    void exercise(const Exercise& exercise);
    void verdict(const Verdict& verdict);
    // The line that scripts and CTest look for: "verdict: race".
    void summary(const Exercise& exercise, const std::vector<Verdict>& verdicts);
    void line(const std::string& text = "");

    enum class Tone { plain, bold, good, bad, quiet, accent };
    [[nodiscard]] std::string toned(Tone tone, const std::string& text) const;
    [[nodiscard]] std::size_t width() const { return width_; }
    [[nodiscard]] bool colour() const { return colour_; }

  private:
    void problem(const Problem& problem);
    void prints(const std::string& text);

    std::FILE* file_;
    bool verbose_;
    bool colour_;
    std::size_t width_;
};

[[nodiscard]] Terminal::Tone tone_of(Outcome outcome);
// "✓", "✗", "·" ...
[[nodiscard]] std::string sign_of(Outcome outcome);
[[nodiscard]] Outcome overall(const std::vector<Verdict>& verdicts);

}  // namespace grader
