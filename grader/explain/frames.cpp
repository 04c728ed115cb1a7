// Reads stack frames as ThreadSanitizer and AddressSanitizer of GCC 12 print them.
#include "explain/frames.h"

#include <cctype>
#include <charconv>

#include "common/text.h"

namespace grader {
namespace {

bool digit(char c) {
    return c >= '0' && c <= '9';
}

// The last blank outside of brackets: before it stands the function, behind it the place.
std::size_t last_blank(std::string_view text) {
    int depth = 0;
    for (std::size_t i = text.size(); i-- > 0;) {
        if (text[i] == ')' || text[i] == '>') ++depth;
        if (text[i] == '(' || text[i] == '<') --depth;
        if (text[i] == ' ' && depth <= 0) return i;
    }
    return std::string_view::npos;
}

int number(std::string_view text) {
    int value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
}

// "x.h:13" or "x.h:13:5" -> file and line.
bool split_place(std::string_view place, Frame& frame) {
    std::vector<int> numbers;
    while (true) {
        const auto colon = place.rfind(':');
        if (colon == std::string_view::npos || colon + 1 == place.size()) break;
        const auto tail = place.substr(colon + 1);
        bool all_digits = true;
        for (char c : tail) all_digits = all_digits && digit(c);
        if (!all_digits) break;
        numbers.push_back(number(tail));
        place = place.substr(0, colon);
    }
    if (numbers.empty() || place.empty()) return false;
    frame.file = place;
    frame.line = numbers.back();
    return true;
}

// "std::atomic<int>::atomic(int)"
bool is_constructor(std::string_view function, const std::string& name) {
    const auto at = function.rfind("::" + name + "(");
    if (at == std::string_view::npos) return false;
    std::string_view type = function.substr(0, at);
    if (type.ends_with('>')) {
        int depth = 0;
        while (!type.empty()) {
            depth += type.back() == '>' ? 1 : type.back() == '<' ? -1 : 0;
            type.remove_suffix(1);
            if (depth == 0) break;
        }
    }
    return type.ends_with(name);
}

}  // namespace

std::optional<Frame> parse_frame(std::string_view line) {
    while (!line.empty() && line.front() == ' ') line.remove_prefix(1);
    if (line.size() < 3 || line[0] != '#' || !digit(line[1])) return std::nullopt;
    line.remove_prefix(1);
    while (!line.empty() && digit(line.front())) line.remove_prefix(1);
    while (!line.empty() && line.front() == ' ') line.remove_prefix(1);
    if (line.starts_with("0x")) {
        const auto in = line.find(" in ");
        const auto blank = line.find(' ');
        if (in != std::string_view::npos && in == blank)
            line.remove_prefix(in + 4);
        else
            line = blank == std::string_view::npos ? std::string_view() : line.substr(blank + 1);
    }
    // "(program+0xcb02)" at the end names the module; it says nothing to anybody.
    if (line.ends_with(')')) {
        const auto open = line.rfind('(');
        if (line.substr(open).find("+0x") != std::string_view::npos) line = line.substr(0, open);
    }
    while (!line.empty() && line.back() == ' ') line.remove_suffix(1);

    Frame frame;
    const auto blank = last_blank(line);
    if (blank != std::string_view::npos && split_place(line.substr(blank + 1), frame))
        frame.function = line.substr(0, blank);
    else if (line.ends_with(" <null>"))
        frame.function = line.substr(0, line.size() - 7);
    else
        frame.function = line;
    if (frame.function == "<null>") frame.function.clear();
    return frame;
}

std::string short_name(std::string_view function) {
    const auto op = function.find("operator");
    if (op != std::string_view::npos &&
        (op == 0 || function[op - 1] == ':' || function[op - 1] == ' ')) {
        auto name = function.substr(op);
        const auto open = name.find('(', name.starts_with("operator()") ? 10 : 0);
        return std::string(name.substr(0, open));
    }
    // Arguments and template arguments go; what is left of the last "::" or blank goes.
    std::string flat;
    int depth = 0;
    for (char c : function) {
        if (c == '<' || c == '{')
            ++depth;
        else if (c == '>' || c == '}')
            --depth;
        else if (c == '(' && depth == 0)
            break;
        else if (depth == 0)
            flat += c;
    }
    const auto cut = flat.find_last_of(": ");
    return cut == std::string::npos ? flat : flat.substr(cut + 1);
}

bool is_tests(std::string_view file) {
    return !file.starts_with("/usr/") &&
           (file.starts_with("test/") || file.find("/test/") != std::string_view::npos);
}

bool is_in_test(const Stack& stack, const Names& names) {
    for (const Frame& frame : stack) {
        if (is_tests(frame.file)) return true;
        if (names.is_learners(frame.file)) return false;
    }
    return false;
}

std::optional<LearnersFrame> learners_frame(const Stack& stack, const Names& names) {
    for (std::size_t i = 0; i < stack.size(); ++i) {
        auto place = names.place(stack[i].file, stack[i].line);
        if (!place) continue;
        LearnersFrame found{*place, stack[i].file, ""};
        if (i > 0) {
            const std::string inner = short_name(stack[i - 1].function);
            // Constructors and internals of the library would only confuse.
            if (!inner.empty() && inner[0] != '_' && inner[0] != '~' &&
                !inner.starts_with("operator") && !is_constructor(stack[i - 1].function, inner))
                found.inside = inner;
        }
        return found;
    }
    return std::nullopt;
}

bool frees(const Stack& stack, const Names& names) {
    bool freed = false;
    std::string outermost;  // of the library's frames: what the learner's line called
    for (const Frame& frame : stack) {
        const std::string name = short_name(frame.function);
        if (names.is_learners(frame.file) || is_tests(frame.file)) {
            freed = freed || name.starts_with('~');
            break;
        }
        freed =
            freed || name.starts_with("operator delete") || name == "free" || name.starts_with('~');
        outermost = name;
    }
    // A container that grows frees its old memory; for the learner that is a change, not an end.
    for (std::string_view grows : {"operator=", "push", "emplace", "insert", "resize", "reserve",
                                   "append", "assign", "swap"})
        if (outermost.starts_with(grows)) return false;
    return freed;
}

}  // namespace grader
