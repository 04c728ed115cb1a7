// The exercises of the course as a list that one narrows by typing.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "catalogue/catalogue.h"
#include "catalogue/progress.h"
#include "desk/screen.h"

namespace grader {

using Standings = std::vector<ExerciseStanding>;

// "passed", "race", "changed, not graded yet", ...
[[nodiscard]] std::string state_of(const ExerciseStanding& standing);
[[nodiscard]] Terminal::Tone tone_of(const ExerciseStanding& standing);

class ListView {
  public:
    explicit ListView(std::size_t chosen) : chosen_(chosen) {}

    // The exercise that was picked, once one is.
    [[nodiscard]] std::optional<std::size_t> typed(const Key& key, const Standings& standings,
                                                   std::size_t height);
    // Nothing is typed any more: one more Escape leaves.
    [[nodiscard]] bool leaves() const { return left_; }
    [[nodiscard]] std::vector<Line> picture(const Standings& standings, std::size_t width,
                                            std::size_t height) const;

  private:
    [[nodiscard]] std::vector<std::size_t> matching(const Standings& standings) const;

    std::string filter_;
    std::size_t chosen_;  // index of a standing
    bool left_ = false;
};

}  // namespace grader
