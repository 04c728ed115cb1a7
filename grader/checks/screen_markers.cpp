// The screen on what the preprocessor made of the learner's files: which files they really
// included, and the rules for code once more, now that macros cannot hide anything. Lines of other
// files are skipped.
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <map>
#include <optional>
#include <set>

#include "checks/lexer.h"
#include "checks/screen.h"
#include "checks/screen_rules.h"
#include "checks/screen_tokens.h"

namespace grader {
namespace {

constexpr std::string_view learners_folder = "code/";

struct Marker {
    int line = 0;
    std::string file;
    bool enters = false;  // flag 1: this file was just included
    bool system = false;  // flag 3: what follows comes from a system header, or from a macro of one
};

// # 8 "code/a.h" 3 4
std::optional<Marker> read_marker(std::string_view text) {
    if (!text.starts_with("# ")) return {};
    Marker marker;
    const char* const end = text.data() + text.size();
    const auto [rest, error] = std::from_chars(text.data() + 2, end, marker.line);
    if (error != std::errc() || rest + 1 >= end || rest[0] != ' ' || rest[1] != '"') return {};
    const char* p = rest + 2;
    for (; p != end && *p != '"'; ++p) {
        if (*p == '\\' && p + 1 != end) ++p;
        marker.file.push_back(*p);
    }
    if (p == end) return {};
    const std::string_view flags(p + 1, end);
    marker.enters = flags.find(" 1") != std::string_view::npos;
    marker.system = flags.find(" 3") != std::string_view::npos;
    return marker;
}

class Preprocessed {
  public:
    Preprocessed(const Exercise& exercise, const std::vector<LearnerFile>& files)
        : exercise_(exercise) {
        for (const LearnerFile& file : files)
            files_[std::string(learners_folder) + file.name] = &file;
    }

    std::vector<Problem> screen(std::string_view text) {
        while (!text.empty()) {
            const std::size_t end = std::min(text.find('\n'), text.size());
            take_line(text.substr(0, end));
            text.remove_prefix(std::min(end + 1, text.size()));
        }
        for (const auto& [file, code] : code_) screen_kept(*file, code);
        return std::move(problems_);
    }

  private:
    struct Kept {
        std::string text;
        std::vector<int> lines;  // of each line of `text`, its line in the learner's file
    };

    void take_line(std::string_view line) {
        if (const auto marker = read_marker(line)) {
            if (marker->enters && current_ != nullptr) check_include(*marker);
            current_ = file_of(marker->file);
            line_ = marker->line;
            skip_ = marker->system;
        } else {
            if (current_ != nullptr && !skip_) {
                Kept& kept = code_[current_];
                kept.text.append(line).push_back('\n');
                kept.lines.push_back(line_);
            }
            ++line_;
        }
    }

    const LearnerFile* file_of(std::string_view name) const {
        const auto found = files_.find(name);
        return found == files_.end() ? nullptr : found->second;
    }

    void check_include(const Marker& marker) {
        if (file_of(marker.file) != nullptr || is_allowed(marker.file)) return;
        const std::string name = marker.file.substr(marker.file.rfind('/') + 1);
        if (!reported_.insert({current_, marker.file}).second) return;
        problems_.push_back(refused(*current_, line_, 0,
                                    fmt::format("`{}` may not be included here.", name),
                                    why_no_header(name)));
    }

    // The name as one writes it: what follows the folder in which the compiler found it.
    [[nodiscard]] bool is_allowed(std::string_view path) const {
        const bool system = path.starts_with("/usr/include/") ||
                            path.starts_with("/usr/lib/gcc/") ||
                            path.starts_with("/usr/local/include/");
        const bool ours = path.find("/include/racecourse/") != std::string_view::npos ||
                          path.starts_with("include/racecourse/");
        if (path.find("/../") != std::string_view::npos && !path.starts_with("/usr/")) return false;
        if (!system && !ours) return false;
        for (std::size_t slash = path.find('/'); slash != std::string_view::npos;
             slash = path.find('/', slash + 1)) {
            if (may_include(exercise_, path.substr(slash + 1))) return true;
        }
        return false;
    }

    void screen_kept(const LearnerFile& file, const Kept& kept) {
        static const std::set<std::string, std::less<>> no_macros;
        const Lexed lexed = lex(kept.text);
        int last = 0;
        const Report report = [&](const Token& at, std::string headline, const Refusal& refusal) {
            const auto index = static_cast<std::size_t>(at.line - 1);
            const int line = index < kept.lines.size() ? kept.lines[index] : 0;
            if (line == last) return;  // one is enough for a line
            last = line;
            problems_.push_back(refused(file, line, 0, std::move(headline), refusal));
        };
        screen_code(exercise_, lexed.tokens, no_macros, report);
    }

    const Exercise& exercise_;
    std::map<std::string, const LearnerFile*, std::less<>> files_;
    const LearnerFile* current_ = nullptr;
    int line_ = 0;
    bool skip_ = false;
    std::map<const LearnerFile*, Kept> code_;
    std::set<std::pair<const LearnerFile*, std::string>> reported_;
    std::vector<Problem> problems_;
};

}  // namespace

std::vector<Problem> screen_markers(const Exercise& exercise, const std::vector<LearnerFile>& files,
                                    std::string_view preprocessed) {
    return Preprocessed(exercise, files).screen(preprocessed);
}

}  // namespace grader
