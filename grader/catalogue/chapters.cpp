#include "catalogue/chapters.h"

#include <algorithm>

#include <fmt/format.h>

#include "catalogue/anchors.h"
#include "catalogue/names.h"
#include "common/error.h"
#include "common/text.h"

namespace grader {

std::vector<Chapter> chapters_of(const fs::path& root) {
    std::vector<Chapter> chapters;
    std::error_code none;  // a checkout without chapters has none
    for (const auto& entry : fs::directory_iterator(root / "chapters", none)) {
        const std::string folder = entry.path().filename().string();
        if (!is_label(folder.substr(0, folder.find('_')), "chapter")) continue;
        if (!fs::is_regular_file(entry.path() / "README.md", none)) continue;
        chapters.push_back({folder.substr(0, folder.find('_')), folder,
                            fs::path("chapters") / folder / "README.md"});
    }
    std::ranges::sort(chapters, {}, &Chapter::folder);
    return chapters;
}

Chapter chapter_named(const fs::path& root, std::string_view word) {
    const auto chapters = chapters_of(root);
    if (chapters.empty()) throw Error("There are no chapters here.");
    const std::string rest = without_tree(root, std::string(word));
    const std::string folder = rest.substr(0, rest.find('/'));
    std::vector<std::string> names, found;
    const auto collect = [&](Fit wanted) {
        for (const Chapter& chapter : chapters) {
            const std::string words =
                chapter.folder.substr(std::min(chapter.folder.size(), chapter.label.size() + 1));
            Fit fits = fit(folder, chapter.folder, "chapter");
            if (fits == Fit::none && !folder.empty() && words.starts_with(folder))
                fits = words == folder ? Fit::exact : Fit::prefix;
            if (fits == wanted) found.push_back(chapter.folder);
        }
    };
    collect(Fit::exact);
    if (found.empty()) collect(Fit::prefix);
    if (found.size() == 1) return *std::ranges::find(chapters, found.front(), &Chapter::folder);
    if (!found.empty()) {
        throw Error(fmt::format("\"{}\" can mean {}; say which one.", word, joined(found, ", ")));
    }
    for (const Chapter& chapter : chapters) {
        names.push_back(chapter.label);
        names.push_back(chapter.folder);
    }
    const auto meant = nearest(folder, names);
    std::vector<std::string> labels;
    for (const Chapter& chapter : chapters) labels.push_back(chapter.label);
    throw Error(fmt::format("There is no chapter \"{}\"{} There {}: {}.", word,
                            meant ? fmt::format("; did you mean \"{}\"?", *meant) : ".",
                            labels.size() == 1 ? "is" : "are", joined(labels, ", ")));
}

std::string title_of(std::string_view markdown) {
    const auto all = anchors_with_places(markdown);
    const auto first = std::ranges::find_if(all, [](const Anchor& each) { return each.level > 0; });
    return first == all.end() ? "" : first->title;
}

}  // namespace grader
