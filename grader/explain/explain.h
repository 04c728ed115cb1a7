// From evidence to words. Each function takes what a tool printed and gives Problems that speak of
// the learner's file. Nothing here runs a program.
//
// Programs are compiled with relative paths: the learner's files appear in every tool's output as
// "code/<file>", the hidden tests as "test/<file>". `Names` turns the first into paths that the
// learner knows; places in other files are never shown to a learner.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "report/verdict.h"

namespace grader {

// The learner's files: "code/safe_counter.h" -> the path to show, and the content for source lines.
class Names {
  public:
    void add(std::string seen, std::string shown, std::string_view content);
    [[nodiscard]] bool is_learners(std::string_view seen) const;
    // The place with its source line; nothing when the file is not the learner's.
    [[nodiscard]] std::optional<Place> place(std::string_view seen, int line, int column = 0) const;
    // Text in which every "code/x.h" is replaced by what the learner calls it.
    [[nodiscard]] std::string translated(std::string text) const;

  private:
    struct File {
        std::string shown;
        std::vector<std::string> lines;
    };
    std::map<std::string, File, std::less<>> files_;
};

// g++'s messages (text, as printed without colour): at most `most` errors, each with the learner's
// source line and column, template backtraces folded into "in code called from ...". Warnings are
// left out.
[[nodiscard]] std::vector<Problem> explain_compiler(std::string_view text, const Names& names,
                                                    std::size_t most = 5);

// ThreadSanitizer's reports (several may follow each other): one Problem per distinct race, outcome
// race, with the variable's name in the headline, the two accesses as steps (who, reads or writes,
// which locks it held), and what was missing between them. Reports of other kinds (double unlock,
// use of a destroyed mutex, lock-order inversion ...) become their own sentences.
[[nodiscard]] std::vector<Problem> explain_tsan(std::string_view text, const Names& names);

// AddressSanitizer's, LeakSanitizer's and UBSan's reports: outcome crash.
[[nodiscard]] std::vector<Problem> explain_asan(std::string_view text, const Names& names);

// What stacks.py (run in gdb on a program that does not end) printed: who waits where, for which
// lock, held by whom. `stuck` says whether no thread can ever go on.
struct Stuck {
    bool stuck = false;
    bool cycle = false;  // threads wait for each other's locks in a ring
    Problem problem;     // outcome deadlock when stuck, too_slow otherwise
};
[[nodiscard]] Stuck explain_stacks(std::string_view text, const Names& names);

}  // namespace grader
