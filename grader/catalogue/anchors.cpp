// The anchors of a Markdown text.
#include "catalogue/anchors.h"

#include <cctype>
#include <map>

#include "common/text.h"

namespace grader {

namespace {

// GitHub's rule for English: lower case, blanks become hyphens, signs other than - and _ vanish.
std::string slug(std::string_view heading) {
    std::string result;
    for (const char c : heading) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == ' ') {
            result += '-';
        } else if (byte < 0x80 && (std::isalnum(byte) || c == '-' || c == '_')) {
            result += static_cast<char>(std::tolower(byte));
        }
    }
    return result;
}

// "[text](address)" reads as "text".
std::string without_links(std::string heading) {
    for (std::size_t middle; (middle = heading.find("](")) != std::string::npos;) {
        const std::size_t end = heading.find(')', middle);
        if (end == std::string::npos) break;
        heading.erase(middle, end + 1 - middle);
    }
    return heading;
}

void add_explicit(std::string_view line, std::vector<std::string>& result) {
    for (const std::string_view opening : {"<a id=\"", "<a name=\""}) {
        for (std::size_t at = 0; (at = line.find(opening, at)) != line.npos;) {
            at += opening.size();
            const std::size_t end = line.find('"', at);
            if (end == line.npos) break;
            result.emplace_back(line.substr(at, end - at));
        }
    }
}

}  // namespace

std::vector<std::string> anchors(std::string_view markdown) {
    std::vector<std::string> result;
    std::map<std::string, int> seen;
    std::string fence;  // what opened the code block we are in
    for (const std::string& line : split_lines(markdown)) {
        const std::string text = trimmed(line);
        if (!fence.empty()) {
            // It ends with at least as many of the same signs and nothing else.
            if (text.starts_with(fence) && text.find_first_not_of(fence[0]) == std::string::npos) {
                fence.clear();
            }
            continue;
        }
        if (text.starts_with("```") || text.starts_with("~~~")) {
            fence = text.substr(0, std::min(text.find_first_not_of(text[0]), text.size()));
            continue;
        }
        add_explicit(text, result);
        const std::size_t level = line.find_first_not_of('#');
        if (level == 0 || level == std::string::npos || level > 6 || line[level] != ' ') continue;
        const std::string name = slug(without_links(trimmed(line.substr(level))));
        const int before = seen[name]++;
        result.push_back(before == 0 ? name : name + "-" + std::to_string(before));
    }
    return result;
}

}  // namespace grader
