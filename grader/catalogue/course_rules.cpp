#include "catalogue/course_rules.h"

#include <algorithm>
#include <map>
#include <regex>
#include <set>

#include <fmt/format.h>

#include "catalogue/anchors.h"
#include "catalogue/cards.h"
#include "catalogue/names.h"
#include "common/error.h"
#include "common/text.h"

namespace grader {
namespace {

std::string without_comments(std::string_view text) {
    std::string result;
    for (std::size_t i = 0; i < text.size();) {
        if (text.substr(i, 2) == "//") {
            i = std::min(text.find('\n', i), text.size());
        } else if (text.substr(i, 2) == "/*") {
            const std::size_t end = text.find("*/", i + 2);
            i = end == std::string_view::npos ? text.size() : end + 2;
        } else if (text[i] == '"') {
            std::size_t end = i + 1;
            while (end < text.size() && text[end] != '"') end += text[end] == '\\' ? 2 : 1;
            result += text.substr(i, end + 1 - i);
            i = end + 1;
        } else {
            result += text[i++];
        }
    }
    return result;
}

// The position behind the bracket that closes the one at `open`.
std::size_t behind_closing(std::string_view text, std::size_t open) {
    int depth = 0;
    for (std::size_t i = open; i < text.size(); ++i) {
        if (text[i] == '{') ++depth;
        if (text[i] == '}' && --depth == 0) return i + 1;
    }
    return text.size();
}

// Whether the brace at `at` opens a scope whose content is part of the API.
bool opens_scope(std::string_view before) {
    const std::size_t start = before.find_last_of(";{}");
    const std::string head =
        trimmed(before.substr(start == std::string_view::npos ? 0 : start + 1));
    static const std::regex scope(R"((^|[\s>:])(namespace|class|struct|enum)\b)");
    return std::regex_search(head, scope) && head.find('(') == std::string::npos;
}

std::set<std::string> names_in(const fs::path& folder) {
    std::set<std::string> found;
    if (!fs::is_directory(folder)) return found;
    for (const auto& entry : fs::directory_iterator(folder))
        found.insert(entry.path().filename().string());
    return found;
}

// The text line for line, with blanks for code: blocks, and `spans`, which may go on in the next
// line of the same paragraph.
std::string without_code(std::string_view markdown) {
    std::string text;
    CodeBlocks blocks;
    for (const std::string& line : split_lines(markdown))
        text += blocks.hold(line) ? "\n" : line + "\n";
    const auto ticks = [&](std::size_t at) {
        return std::min(text.find_first_not_of('`', at), text.size()) - at;
    };
    for (std::size_t at = 0; (at = text.find('`', at)) != text.npos;) {
        const std::size_t width = ticks(at);
        const std::size_t paragraph = std::min(text.find("\n\n", at), text.size());
        std::size_t end = text.find('`', at + width);
        while (end < paragraph && ticks(end) != width) end = text.find('`', end + ticks(end));
        if (end >= paragraph) {
            at += width;
            continue;
        }
        for (end += width; at < end; ++at)
            if (text[at] != '\n') text[at] = ' ';
    }
    return text;
}

}  // namespace

std::string api_of(std::string_view header) {
    std::string text = without_comments(header);
    text = std::regex_replace(text, std::regex(R"((^|\n)[ \t]*#[^\n]*)"), "\n");
    std::string api;
    for (std::size_t i = 0; i < text.size();) {
        if (text[i] == '{' && !opens_scope(api)) {
            // A body; what stands between the parameters and it (": value_(0)") belongs to it.
            const std::size_t statement = api.find_last_of(";{}");
            const std::string_view head =
                std::string_view(api).substr(statement == std::string::npos ? 0 : statement + 1);
            const std::size_t parameters = head.rfind(')');
            if (parameters != std::string_view::npos) {
                static const std::regex initialisers(R"(\)\s*(noexcept\s*)?:[^:])");
                const std::string copy(head);
                std::smatch match;
                if (std::regex_search(copy, match, initialisers)) {
                    api.resize(api.size() - head.size() +
                               static_cast<std::size_t>(match.position()) + 1);
                    if (match[1].matched) api += " noexcept";
                }
                api += ';';
            } else {
                api += "{}";
            }
            i = behind_closing(text, i);
            continue;
        }
        static constexpr std::string_view hidden = "private:";
        if (text.compare(i, hidden.size(), hidden) == 0) {
            // To the end of the class, or to the next part that is not private.
            int depth = 0;
            std::size_t end = i + hidden.size();
            for (; end < text.size(); ++end) {
                if (text[end] == '{') ++depth;
                if (text[end] == '}' && depth-- == 0) break;
                if (depth == 0 && text.compare(end, 7, "public:") == 0) break;
            }
            i = end;
            continue;
        }
        api += text[i++];
    }
    // Layout does not matter, nor do the words that only a definition needs.
    api = std::regex_replace(api, std::regex(R"(\b(inline|public:)\s*)"), "");
    api = std::regex_replace(api, std::regex(R"(\s+)"), " ");
    api = std::regex_replace(api, std::regex(R"(\s*([^\w\s])\s*)"), "$1");
    api = std::regex_replace(api, std::regex(";+"), ";");
    return trimmed(api);
}

std::vector<std::string> dead_links(const fs::path& root, const fs::path& markdown) {
    std::vector<std::string> dead;
    // [text](target "title"), [name]: target, and what HTML has.
    static const std::regex link(
        R"re(\]\(([^)\s]+)(?:\s+"[^"]*")?\)|^\[[^\]]+\]:\s*(\S+)|\b(?:href|src)="([^"]+)")re");
    std::map<fs::path, std::vector<std::string>> known;  // anchors
    int number = 0;
    for (const std::string& line : split_lines(without_code(read_file(markdown)))) {
        ++number;
        for (std::sregex_iterator it(line.begin(), line.end(), link), end; it != end; ++it) {
            const std::string target = (*it)[1].str() + (*it)[2].str() + (*it)[3].str();
            if (target.find("://") != std::string::npos || target.starts_with("mailto:")) continue;
            const std::size_t hash = target.find('#');
            const std::string file = target.substr(0, hash);
            const fs::path path =
                file.empty() ? markdown : (markdown.parent_path() / file).lexically_normal();
            const auto say = [&](const std::string& what) {
                dead.push_back(fmt::format("{}:{}: the link {} {}.",
                                           markdown.lexically_relative(root).string(), number,
                                           target, what));
            };
            if (path.lexically_relative(root).string().starts_with("..")) {
                say("leads out of the checkout");
            } else if (!fs::exists(path)) {
                say("leads to no file");
            } else if (hash != std::string::npos && path.extension() == ".md") {
                const auto [there, is_new] = known.try_emplace(path);
                if (is_new) there->second = anchors(read_file(path));
                if (std::ranges::find(there->second, target.substr(hash + 1)) ==
                    there->second.end())
                    say("leads to no such heading");
            }
        }
    }
    return dead;
}

std::vector<std::string> dead_readings(const fs::path& root, const Exercise& exercise) {
    std::vector<std::string> dead;
    const auto there = anchors(read_file(root / exercise.chapter_text));
    for (const auto& [outcome, anchor] : exercise.read) {
        if (std::ranges::find(there, anchor) == there.end()) {
            dead.push_back(
                fmt::format("{}: [read] {} = \"{}\": the chapter has no such heading.",
                            (exercise.hidden / "exercise.toml").lexically_relative(root).string(),
                            outcome, anchor));
        }
    }
    return dead;
}

std::vector<std::string> card_faults(const fs::path& root, const fs::path& markdown) {
    const std::string shown = markdown.lexically_relative(root).string();
    const FlashCards found = flash_cards(read_file(markdown));
    std::vector<std::string> faults;
    for (const CardFault& fault : found.faults)
        faults.push_back(fmt::format("{}:{}: {}", shown, fault.line, fault.sentence));
    if (faults.empty() && found.cards.size() < least_cards) {
        faults.push_back(fmt::format(
            "{}:{}: a chapter needs at least {} flash cards; here {}.", shown,
            found.cards.empty() ? 1 : found.cards.front().line, least_cards,
            found.cards.size() == 1 ? "is 1" : fmt::format("are {}", found.cards.size())));
    }
    return faults;
}

std::vector<std::string> folders_in(const fs::path& folder) {
    std::vector<std::string> found;
    if (!fs::is_directory(folder)) return found;
    for (const auto& entry : fs::directory_iterator(folder)) {
        if (entry.is_directory()) found.push_back(entry.path().filename().string());
    }
    std::ranges::sort(found);
    return found;
}

Declared declared_failure(const fs::path& folder) {
    static const std::regex form(R"re(^// Fails: ([a-z]+), ([a-z ]+), "([^"]+)"\s*$)re");
    for (const std::string& name : names_in(folder)) {
        const auto lines = split_lines(read_file(folder / name));
        std::smatch match;
        if (!lines.empty() && std::regex_match(lines.front(), match, form)) {
            return {match[1].str(), match[2].str(), match[3].str()};
        }
    }
    throw Error(fmt::format(
        "{}: no file begins with a line like: // Fails: races, race, \"value_\"", folder.string()));
}

std::vector<std::string> course_faults(const fs::path& root, const Exercise& exercise) {
    std::vector<std::string> faults;
    const auto say = [&](const fs::path& file, const std::string& sentence) {
        faults.push_back(file.lexically_relative(root).string() + ": " + sentence);
    };
    const auto expect = [&](const fs::path& folder, std::set<std::string> expected) {
        const auto there = names_in(folder);
        for (const std::string& name : expected) {
            if (!there.contains(name)) say(folder / name, "is missing.");
        }
        for (const std::string& name : there) {
            if (!expected.contains(name) && !is_kept_copy(name))
                say(folder / name, "does not belong here.");
        }
    };
    const std::set<std::string> files(exercise.files.begin(), exercise.files.end());
    auto in_public = files;
    in_public.insert({"README.md", "examples.cpp"});
    expect(exercise.public_dir, in_public);
    expect(exercise.hidden, {"exercise.toml", "tests.cpp", "stub", "also_right", "impostors"});
    expect(exercise.hidden / "stub", files);
    const fs::path solution = root / "solutions" / exercise.relative;
    expect(solution, files);

    for (const char* kind : {"also_right", "impostors"}) {
        const auto folders = folders_in(exercise.hidden / kind);
        const std::size_t least = std::string_view(kind) == "impostors" ? 3 : 1;
        if (folders.size() < least) {
            say(exercise.hidden / kind,
                fmt::format("holds {}; at least {} needed.",
                            counted(static_cast<long>(folders.size()), "design"), least));
        }
        for (const std::string& name : folders) {
            for (const std::string& file : names_in(exercise.hidden / kind / name)) {
                if (!files.contains(file)) {
                    say(exercise.hidden / kind / name / file, "is no file of this exercise.");
                }
            }
        }
    }
    if (!faults.empty()) return faults;

    if (exercise.kind == Kind::repair) {
        const fs::path shipped = exercise.hidden / "impostors/as_shipped";
        for (const std::string& file : exercise.files) {
            // Behind the lines that declare how it fails, and whatever else it says in comments.
            const auto code_of = [](const fs::path& path) {
                const std::string text = without_comments(read_file(path));
                return trimmed(std::regex_replace(text, std::regex(R"(\s+)"), " "));
            };
            if (!fs::exists(shipped / file) ||
                code_of(shipped / file) != code_of(exercise.hidden / "stub" / file)) {
                say(shipped / file,
                    "must be the stub of this repair exercise, with a Fails: line on top.");
            }
        }
    }

    std::string stub_api;
    for (const std::string& file : exercise.files) {
        const std::string shipped = read_file(exercise.public_dir / file);
        if (shipped != read_file(exercise.hidden / "stub" / file)) {
            say(exercise.hidden / "stub" / file,
                fmt::format("differs from the stub in exercises/; if that is the new one: "
                            "racecourse author stub {}",
                            exercise.id));
        }
        stub_api += shipped + "\n";
    }
    const fs::path readme = exercise.public_dir / "README.md";
    const std::string text = read_file(readme);
    static constexpr std::string_view fence = "```cpp api\n";
    const std::size_t start = text.find(fence);
    if (start == std::string::npos) {
        say(readme, "has no ```cpp api block.");
    } else {
        const std::size_t end = text.find("\n```", start);
        const std::string shown =
            api_of(text.substr(start + fence.size(), end - start - fence.size()));
        const std::string real = api_of(stub_api);
        if (shown != real) {
            say(readme, fmt::format("its API is not the stub's.\n    README: {}\n    stub:   {}",
                                    shown, real));
        }
    }
    for (auto& dead : dead_links(root, readme)) faults.push_back(std::move(dead));
    const fs::path chapter = root / exercise.chapter_text;
    if (!fs::exists(chapter)) {
        say(chapter, "is missing.");
    } else {
        for (auto& dead : dead_readings(root, exercise)) faults.push_back(std::move(dead));
    }
    return faults;
}

}  // namespace grader
