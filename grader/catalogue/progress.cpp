#include "catalogue/progress.h"

#include <algorithm>
#include <utility>

#include "common/error.h"
#include "report/json.h"
#include "report/terminal.h"

namespace grader {
namespace {

// Whole verdicts of so many contents are kept; an outcome is a word, and stays.
constexpr std::size_t most_details = 200;

fs::path beside(const fs::path& record, const std::string& what) {
    return record.string() + "." + what;
}

// What cannot be read is as if it were not there.
std::optional<std::string> content_of(const fs::path& path) {
    std::error_code ignored;
    if (!fs::is_regular_file(path, ignored)) return std::nullopt;
    try {
        return read_file(path);
    } catch (const Error&) {
        return std::nullopt;
    }
}

// Of everything that decides the verdict and belongs to the exercise.
fs::path record_path(const fs::path& root, const Exercise& exercise, const Code& code) {
    std::string material = exercise.id + '\0' + read_file(exercise.hidden / "tests.cpp") + '\0' +
                           read_file(exercise.hidden / "exercise.toml") + '\0' +
                           content_of(exercise.public_dir / "examples.cpp").value_or("") + '\0';
    for (const LearnerFile& file : code) material += file.name + '\0' + file.content + '\0';
    return root / ".racecourse/outcomes" / content_hash(material);
}

// Others may remove the same files at the same time.
void forget_the_oldest(const fs::path& folder) {
    std::vector<std::pair<fs::file_time_type, fs::path>> details;
    std::error_code ignored;
    for (const auto& entry : fs::directory_iterator(folder, ignored))
        if (entry.path().has_extension())
            details.emplace_back(entry.last_write_time(ignored), entry.path());
    if (details.size() <= most_details) return;
    const auto kept = details.end() - most_details / 2;
    std::nth_element(details.begin(), kept, details.end());
    std::for_each(details.begin(), kept, [&](const auto& old) { fs::remove(old.second, ignored); });
}

}  // namespace

void record_verdicts(const fs::path& root, const Exercise& exercise, const Code& code,
                     const std::vector<Verdict>& verdicts) {
    const fs::path path = record_path(root, exercise, code);
    fs::create_directories(path.parent_path());
    write_file(beside(path, "json"), to_json(verdicts, -1));
    write_file(path, name(overall(verdicts)));
    forget_the_oldest(path.parent_path());
}

Progress progress_of(const fs::path& root, const Exercise& exercise, const Code& code) {
    if (const auto record = content_of(record_path(root, exercise, code))) {
        if (const auto outcome = outcome_named(*record)) return {Standing::graded, *outcome};
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

std::optional<std::vector<Verdict>> verdicts_of(const fs::path& root, const Exercise& exercise,
                                                const Code& code) {
    const fs::path path = record_path(root, exercise, code);
    const auto record = content_of(path), details = content_of(beside(path, "json"));
    if (!record || !details) return std::nullopt;
    auto verdicts = verdicts_from_json(*details);
    // Both are of one grading, unless somebody wrote into one of them.
    if (!verdicts || name(overall(*verdicts)) != *record) return std::nullopt;
    return verdicts;
}

void keep_beside(const fs::path& root, const Exercise& exercise, const Code& code,
                 const std::string& what, const std::string& content) {
    const fs::path path = record_path(root, exercise, code);
    fs::create_directories(path.parent_path());
    write_file(beside(path, what), content);
}

std::optional<std::string> kept_beside(const fs::path& root, const Exercise& exercise,
                                       const Code& code, const std::string& what) {
    return content_of(beside(record_path(root, exercise, code), what));
}

}  // namespace grader
