// exercise.toml: from the file to an Exercise in which everything is as the rest of the grader
// relies on it. How values are read and refused is section.h's; which exercises there are is
// catalogue.cpp's.
#include <algorithm>

#include "catalogue/catalogue.h"
#include "catalogue/mistakes.h"
#include "catalogue/names.h"
#include "catalogue/section.h"
#include "checks/check.h"
#include "common/error.h"
#include "common/text.h"
#include "report/verdict.h"

namespace grader {

namespace {

constexpr std::size_t largest_manifest = std::size_t{64} << 10;

bool consists_of(std::string_view text, std::string_view signs) {
    constexpr std::string_view letters_and_digits = "abcdefghijklmnopqrstuvwxyz0123456789";
    return !text.empty() && std::all_of(text.begin(), text.end(), [&](char c) {
        return letters_and_digits.find(c) != letters_and_digits.npos || signs.find(c) != signs.npos;
    });
}

std::string lower(std::string text) {
    for (char& c : text) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    }
    return text;
}

}  // namespace

std::string manifest_text(const fs::path& path, const std::string& shown,
                          std::string_view allowed) {
    std::error_code ignored;
    if (!fs::exists(path, ignored)) refuse(shown, 1, "the file is missing", allowed);
    std::string content;
    try {
        content = read_file(path, largest_manifest);
    } catch (const Error& error) {
        throw Error(fmt::format("{}:1: {}", shown, replaced(error.what(), path.string(), "it")),
                    error.status());
    }
    if (const std::size_t nul = content.find('\0'); nul != std::string::npos) {
        const auto line =
            1 + std::count(content.begin(), content.begin() + static_cast<long>(nul), '\n');
        refuse(shown, static_cast<std::size_t>(line), "the file holds a NUL byte", "UTF-8 text");
    }
    return content;
}

toml::table parsed_manifest(const std::string& text, const std::string& shown) {
    try {
        return toml::parse(text, shown);
    } catch (const toml::parse_error& error) {
        refuse(shown, std::max<std::size_t>(1, error.source().begin.line),
               fmt::format("not TOML: {}", replaced(std::string(error.description()), "\n", " ")));
    }
}

namespace {

std::string contents_of(const fs::path& path) {
    std::error_code ignored;
    return fs::is_regular_file(path, ignored) ? read_file(path) : std::string();
}

std::vector<std::string> values(const std::vector<Section::Text>& texts) {
    std::vector<std::string> result;
    for (const auto& text : texts) result.push_back(text.value);
    return result;
}

std::vector<std::string> checked(const Section& section, std::string_view key,
                                 std::string_view signs, std::string_view allowed) {
    const auto texts = section.texts(key);
    for (const auto& [value, line] : texts) {
        const bool path = value.starts_with('/') || value.find("..") != std::string::npos;
        if (!consists_of(lower(value), signs) || path) {
            section.refuse(line, fmt::format("{} has a bad name, \"{}\"", section.full(key), value),
                           allowed);
        }
    }
    return values(texts);
}

std::vector<std::string> names_in(const fs::path& folder) {
    std::vector<std::string> names;
    std::error_code ignored;
    for (const auto& entry : fs::directory_iterator(folder, ignored)) {
        const std::string name = entry.path().filename().string();
        if (name.ends_with(".h") || name.ends_with(".cpp")) names.push_back(name);
    }
    std::sort(names.begin(), names.end());
    return names;
}

std::vector<std::string> read_files(const Section& top) {
    constexpr std::string_view allowed =
        "names in lower case, digits and underscores that end in .h or .cpp, without a folder, "
        "such as "
        "[\"safe_counter.h\"]";
    auto files = top.texts("files");
    for (const auto& [value, line] : files) {
        const bool known_ending = value.ends_with(".h") || value.ends_with(".cpp");
        const bool good_stem = consists_of(value.substr(0, value.rfind('.')), "_");
        if (!known_ending || !good_stem) {
            top.refuse(line, fmt::format("files has a bad name, \"{}\"", value), allowed);
        }
        if (value == "examples.cpp" || value == "tests.cpp") {
            top.refuse(line, fmt::format("files has \"{}\", which is the course's own", value),
                       allowed);
        }
    }
    const auto is_header = [](const Section::Text& file) { return file.value.ends_with(".h"); };
    if (std::none_of(files.begin(), files.end(), is_header)) {
        top.refuse(top.line("files"), "files has no header for the tests to include", allowed);
    }
    std::stable_partition(files.begin(), files.end(), is_header);
    return values(files);
}

std::vector<std::string> read_checks(const Section& top) {
    const auto& known = known_checks();
    const auto place = [&](const std::string& check) {
        return std::find(known.begin(), known.end(), check);
    };
    const auto checks = top.texts("checks");
    if (checks.empty())
        top.refuse(top.line("checks"), "checks names no check", joined(known, ", "));
    auto last = known.begin();
    for (const auto& check : checks) {
        const auto here = place(check.value);
        if (here == known.end()) {
            top.refuse_word(fmt::format("unknown check \"{}\"", check.value), check, known);
        }
        if (here < last) {
            top.refuse(check.line,
                       fmt::format("check \"{}\" stands after \"{}\"", check.value, *last),
                       fmt::format("this order: {}", joined(known, ", ")));
        }
        last = here;
    }
    return values(checks);
}

std::map<std::string, std::string> read_links(const Section& top, const std::string& shown) {
    std::vector<std::string> keys{"default"};
    for (const Outcome outcome : all_outcomes())
        keys.push_back(replaced(std::string(name(outcome)), " ", "_"));
    const Section read(shown, "read", top.table("read"), keys);
    constexpr std::string_view allowed =
        "the anchor of a paragraph of the chapter's README.md, such as \"data-races\"";
    if (!read.has("default")) read.refuse(top.line("read"), "read.default is missing", allowed);
    std::map<std::string, std::string> links;
    for (const std::string& key : read.keys()) {
        const auto [anchor, line] = read.text(key);
        if (!consists_of(anchor, "-_")) {
            read.refuse(line, fmt::format("{} has a bad anchor, \"{}\"", read.full(key), anchor),
                        allowed);
        }
        links[replaced(key, "_", " ")] = anchor;
    }
    return links;
}

ExerciseLimits read_limits(const Section& top, const std::string& shown) {
    const Section limits(
        shown, "limits", top.table("limits"),
        {"test_seconds", "cpu_seconds", "memory_mib", "processes", "schedules", "steps"});
    ExerciseLimits result;
    result.test_seconds = limits.number("test_seconds", result.test_seconds, 0.1, 600);
    result.cpu_seconds = limits.number("cpu_seconds", result.cpu_seconds, 0.1, 600);
    result.memory_mib = limits.whole("memory_mib", result.memory_mib, 16, 65536);
    result.processes = limits.whole("processes", result.processes, 1, 4096);
    result.schedules = limits.whole("schedules", result.schedules, 10, 1000000);
    result.steps = limits.whole("steps", result.steps, 100, 1000000);
    return result;
}

// [speed.NameOfTest], for each test that asks for a speedup.
std::map<std::string, SpeedBand> read_speed(const Section& top, const std::string& shown,
                                            const Exercise& exercise) {
    std::map<std::string, SpeedBand> bands;
    const toml::table* table = top.table("speed");
    if (table == nullptr) return bands;
    if (std::ranges::find(exercise.checks, "speed") == exercise.checks.end()) {
        top.refuse(top.line("speed"), "speed is given, but checks has no \"speed\"");
    }
    std::vector<std::string> tests;
    for (const std::string& test : tests_in(contents_of(exercise.hidden / "tests.cpp"), "Speed"))
        tests.push_back(test.substr(test.find('.') + 1));
    const Section all(shown, "speed", table, tests, "test");
    const std::vector<std::string> keys{"at_least", "right", "wrong"};
    for (const std::string& test : all.keys()) {
        const Section band(shown, "speed." + test, all.table(test), keys);
        for (const std::string& key : keys) {
            if (!band.has(key)) {
                band.refuse(band.line(), fmt::format("{} is missing", band.full(key)),
                            "all three of at_least, right and wrong, as `racecourse author "
                            "calibrate` writes them");
            }
        }
        const double at_least = band.number("at_least", 0, 0.1, 64);
        const double right = band.number("right", 0, 0.1, 64);
        const double wrong = band.number("wrong", 0, 0.01, 64);
        if (right < least_gap * wrong) {
            band.refuse(band.line("right"),
                        fmt::format("{} is {}, less than {} times {}, {}", band.full("right"),
                                    right, least_gap, band.full("wrong"), wrong),
                        "a test that tells right from wrong more clearly");
        }
        if (at_least <= wrong || at_least >= right) {
            band.refuse(band.line("at_least"),
                        fmt::format("{} is {}", band.full("at_least"), at_least),
                        fmt::format("a number between wrong, {}, and right, {}", wrong, right));
        }
        bands[test] = {at_least, right, wrong};
    }
    return bands;
}

// [[mistake]]: a text for what looks like this in the evidence.
std::vector<Mistake> read_mistakes(const Section& top, const std::string& shown,
                                   const Exercise& exercise) {
    std::vector<std::string> failures;
    for (const Outcome outcome :
         {Outcome::wrong, Outcome::race, Outcome::deadlock, Outcome::crash, Outcome::too_slow})
        failures.emplace_back(name(outcome));
    std::vector<Mistake> mistakes;
    for (const toml::table* table : top.tables("mistake")) {
        const Section one(shown, "mistake", table, {"when", "say"});
        const Section when(shown, "mistake.when", one.table("when"),
                           {"check", "outcome", "test", "pattern"});
        if (when.keys().empty()) {
            one.refuse(one.line("when"), "mistake.when says nothing",
                       "at least one of check, outcome, test and pattern, such as { check = "
                       "\"schedules\", pattern = \"lost update\" }");
        }
        const auto word = [&](std::string_view key, const std::vector<std::string>& allowed) {
            if (!when.has(key)) return std::string();
            const Section::Text text = when.text(key);
            if (std::ranges::find(allowed, text.value) == allowed.end()) {
                when.refuse_word(fmt::format("unknown {} \"{}\"", key, text.value), text, allowed);
            }
            return text.value;
        };
        Mistake mistake;
        mistake.check = word("check", exercise.checks);
        mistake.outcome = word("outcome", failures);
        mistake.pattern = word("pattern", all_patterns());
        std::vector<std::string> tests;
        for (const std::string& check : exercise.checks) {
            if (!mistake.check.empty() && check != mistake.check) continue;
            const CheckKind& kind = check_kind(check);
            for (const std::string& test :
                 tests_in(contents_of(source_of(exercise, kind)), kind.suite))
                tests.push_back(test.substr(test.find('.') + 1));
        }
        mistake.test = word("test", tests);
        mistake.say = one.text("say").value;
        mistake.line = one.line();
        for (const Mistake& before : mistakes) {
            if (includes(before, mistake)) {
                one.refuse(mistake.line,
                           fmt::format("this mistake is never said: the one of line {} fits first",
                                       before.line),
                           "the one with more in `when` first");
            }
        }
        mistakes.push_back(std::move(mistake));
    }
    return mistakes;
}

// Every file that the manifest names is where the three trees have it. An edited file and its
// pristine copy can each be made from the other ("reset", "author stub"), so only the loss of both
// is an error here: a learner who has deleted a file must still be able to ask for it.
void find_files(const Exercise& exercise, const fs::path& root, const Section& top) {
    const auto is_file = [](const fs::path& path) {
        std::error_code ignored;
        return fs::is_regular_file(path, ignored);
    };
    const auto need_folder = [&](const fs::path& tree) {
        std::error_code ignored;
        if (!fs::is_directory(root / tree / exercise.relative, ignored)) {
            top.refuse(1,
                       fmt::format("the folder {} is missing", (tree / exercise.relative).string()),
                       "an exercise's three folders have the same name");
        }
    };
    const auto need_file = [&](const fs::path& tree, const std::string& file, std::size_t line) {
        const fs::path relative = tree / exercise.relative;
        if (!is_file(root / relative / file)) {
            const Section::Text word{file, line};
            top.refuse_word(fmt::format("the file {} is missing", (relative / file).string()), word,
                            names_in(root / relative));
        }
    };
    need_folder("exercises");
    std::error_code ignored;
    const bool has_solutions =
        fs::is_directory(root / "solutions", ignored);  // a student edition has none
    if (has_solutions) need_folder("solutions");
    for (const auto& [file, line] : top.texts("files")) {
        if (!is_file(exercise.hidden / "stub" / file)) need_file("exercises", file, line);
        if (has_solutions) need_file("solutions", file, line);
    }
    for (const auto& [check, line] : top.texts("checks")) {
        const fs::path tests = check == "examples"
                                   ? "exercises" / exercise.relative / "examples.cpp"
                                   : "grader/hidden" / exercise.relative / "tests.cpp";
        if (!is_file(root / tests)) {
            top.refuse(line, fmt::format("check \"{}\" has no tests, the file {} is missing", check,
                                         tests.string()));
        }
    }
}

}  // namespace

const std::vector<std::string>& known_checks() {
    static const std::vector<std::string> checks{"examples", "behaviour", "races", "schedules",
                                                 "speed"};
    return checks;
}

Exercise read_manifest(const fs::path& root, const fs::path& relative) {
    Exercise exercise;
    const fs::path folder = fs::path("grader/hidden") / relative;
    exercise.label =
        chapter_name(relative.parent_path().string(), folder.parent_path().string()).label;
    exercise.name = relative.filename().string();
    exercise.id = exercise.label + "/" + exercise_name(exercise.name, folder.string()).label;
    exercise.relative = relative;
    exercise.hidden = fs::absolute(root / folder).lexically_normal();
    exercise.public_dir = fs::absolute(root / "exercises" / relative).lexically_normal();
    exercise.chapter_text = fs::path("chapters") / relative.parent_path() / "README.md";

    const std::string shown = (folder / "exercise.toml").string();
    const toml::table table = parsed_manifest(
        manifest_text(exercise.hidden / "exercise.toml", shown, "one exercise.toml per exercise"),
        shown);
    const Section top(shown, "", &table,
                      {"title", "learn", "kind", "files", "checks", "packages", "hints", "read",
                       "limits", "speed", "mistake", "allow"});
    exercise.title = top.text("title").value;
    if (exercise.title.find_first_of("\n\t") != std::string::npos) {
        top.refuse(top.line("title"), "title has more than one line", "one line of text");
    }
    exercise.learn = top.text("learn").value;
    if (top.has("kind")) {
        const auto kind = top.text("kind");
        if (kind.value != "build" && kind.value != "repair") {
            top.refuse_word(fmt::format("unknown kind \"{}\"", kind.value), kind,
                            {"build", "repair"});
        }
        exercise.kind = kind.value == "build" ? Kind::build : Kind::repair;
    }
    exercise.files = read_files(top);
    exercise.checks = read_checks(top);
    exercise.packages =
        checked(top, "packages", "+-.", "names of Debian packages, such as [\"libasio-dev\"]");
    exercise.hints = values(top.texts("hints"));
    if (exercise.hints.empty()) {
        top.refuse(top.line("hints"), "hints has no hint",
                   "one or more, the one that gives least away first");
    }
    exercise.read = read_links(top, shown);
    exercise.limits = read_limits(top, shown);
    const Section allow(shown, "allow", top.table("allow"), {"includes", "symbols"});
    exercise.allowed_includes =
        checked(allow, "includes", "_+-./", "headers without < and >, such as [\"unistd.h\"]");
    exercise.allowed_symbols =
        checked(allow, "symbols", "_", "names of functions, such as [\"fork\"]");
    find_files(exercise, root, top);
    exercise.speed = read_speed(top, shown, exercise);
    exercise.mistakes = read_mistakes(top, shown, exercise);
    return exercise;
}

}  // namespace grader
