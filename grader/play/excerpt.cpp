#include "play/excerpt.h"

#include <algorithm>
#include <cctype>
#include <regex>

#include "common/text.h"

namespace grader {
namespace {

constexpr std::size_t around = 4;

struct Block {
    std::string head;  // what stands before its brace
    std::size_t first;
    bool scope;
};

// A class or a namespace: what holds functions.
bool is_scope(const std::string& head) {
    static const std::regex word(R"(\b(namespace|class|struct|union|enum|extern)\b)");
    return head.find('(') == std::string::npos && std::regex_search(head, word);
}

bool is_access(const std::string& head) {
    return head == "public" || head == "private" || head == "protected";
}

}  // namespace

Lines function_around(const std::vector<std::string>& source, std::size_t line) {
    std::vector<Block> open;
    std::string head;
    std::size_t head_at = 0;  // the line of its first sign; 0: it has none yet
    bool comment = false;
    for (std::size_t number = 1; number <= source.size(); ++number) {
        const std::string& text = source[number - 1];
        if (trimmed(text).starts_with('#')) continue;
        for (std::size_t i = 0; i < text.size(); ++i) {
            if (comment) {
                if (text.compare(i, 2, "*/") == 0) comment = false, ++i;
                continue;
            }
            if (text.compare(i, 2, "//") == 0) break;
            if (text.compare(i, 2, "/*") == 0) {
                comment = true;
                ++i;
                continue;
            }
            const char c = text[i];
            if (c == '"' ||
                (c == '\'' &&
                 (i == 0 || std::isalnum(static_cast<unsigned char>(text[i - 1])) == 0))) {
                for (++i; i < text.size() && text[i] != c; ++i)
                    if (text[i] == '\\') ++i;
                continue;
            }
            if (c == '{') {
                open.push_back({head, head_at == 0 ? number : head_at, is_scope(head)});
            } else if (c == '}') {
                if (!open.empty()) {
                    const Block block = open.back();
                    open.pop_back();
                    const bool outermost = std::ranges::all_of(open, &Block::scope);
                    if (!block.scope && outermost && block.head.find('(') != std::string::npos &&
                        block.first <= line && line <= number)
                        return {block.first, number};
                }
            } else if (c == ':' && is_access(trimmed(head))) {
                // What follows begins anew.
            } else if (c != ';') {
                if (head_at == 0 && std::isspace(static_cast<unsigned char>(c)) == 0)
                    head_at = number;
                head += c;
                continue;
            }
            head.clear();
            head_at = 0;
        }
        head += ' ';
    }
    if (line == 0 || line > source.size()) return {};
    return {line > around ? line - around : 1, std::min(line + around, source.size())};
}

Lines window(Lines lines, std::size_t line, std::size_t room) {
    if (lines.first == 0 || room == 0) return {};
    if (lines.last - lines.first < room) return lines;
    // Somewhat more of what comes than of what was.
    const std::size_t before = room / 3;
    std::size_t first = line > lines.first + before ? line - before : lines.first;
    first = std::min(first, lines.last - room + 1);
    return {first, first + room - 1};
}

}  // namespace grader
