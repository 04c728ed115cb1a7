// Reads a source line as a row of member chains: `from.balance -= amount` holds "from.balance" and
// "amount". No parser: one line of a correct program is all there is, and a wrong guess costs
// little.
#include "explain/source.h"

#include <algorithm>
#include <cctype>
#include <regex>
#include <set>
#include <string>
#include <vector>

#include "common/text.h"

namespace grader {
namespace {

const std::set<std::string, std::less<>> not_variables = {
    "alignas",  "auto",      "bool",      "break",    "case",    "catch",       "char",
    "class",    "const",     "constexpr", "continue", "default", "delete",      "do",
    "double",   "else",      "enum",      "explicit", "false",   "float",       "for",
    "if",       "inline",    "int",       "long",     "mutable", "namespace",   "new",
    "noexcept", "nullptr",   "operator",  "override", "private", "public",      "return",
    "short",    "signed",    "sizeof",    "size_t",   "static",  "static_cast", "std",
    "string",   "struct",    "switch",    "template", "this",    "throw",       "true",
    "try",      "typename",  "unsigned",  "using",    "void",    "volatile",    "while",
    "co_await", "co_return", "co_yield"};

struct Chain {
    std::string text;    // "from.balance"
    std::string last;    // "balance"
    std::string method;  // what is called on it: "push_back"
    bool changed = false;
    bool used = false;  // something follows it: . -> [
};

bool starts_name(char c) {
    return std::isalpha(static_cast<unsigned char>(c)) || c == '_';
}
bool in_name(char c) {
    return std::isalnum(static_cast<unsigned char>(c)) || c == '_';
}

std::string without_comments_and_strings(std::string_view line) {
    std::string code;
    for (std::size_t i = 0; i < line.size(); ++i) {
        if (line.substr(i, 2) == "//") break;
        if (line[i] == '"' || line[i] == '\'') {
            const char quote = line[i];
            for (++i; i < line.size() && line[i] != quote; ++i)
                if (line[i] == '\\') ++i;
            code += "0";
            continue;
        }
        code += line[i];
    }
    return code;
}

std::vector<Chain> chains(std::string_view line) {
    const std::string code = without_comments_and_strings(line);
    std::vector<Chain> found;
    const auto skip = [&](std::size_t i) {
        while (i < code.size() && code[i] == ' ') ++i;
        return i;
    };
    for (std::size_t i = 0; i < code.size();) {
        if (!starts_name(code[i])) {
            if (std::isdigit(static_cast<unsigned char>(code[i])))
                while (i < code.size() && in_name(code[i])) ++i;
            else
                ++i;
            continue;
        }
        const std::size_t begin = i;
        std::vector<std::string> parts;
        bool qualified = false;
        while (i < code.size() && starts_name(code[i])) {
            const std::size_t from = i;
            while (i < code.size() && in_name(code[i])) ++i;
            parts.push_back(code.substr(from, i - from));
            if (code.compare(i, 2, "::") == 0) {
                qualified = true;
                i += 2;
            } else if (code.compare(i, 2, "->") == 0 && i + 2 < code.size() &&
                       starts_name(code[i + 2])) {
                parts.push_back("->");
                i += 2;
            } else if (code[i] == '.' && i + 1 < code.size() && starts_name(code[i + 1])) {
                parts.push_back(".");
                i += 1;
            } else {
                break;
            }
        }
        const std::size_t after = skip(i);
        const std::string_view next = std::string_view(code).substr(after);
        if (qualified || parts.empty()) continue;
        Chain chain;
        if (next.starts_with('(')) {
            chain.method = parts.back();
            parts.pop_back();
            if (!parts.empty()) parts.pop_back();
            chain.used = true;
        }
        while (!parts.empty() && (parts.front() == "this" || parts.front() == "->"))
            parts.erase(parts.begin());
        if (parts.empty() || not_variables.contains(parts.front())) continue;
        chain.text = joined(parts, "");
        chain.last = parts.back();
        if (chain.method.empty()) {
            const bool assigned = next.starts_with('=') && !next.starts_with("==");
            const bool compound =
                next.size() > 1 && next[1] == '=' &&
                std::string_view("+-*/%&|^").find(next[0]) != std::string_view::npos;
            std::size_t b = begin;
            while (b > 0 && code[b - 1] == ' ') --b;
            const bool prefixed =
                b >= 2 && (code.compare(b - 2, 2, "++") == 0 || code.compare(b - 2, 2, "--") == 0);
            chain.changed = assigned || compound || prefixed || next.starts_with("++") ||
                            next.starts_with("--");
            chain.used = next.starts_with('[') || next.starts_with("->") || next.starts_with('.');
            // A name before a name is a type: `Counter counter`.
            if (!next.empty() && in_name(next[0])) continue;
        }
        found.push_back(std::move(chain));
    }
    return found;
}

bool looks_like_lock(std::string_view name) {
    return name.find("mutex") != std::string_view::npos ||
           name.find("lock") != std::string_view::npos ||
           name.find("guard") != std::string_view::npos;
}

int score(const Chain& chain, std::string_view inside, const std::vector<Chain>& others) {
    int points = 0;
    if (chain.last.ends_with('_')) points += 4;
    if (chain.changed) points += 3;
    if (chain.used) points += 2;
    if (!inside.empty() && chain.method == inside) points += 5;
    if (looks_like_lock(chain.last)) points -= 6;
    for (const Chain& other : others)
        if (other.last == chain.last) return points + 6;
    return points;
}

}  // namespace

std::string lock_in(std::string_view line) {
    const std::string code(line);
    static const std::regex guard(
        R"((?:lock_guard|unique_lock|scoped_lock|shared_lock)\s*(?:<[^;]*?>+)?\s+\w+\s*[({]\s*([^;]*?)\s*[)}]\s*;)");
    static const std::regex call(
        R"(([A-Za-z_][\w.\[\]]*(?:->[\w.\[\]]+)*)(?:\.|->)(?:try_)?lock(?:_shared)?(?:_for|_until)?\s*\()");
    static const std::regex several(R"(std::lock\s*\(\s*([^;]*?)\s*\)\s*;)");
    std::smatch match;
    std::string name;
    if (std::regex_search(code, match, guard) || std::regex_search(code, match, several))
        name = match[1];
    else if (std::regex_search(code, match, call))
        name = match[1];
    name = replaced(name, "this->", "");
    for (std::string_view tag : {", std::defer_lock", ", std::adopt_lock", ", std::try_to_lock"})
        name = replaced(name, tag, "");
    return name;
}

std::string object_of_call(std::string_view line, std::initializer_list<std::string_view> methods) {
    for (const Chain& chain : chains(line))
        if (std::find(methods.begin(), methods.end(), chain.method) != methods.end())
            return chain.text;
    return "";
}

std::string shared_variable(std::string_view line, std::string_view inside, std::string_view other,
                            std::string_view other_inside) {
    const bool same = line == other;
    const std::vector<Chain> mine = chains(line);
    const std::vector<Chain> theirs = same ? std::vector<Chain>() : chains(other);
    const Chain* best = nullptr;
    int points = 2;  // what scores no more is a guess
    for (const Chain& chain : mine)
        if (const int s = score(chain, inside, theirs); s > points) best = &chain, points = s;
    for (const Chain& chain : theirs)
        if (const int s = score(chain, other_inside, mine); s > points) best = &chain, points = s;
    if (!best) return "";
    // `from.balance` on one line and `to.balance` on the other: what they share is `balance`.
    for (const auto* lines : {&mine, &theirs})
        for (const Chain& chain : *lines)
            if (chain.last == best->last && chain.text != best->text) return best->last;
    return best->text;
}

bool counts_up(std::string_view line, std::string_view variable) {
    for (const Chain& chain : chains(line)) {
        if (!chain.changed || (chain.text != variable && chain.last != variable)) continue;
        const std::string code(line);
        static const std::regex in_place(R"(\+\+|--|[-+*/]=)");
        return std::regex_search(code, in_place);
    }
    return false;
}

}  // namespace grader
