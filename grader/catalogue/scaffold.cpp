// Makes a new exercise's folders and renews stubs. What is in a new exercise is
// scaffold_template.cpp's.
#include "catalogue/scaffold.h"

#include <algorithm>

#include <fmt/format.h>
#include <unistd.h>

#include "catalogue/anchors.h"
#include "catalogue/names.h"
#include "common/error.h"
#include "common/text.h"

namespace grader {

namespace {

const std::vector<std::string> trees{"exercises", "solutions", "grader/hidden"};

// Removes what was made unless it is told that all went well.
class Undo {
  public:
    Undo() = default;
    Undo(const Undo&) = delete;
    Undo& operator=(const Undo&) = delete;
    ~Undo() {
        std::error_code ignored;
        for (auto path = made_.rbegin(); path != made_.rend(); ++path)
            fs::remove_all(*path, ignored);
    }
    void add(const fs::path& path) { made_.push_back(path); }
    // Folders that are missing on the way to `path`, and itself.
    void make_folders(const fs::path& path) {
        if (fs::exists(path)) return;
        make_folders(path.parent_path());
        fs::create_directory(path);
        add(path);
    }
    void keep() { made_.clear(); }

  private:
    std::vector<fs::path> made_;
};

std::vector<std::string> folders(const fs::path& parent) {
    std::vector<std::string> names;
    std::error_code ignored;
    for (const auto& entry : fs::directory_iterator(parent, ignored)) {
        if (entry.is_directory(ignored)) names.push_back(entry.path().filename().string());
    }
    std::sort(names.begin(), names.end());
    return names;
}

// "chapter03", or the whole name, to the chapter's folder.
std::string find_chapter(const fs::path& root, std::string_view given) {
    const std::string where = fmt::format("chapter \"{}\"", given);
    const std::string label =
        is_label(given, "chapter") ? std::string(given) : chapter_name(given, where).label;
    std::vector<std::string> known = folders(root / "chapters");
    std::vector<std::string> found;
    for (const std::string& name : known) {
        if (name.starts_with(label + "_") && (given == label || given == name))
            found.push_back(name);
    }
    if (found.size() > 1) {
        throw Error(fmt::format("{} can mean {}; say which one", where, joined(found, ", ")));
    }
    if (found.empty()) {
        const auto meant = nearest(given, known);
        throw Error(
            fmt::format("there is no {} in chapters/{}; write chapters/{}_words/README.md first",
                        where, meant ? fmt::format(" (did you mean \"{}\"?)", *meant) : "", label));
    }
    chapter_name(found.front(), "chapters/" + found.front());
    return found.front();
}

// The names that are taken in one chapter, in any of the trees.
void refuse_taken(const fs::path& root, const std::string& chapter, const std::string& label) {
    int highest = 0;
    std::string taken;
    for (const std::string& tree : trees) {
        std::error_code ignored;
        for (const auto& entry : fs::directory_iterator(root / tree / chapter, ignored)) {
            const std::string name = entry.path().filename().string();
            if (!is_label(name.substr(0, 4), "ex")) continue;
            highest = std::max(highest, std::stoi(name.substr(2, 2)));
            if (name.starts_with(label + "_")) taken = fmt::format("{}/{}/{}", tree, chapter, name);
        }
    }
    if (taken.empty()) return;
    throw Error(fmt::format("{} is taken: there is {}{}", label, taken,
                            highest < 99 ? fmt::format("; ex{:02} is free", highest + 1) : ""));
}

// A paragraph of the chapter for the new exercise's links to lead to: the first below the title.
std::string first_anchor(const fs::path& chapter_text) {
    std::error_code ignored;
    if (!fs::exists(chapter_text, ignored)) return "the-problem";
    const auto all = anchors(read_file(chapter_text));
    return all.empty() ? "the-problem" : all[all.size() > 1 ? 1 : 0];
}

std::string title_from(std::string words) {
    words = trimmed(replaced(std::move(words), "_", " "));
    if (words.empty()) return "New exercise";
    if (words.front() >= 'a' && words.front() <= 'z')
        words.front() = static_cast<char>(words.front() - 32);
    return words;
}

}  // namespace

void make_exercise(const fs::path& root, std::string_view name) {
    const std::size_t slash = name.find('/');
    if (slash == name.npos) {
        throw Error(
            fmt::format("\"{}\" is no name for an exercise; allowed: chapterNN/exNN_words, such as "
                        "chapter03/ex07_name",
                        name));
    }
    const std::string folder(name.substr(slash + 1));
    const auto [label, words] = exercise_name(folder, fmt::format("exercise \"{}\"", folder));
    const std::string chapter = find_chapter(root, name.substr(0, slash));
    refuse_taken(root, chapter, label);

    const std::string title = title_from(words);
    const std::string anchor = first_anchor(root / "chapters" / chapter / "README.md");
    // A name with a dot in front is nobody's exercise, whatever happens before the renaming.
    const std::string staged = fmt::format(".new-{}-{}", folder, ::getpid());
    Undo undo;
    try {
        for (const std::string& tree : trees) undo.make_folders(root / tree / chapter / staged);
        for (const TemplateFile& file : exercise_template()) {
            const fs::path path = root / file.tree / chapter / staged / file.path;
            fs::create_directories(path.parent_path());
            std::string content = replaced(file.content, "@TITLE@", title);
            content = replaced(std::move(content), "@CHAPTER@", chapter);
            write_file(path, replaced(std::move(content), "@ANCHOR@", anchor));
        }
        for (const std::string& tree : trees) {
            const fs::path parent = root / tree / chapter;
            fs::rename(parent / staged, parent / folder);
            undo.add(parent / folder);
        }
    } catch (const fs::filesystem_error& error) {
        throw Error(fmt::format("cannot make {}/{}: {} ({}); nothing was changed", chapter, folder,
                                error.code().message(), error.path1().string()));
    }
    undo.keep();
}

void renew_stub(const Exercise& exercise) {
    // All are read before the first is written.
    std::vector<std::string> contents;
    for (const std::string& file : exercise.files)
        contents.push_back(read_file(exercise.public_dir / file));

    const fs::path stub = exercise.hidden / "stub";
    std::error_code error;
    fs::create_directories(stub, error);
    if (error)
        throw Error(fmt::format("cannot make the folder {}: {}", stub.string(), error.message()));
    for (std::size_t i = 0; i < contents.size(); ++i)
        write_file(stub / exercise.files[i], contents[i]);

    // Copies of files that the manifest no longer names.
    std::vector<fs::path> stale;
    for (const auto& entry : fs::directory_iterator(stub, error)) {
        const std::string name = entry.path().filename().string();
        const bool named =
            std::find(exercise.files.begin(), exercise.files.end(), name) != exercise.files.end();
        if (!named && (name.ends_with(".h") || name.ends_with(".cpp")))
            stale.push_back(entry.path());
    }
    for (const fs::path& path : stale) fs::remove(path, error);
}

}  // namespace grader
