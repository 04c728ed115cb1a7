#include "catalogue/puzzle.h"

#include <algorithm>

#include "catalogue/names.h"
#include "catalogue/section.h"
#include "common/error.h"
#include "common/text.h"

namespace grader {
namespace {

constexpr std::string_view allowed_names =
    "NN_words, lower case, digits and underscores, such as 01_two_deposits";

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

bool is_puzzle_folder(std::string_view name) {
    return name.size() > 3 && is_digit(name[0]) && is_digit(name[1]) && name[2] == '_' &&
           name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_") == name.npos;
}

std::vector<std::string> folders(const fs::path& path) {
    std::vector<std::string> names;
    std::error_code ignored;
    if (!fs::is_directory(path, ignored)) return names;
    for (const auto& entry : fs::directory_iterator(path)) {
        std::string name = entry.path().filename().string();
        if (!name.starts_with('.') && entry.is_directory(ignored)) names.push_back(std::move(name));
    }
    std::ranges::sort(names);
    return names;
}

std::string one_line(const Section& top, std::string_view key) {
    const auto text = top.text(key);
    if (text.value.find_first_of("\n\t") != std::string::npos) {
        top.refuse(text.line, fmt::format("{} has more than one line", key), "one line of text");
    }
    return text.value;
}

Puzzle read_puzzle(const fs::path& root, const fs::path& relative) {
    Puzzle puzzle;
    const fs::path shown_folder = fs::path("chapters") / relative;
    const std::string folder = relative.filename().string();
    const fs::path chapter = *relative.begin();
    puzzle.label = chapter_name(chapter.string(), ("chapters" / chapter).string()).label;
    if (!is_puzzle_folder(folder)) {
        throw Error(
            fmt::format("{}: bad folder name; allowed: {}", shown_folder.string(), allowed_names));
    }
    puzzle.id = fmt::format("{}/puzzle{}", puzzle.label, folder.substr(0, 2));
    puzzle.name = folder.substr(3);
    puzzle.relative = relative;
    puzzle.folder = fs::absolute(root / shown_folder).lexically_normal();
    puzzle.chapter_text = "chapters" / chapter / "README.md";

    const std::string shown = (shown_folder / "puzzle.toml").string();
    const toml::table table =
        parsed_manifest(manifest_text(puzzle.folder / "puzzle.toml", shown,
                                      "one puzzle.toml, program.h and test.cpp per puzzle"),
                        shown);
    const Section top(shown, "", &table,
                      {"title", "goal", "lesson", "finds", "read", "difficulty"});
    puzzle.title = one_line(top, "title");
    puzzle.goal = one_line(top, "goal");
    puzzle.lesson = one_line(top, "lesson");
    const auto finds = top.text("finds");
    // What a player can bring about by choosing who goes on.
    static const std::vector<std::string> known{"wrong",    "deadlock", "lost_wakeup",
                                                "livelock", "crash",    "exception"};
    if (std::ranges::find(known, finds.value) == known.end())
        top.refuse_word(fmt::format("unknown finding \"{}\"", finds.value), finds, known);
    puzzle.finds = finds.value;
    puzzle.read = top.text("read").value;
    if (!top.has("difficulty")) {
        top.refuse(top.line(), "difficulty is missing", "a whole number from 1 (easy) to 5 (hard)");
    }
    puzzle.difficulty = top.whole("difficulty", 1, 1, 5);
    for (const char* file : {"program.h", "test.cpp"}) {
        std::error_code ignored;
        if (!fs::is_regular_file(puzzle.folder / file, ignored)) {
            top.refuse(1, fmt::format("the file {} is missing", (shown_folder / file).string()),
                       "one puzzle.toml, program.h and test.cpp per puzzle");
        }
    }
    return puzzle;
}

fs::path kept_path(const fs::path& root, const Puzzle& puzzle) {
    const std::string material = puzzle.relative.string() + '\0' +
                                 read_file(puzzle.folder / "program.h") + '\0' +
                                 read_file(puzzle.folder / "test.cpp");
    return root / ".racecourse/puzzles" / content_hash(material);
}

}  // namespace

std::vector<Puzzle> find_puzzles(const fs::path& root) {
    std::vector<Puzzle> puzzles;
    for (const std::string& chapter : folders(root / "chapters")) {
        const auto names = folders(root / "chapters" / chapter / "puzzles");
        for (const std::string& name : names)
            puzzles.push_back(read_puzzle(root, fs::path(chapter) / "puzzles" / name));
        const auto twin = std::ranges::adjacent_find(
            names, [](const auto& a, const auto& b) { return a.compare(0, 3, b, 0, 3) == 0; });
        if (twin != names.end()) {
            throw Error(fmt::format(
                "chapters/{0}/puzzles: {1} and {2} have the same number; allowed: one {3} folder",
                chapter, *twin, *(twin + 1), twin->substr(0, 2)));
        }
    }
    std::ranges::stable_sort(puzzles, {}, &Puzzle::difficulty);
    return puzzles;
}

const Puzzle* puzzle_named(const std::vector<Puzzle>& puzzles, std::string_view word) {
    while (word.ends_with('/')) word.remove_suffix(1);
    const Puzzle* begins = nullptr;
    int beginning = 0;
    for (const Puzzle& puzzle : puzzles) {
        const std::string folder = puzzle.relative.filename().string();
        const std::string chapter = puzzle.relative.begin()->string();
        for (const std::string& name :
             {puzzle.id, puzzle.name, puzzle.label + "/" + puzzle.name,
              "chapters/" + puzzle.relative.string(), puzzle.folder.string(), folder,
              chapter + puzzle.id.substr(puzzle.label.size())})
            if (word == name) return &puzzle;
        if (word.size() >= 2 && puzzle.name.starts_with(word)) {
            begins = &puzzle;
            ++beginning;
        }
    }
    return beginning == 1 ? begins : nullptr;
}

Code code_of(const Puzzle& puzzle, const fs::path& root) {
    const fs::path path = puzzle.folder / "program.h";
    return {{"program.h", path.lexically_relative(fs::absolute(root).lexically_normal()).string(),
             read_file(path)}};
}

void keep_solution(const fs::path& root, const Puzzle& puzzle, const std::string& token) {
    const fs::path path = kept_path(root, puzzle);
    fs::create_directories(path.parent_path());
    write_file(path, token);
}

std::string kept_solution(const fs::path& root, const Puzzle& puzzle) {
    const fs::path path = kept_path(root, puzzle);
    std::error_code ignored;
    if (!fs::is_regular_file(path, ignored)) return {};
    const std::string token = read_file(path);
    return token.starts_with(puzzle.id + ":") ? token : std::string();
}

int solved_of(const fs::path& root, const std::vector<Puzzle>& puzzles) {
    return static_cast<int>(std::ranges::count_if(
        puzzles, [&](const Puzzle& puzzle) { return !kept_solution(root, puzzle).empty(); }));
}

}  // namespace grader
