// Which exercises there are, and which of them a word from the command line means.
#include "catalogue/catalogue.h"

#include <algorithm>
#include <optional>

#include <fmt/format.h>

#include "catalogue/names.h"
#include "common/error.h"
#include "common/text.h"

namespace grader {

namespace {

// The folders in root/relative, sorted by name. Files that lie about, hidden folders and links that
// lead nowhere are none of ours.
std::vector<std::string> folders(const fs::path& root, const fs::path& relative) {
    std::vector<std::string> names;
    try {
        for (const auto& entry : fs::directory_iterator(root / relative)) {
            std::error_code ignored;
            std::string name = entry.path().filename().string();
            if (!name.starts_with('.') && entry.is_directory(ignored))
                names.push_back(std::move(name));
        }
    } catch (const fs::filesystem_error& error) {
        throw Error(fmt::format("cannot read the folder {}: {}", relative.string(),
                                error.code().message()));
    }
    std::sort(names.begin(), names.end());
    return names;
}

// Sorted names: two with one label are neighbours.
void refuse_twins(const std::vector<std::string>& names, std::size_t label_size,
                  const fs::path& where) {
    const auto twin =
        std::adjacent_find(names.begin(), names.end(), [&](const auto& a, const auto& b) {
            return a.compare(0, label_size, b, 0, label_size) == 0;
        });
    if (twin == names.end()) return;
    throw Error(fmt::format("{0}: {1} and {2} have the same number; allowed: one {3} folder",
                            where.string(), *twin, *(twin + 1), twin->substr(0, label_size)));
}

std::string listed(const std::vector<const Exercise*>& exercises) {
    std::vector<std::string> ids;
    for (const Exercise* exercise : exercises) ids.push_back(exercise->id);
    return joined(ids, ", ");
}

// All that fit exactly, or else all whose names begin so.
template <class FitOf>
std::vector<const Exercise*> best(const std::vector<const Exercise*>& among, FitOf fit_of) {
    for (const Fit wanted : {Fit::exact, Fit::prefix}) {
        std::vector<const Exercise*> found;
        std::copy_if(among.begin(), among.end(), std::back_inserter(found),
                     [&](const Exercise* exercise) { return fit_of(*exercise) == wanted; });
        if (!found.empty()) return found;
    }
    return {};
}

// The nearest name, spelt as the word is: with or without the chapter, short or in full.
std::optional<std::string> nearest_name(std::string_view word,
                                        const std::vector<Exercise>& exercises) {
    std::vector<std::string> names{"all"};
    for (const Exercise& exercise : exercises) {
        names.push_back(exercise.label);
        names.push_back(exercise.relative.parent_path().string());
        names.push_back(exercise.id);
        names.push_back(exercise.label + "/" + exercise.name);
        names.push_back(exercise.relative.string());
        names.push_back(exercise.name);
        names.push_back(exercise.name.substr(std::string_view("exNN_").size()));
    }
    return nearest(word, names);
}

}  // namespace

Catalogue::Catalogue(fs::path root) : root_(fs::absolute(root).lexically_normal()) {
    const fs::path hidden = "grader/hidden";
    const auto chapters = folders(root_, hidden);
    for (const std::string& chapter : chapters) {
        chapter_name(chapter, (hidden / chapter).string());
        const auto names = folders(root_, hidden / chapter);
        for (const std::string& name : names) {
            exercise_name(name, (hidden / chapter / name).string());
            exercises_.push_back(read_manifest(root_, fs::path(chapter) / name));
        }
        refuse_twins(names, std::string_view("exNN").size(), hidden / chapter);
    }
    refuse_twins(chapters, std::string_view("chapterNN").size(), hidden);
    refuse_orphans();
}

// A solution without hidden tests is an exercise that nobody would ever see. (Of exercises/ a
// learner may keep copies beside the originals, so nothing is concluded from what lies there.)
void Catalogue::refuse_orphans() const {
    std::error_code ignored;
    if (!fs::is_directory(root_ / "solutions", ignored)) return;
    for (const std::string& chapter : folders(root_, "solutions")) {
        for (const std::string& name : folders(root_, fs::path("solutions") / chapter)) {
            const fs::path relative = fs::path(chapter) / name;
            const bool known =
                std::any_of(exercises_.begin(), exercises_.end(),
                            [&](const auto& exercise) { return exercise.relative == relative; });
            if (known) continue;
            throw Error(
                fmt::format("solutions/{0} has no grader/hidden/{0}; allowed: an exercise's three "
                            "folders have the same name",
                            relative.string()));
        }
    }
}

std::vector<const Exercise*> Catalogue::named(std::string_view word) const {
    std::vector<const Exercise*> all;
    for (const Exercise& exercise : exercises_) all.push_back(&exercise);
    if (word == "all") return all;

    std::string rest = without_tree(root_, std::string(word));
    while (rest.ends_with('/')) rest.pop_back();
    const std::size_t slash = rest.find('/');
    const std::string first = rest.substr(0, slash);

    const auto in_chapter = best(all, [&](const Exercise& exercise) {
        return fit(first, exercise.relative.parent_path().string(), "chapter");
    });
    std::vector<const Exercise*> found;
    if (slash != std::string::npos) {
        const std::string second = rest.substr(slash + 1, rest.find('/', slash + 1) - slash - 1);
        found = best(in_chapter,
                     [&](const Exercise& exercise) { return fit(second, exercise.name, "ex"); });
    } else if (!in_chapter.empty()) {
        std::vector<std::string> labels;
        for (const Exercise* exercise : in_chapter) labels.push_back(exercise->label);
        labels.erase(std::unique(labels.begin(), labels.end()), labels.end());
        if (labels.size() == 1) return in_chapter;
        throw Error(fmt::format("\"{}\" can mean {}; say which one", word, joined(labels, ", ")));
    } else if (first.find_first_not_of("0123456789") != std::string::npos) {
        // A bare name: "ex02_bank_transfer" or "bank_transfer". A bare number is a chapter's.
        found = best(all, [&](const Exercise& exercise) {
            const std::string words = exercise.name.substr(std::string_view("exNN_").size());
            if (first == words) return Fit::exact;
            return words.starts_with(first) ? Fit::prefix : fit(first, exercise.name, "ex");
        });
    }
    if (found.size() == 1) return found;
    if (!found.empty()) {
        throw Error(fmt::format("\"{}\" can mean {}; say which one", word, listed(found)));
    }
    const auto meant = nearest_name(rest, exercises_);
    throw Error(fmt::format("there is no exercise \"{}\"{}; `./racecourse list` shows them all",
                            word, meant ? fmt::format(", did you mean \"{}\"?", *meant) : ""));
}

const Exercise& Catalogue::one(std::string_view word) const {
    const auto found = named(word);
    if (found.size() == 1) return *found.front();
    if (found.empty())
        throw Error("there are no exercises here yet; `./racecourse author new` makes one");
    throw Error(fmt::format("\"{}\" names {}: {}; say which one", word,
                            counted(static_cast<long>(found.size()), "exercise"), listed(found)));
}

}  // namespace grader
