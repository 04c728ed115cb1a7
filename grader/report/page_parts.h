// What the parts of the page share. Each function returns markup; every text in it is escaped.
#pragma once

#include <string>
#include <string_view>

#include "report/page.h"
#include "report/svg.h"

namespace grader::page_parts {

using svg::escaped;

// A sentence of the grader's: what stands between backquotes is code.
[[nodiscard]] std::string prose(std::string_view text);
// Some lines as they are.
[[nodiscard]] std::string preformatted(std::string_view text);
// A part that is shown when asked for.
[[nodiscard]] std::string folded_away(std::string_view title, const std::string& content);

// A name for an element, unlike any before.
class Ids {
  public:
    explicit Ids(std::string prefix) : prefix_(std::move(prefix)) {}
    std::string next() { return prefix_ + "-" + std::to_string(++count_); }
    // Of one of the learner's files.
    [[nodiscard]] std::string file(std::size_t index) const {
        return prefix_ + "-file-" + std::to_string(index);
    }

  private:
    std::string prefix_;
    int count_ = 0;
};

// The learner's file that a place speaks of, if the line is as it was then.
[[nodiscard]] const LearnerFile* file_of(const Place& place, const Code& code);

[[nodiscard]] std::string timeline(const Timeline& timeline, const Code& code, Ids& ids);
[[nodiscard]] std::string lanes(const CoreLanes& lanes, Ids& ids);
[[nodiscard]] std::string curve(const SpeedCurve& curve, const Speed& speed, Ids& ids);
[[nodiscard]] std::string problem(const Problem& problem, const std::string& check,
                                  const Code& code, Ids& ids);
// Places where one can go on with the reader's own hands.
[[nodiscard]] std::string listing(const Code& code, const Ids& ids);

}  // namespace grader::page_parts
