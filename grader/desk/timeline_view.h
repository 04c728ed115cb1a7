// The timeline of a failing schedule, full screen: one steps through it, forward and back, and sees
// for each step the line in the learner's file. Also shows what the threads did on virtual cores,
// where that is what a verdict has; there are no steps in that.
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "catalogue/code.h"
#include "desk/screen.h"
#include "report/verdict.h"

namespace grader {

class TimelineView {
  public:
    // Everything that can be drawn of these verdicts; `code` is what they are about.
    TimelineView(const std::vector<Verdict>& verdicts, Code code);

    [[nodiscard]] bool empty() const { return pictures_.empty(); }
    void typed(const Key& key, std::size_t width, std::size_t height);
    // `height` lines.
    [[nodiscard]] std::vector<Line> picture(std::size_t width, std::size_t height) const;

  private:
    struct Picture {
        std::string test;
        std::variant<Timeline, CoreLanes> drawn;
        std::size_t step = 0;   // of a timeline: index of the row
        std::size_t first = 0;  // of lanes: the first line shown
    };
    [[nodiscard]] std::vector<Line> steps(const Timeline& timeline, std::size_t step,
                                          std::size_t width, std::size_t height) const;
    // The line of a step with those around it, `height` lines.
    [[nodiscard]] std::vector<Line> source(const Timeline& timeline, std::size_t step,
                                           std::size_t width, std::size_t height) const;

    Code code_;
    std::vector<Picture> pictures_;
    std::size_t shown_ = 0;
};

}  // namespace grader
