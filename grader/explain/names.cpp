// The learner's files under the names that tools print and under the names that the learner knows.
#include <cctype>

#include "common/text.h"
#include "explain/explain.h"

namespace grader {
namespace {

constexpr std::string_view folder = "code/";

bool in_path(char c) {
    return std::isalnum(static_cast<unsigned char>(c)) || c == '_' || c == '.' || c == '/' ||
           c == '-' || c == '+';
}

// Tools print "code/x.h", "./code/x.h" or, where debug information carries the compilation's
// folder,
// "/somewhere/code/x.h". All three mean the same file.
std::string_view key(std::string_view seen) {
    if (seen.starts_with(folder)) return seen;
    const auto at = seen.rfind("/code/");
    return at == std::string_view::npos ? seen : seen.substr(at + 1);
}

}  // namespace

void Names::add(std::string seen, std::string shown, std::string_view content) {
    std::string name(key(seen));
    files_.insert_or_assign(std::move(name), File{std::move(shown), split_lines(content)});
}

bool Names::is_learners(std::string_view seen) const {
    return files_.contains(key(seen));
}

std::optional<Place> Names::place(std::string_view seen, int line, int column) const {
    const auto found = files_.find(key(seen));
    if (found == files_.end()) return std::nullopt;
    const File& file = found->second;
    Place place{file.shown, line, column, ""};
    if (line > 0 && static_cast<std::size_t>(line) <= file.lines.size())
        place.text = file.lines[static_cast<std::size_t>(line) - 1];
    return place;
}

std::string Names::translated(std::string text) const {
    for (const auto& [seen, file] : files_) {
        std::size_t at = 0;
        while ((at = text.find(seen, at)) != std::string::npos) {
            const std::size_t end = at + seen.size();
            const bool longer_name =
                end < text.size() && (std::isalnum(text[end]) || text[end] == '_');
            std::size_t begin = at;
            if (begin > 0 && text[begin - 1] == '/')
                while (begin > 0 && in_path(text[begin - 1])) --begin;
            if (longer_name || (begin == at && at > 0 && in_path(text[at - 1]))) {
                at = end;
                continue;
            }
            text.replace(begin, end - begin, file.shown);
            at = begin + file.shown.size();
        }
    }
    return text;
}

}  // namespace grader
