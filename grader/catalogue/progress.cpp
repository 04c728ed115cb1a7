#include "catalogue/progress.h"

#include <algorithm>

#include "common/error.h"

namespace grader {
namespace {

// Of everything that decides the verdict and belongs to the exercise.
fs::path record_path(const fs::path& root, const Exercise& exercise, const Code& code) {
    std::string material = exercise.id + '\0' + read_file(exercise.hidden / "tests.cpp") + '\0' +
                           read_file(exercise.hidden / "exercise.toml") + '\0';
    for (const LearnerFile& file : code) material += file.name + '\0' + file.content + '\0';
    return root / ".racecourse/outcomes" / content_hash(material);
}

}  // namespace

void record_outcome(const fs::path& root, const Exercise& exercise, const Code& code,
                    Outcome outcome) {
    const fs::path path = record_path(root, exercise, code);
    fs::create_directories(path.parent_path());
    write_file(path, name(outcome));
}

Progress progress_of(const fs::path& root, const Exercise& exercise, const Code& code) {
    const fs::path path = record_path(root, exercise, code);
    if (fs::exists(path)) {
        if (const auto outcome = outcome_named(read_file(path))) {
            return {Standing::graded, *outcome};
        }
    }
    const bool untouched = same_content(code, read_code(exercise, exercise.hidden / "stub", root));
    return {untouched ? Standing::not_started : Standing::changed, Outcome::not_started};
}

bool ExerciseStanding::passed() const {
    return !file_missing && progress.standing == Standing::graded &&
           progress.outcome == Outcome::pass;
}

std::string words_of(const ExerciseStanding& standing) {
    if (standing.file_missing) return "a file is missing";
    if (standing.progress.standing == Standing::changed) return "changed, not graded yet";
    return std::string(name(standing.progress.outcome));
}

ExerciseStanding standing_of(const Catalogue& catalogue, const Exercise& exercise) {
    const bool missing = std::ranges::any_of(exercise.files, [&](const std::string& file) {
        return !fs::is_regular_file(exercise.public_dir / file);
    });
    if (missing) return {&exercise, {}, true};
    const Code code = read_code(exercise, exercise.public_dir, catalogue.root());
    return {&exercise, progress_of(catalogue.root(), exercise, code), false};
}

std::vector<ExerciseStanding> standings_of(const Catalogue& catalogue) {
    std::vector<ExerciseStanding> standings;
    for (const Exercise& exercise : catalogue.exercises())
        standings.push_back(standing_of(catalogue, exercise));
    return standings;
}

const ExerciseStanding* next_of(const std::vector<ExerciseStanding>& standings) {
    const auto next = std::ranges::find_if_not(standings, &ExerciseStanding::passed);
    return next == standings.end() ? nullptr : &*next;
}

}  // namespace grader
