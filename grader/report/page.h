// The course as one web page for people: where the learner stands, each verdict with its whole
// explanation, and pictures. It needs nothing from outside, and without JavaScript only the
// stepping is missing. Whatever comes from a learner is text here, never markup.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "catalogue/progress.h"
#include "report/speed_curve.h"

namespace grader {

struct PageExercise {
    Exercise exercise;
    Code code;  // empty: a file is missing
    Progress progress;
    std::optional<std::vector<Verdict>> verdicts;  // when graded, and still kept
    std::vector<SpeedCurve> curves;

    [[nodiscard]] bool passed() const {
        return !code.empty() && progress.standing == Standing::graded &&
               progress.outcome == Outcome::pass;
    }
};

struct PagePuzzle {
    std::string name, title;
    bool solved = false;
};

struct PageChapter {
    std::string title;
    std::vector<PageExercise> exercises;
    std::vector<PagePuzzle> puzzles = {};
};

// The files of report/page/.
struct PageLook {
    std::string frame, style, script;
};
[[nodiscard]] PageLook page_look(const fs::path& root);

// `made`: when, as it is shown.
[[nodiscard]] std::string page(const std::vector<PageChapter>& chapters, const std::string& made,
                               const PageLook& look);

}  // namespace grader
