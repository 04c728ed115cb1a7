// Findings of the schedules check, each one file: fixtures/schedules/NAME.json holds the finding
// and, as "code", the learner's files that it speaks of. NAME.txt holds what the learner reads, at
// 80 columns; NAME.wide.txt, where there is one, the same at 120.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "common/files.h"
#include "common/text.h"
#include "explain/schedule.h"
#include "report/cores_text.h"
#include "report/timeline_text.h"

namespace grader {

struct ScheduleFixture {
    Names names;
    std::string finding;

    explicit ScheduleFixture(const std::string& name)
        : finding(read_file(folder() / (name + ".json"))) {
        const auto document = nlohmann::json::parse(finding);
        for (const auto& [file, lines] : document["code"].items())
            names.add(file, "mine/" + file.substr(5),
                      joined(lines.get<std::vector<std::string>>(), "\n"));
    }

    [[nodiscard]] Problem explained() const { return explain_schedule(finding, names); }

    static fs::path folder() {
        return fs::path(RACECOURSE_ROOT) / "grader/tests/fixtures/schedules";
    }
    static std::vector<std::string> all() {
        std::vector<std::string> found;
        for (const auto& entry : fs::directory_iterator(folder()))
            if (entry.path().extension() == ".json") found.push_back(entry.path().stem().string());
        std::sort(found.begin(), found.end());
        return found;
    }
};

inline std::string plain_timeline(const Timeline& timeline, std::size_t width) {
    return timeline_text(timeline, width,
                         [](Terminal::Tone, const std::string& text) { return text; });
}

inline std::string plain_cores(const CoreLanes& lanes, std::size_t width) {
    return cores_text(lanes, width, [](Terminal::Tone, const std::string& text) { return text; });
}

// Everything that a learner reads.
inline std::string read_aloud(const Problem& problem, std::size_t width) {
    std::string text = fmt::format("{}: {}\n", name(problem.outcome), problem.headline);
    for (const Step& step : problem.steps) {
        text += fmt::format("- {}\n", step.text);
        if (step.place)
            text += fmt::format("  {}:{} | {}\n", step.place->file, step.place->line,
                                trimmed(step.place->text));
    }
    if (!problem.why.empty()) text += "why: " + problem.why + "\n";
    if (!problem.mend.empty()) text += "mend: " + problem.mend + "\n";
    if (problem.timeline) text += "\n" + plain_timeline(*problem.timeline, width);
    if (problem.lanes) text += "\n" + plain_cores(*problem.lanes, width);
    return text;
}

}  // namespace grader
