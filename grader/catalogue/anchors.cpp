// The anchors of a Markdown text, and what stands below one.
#include "catalogue/anchors.h"

#include <algorithm>
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

std::vector<std::string> explicit_names(std::string_view line) {
    std::vector<std::string> names;
    for (const std::string_view opening : {"<a id=\"", "<a name=\""}) {
        for (std::size_t at = 0; (at = line.find(opening, at)) != line.npos;) {
            at += opening.size();
            const std::size_t end = line.find('"', at);
            if (end == line.npos) break;
            names.emplace_back(line.substr(at, end - at));
        }
    }
    return names;
}

}  // namespace

bool CodeBlocks::hold(std::string_view line) {
    const std::string text = trimmed(line);
    if (!fence_.empty()) {
        if (text.starts_with(fence_) && text.find_first_not_of(fence_[0]) == std::string::npos)
            fence_.clear();
        return true;
    }
    if (!text.starts_with("```") && !text.starts_with("~~~")) return false;
    fence_ = text.substr(0, std::min(text.find_first_not_of(text[0]), text.size()));
    return true;
}

std::vector<Anchor> anchors_with_places(std::string_view markdown) {
    std::vector<Anchor> result;
    std::map<std::string, int> seen;
    std::string title;
    CodeBlocks code;
    std::size_t number = 0;
    for (const std::string& line : split_lines(markdown)) {
        ++number;
        if (code.hold(line)) continue;
        for (std::string& name : explicit_names(line))
            result.push_back({std::move(name), title, 0, number});
        const std::size_t level = line.find_first_not_of('#');
        if (level == 0 || level == std::string::npos || level > 6 || line[level] != ' ') continue;
        title = without_links(trimmed(line.substr(level)));
        const std::string name = slug(title);
        const int before = seen[name]++;
        result.push_back({before == 0 ? name : name + "-" + std::to_string(before), title,
                          static_cast<int>(level), number});
    }
    return result;
}

std::vector<std::string> anchors(std::string_view markdown) {
    std::vector<std::string> names;
    for (Anchor& anchor : anchors_with_places(markdown)) names.push_back(std::move(anchor.name));
    return names;
}

std::optional<std::string> section_of(std::string_view markdown, std::string_view wanted) {
    const auto all = anchors_with_places(markdown);
    const auto found = std::ranges::find(all, wanted, &Anchor::name);
    if (found == all.end()) return std::nullopt;
    int level = found->level;
    for (auto above = found; level == 0 && above != all.begin();) level = (--above)->level;
    const auto next = std::find_if(found + 1, all.end(), [&](const Anchor& anchor) {
        return anchor.level > 0 && anchor.level <= std::max(level, 1);
    });
    const std::size_t end = next == all.end() ? markdown.npos : next->line - 1;
    std::string text;
    std::size_t number = 0;
    for (const std::string& line : split_lines(markdown)) {
        if (++number >= found->line && number <= end) text += line + "\n";
    }
    return text;
}

}  // namespace grader
