// The dictionary of g++'s messages. What is not in it is shown in g++'s own words, cleaned.
#include "explain/compiler_advice.h"

#include <cctype>
#include <regex>

#include "common/text.h"

namespace grader {
namespace {

struct Entry {
    std::string_view needle, also;  // both must occur
    std::string_view why, mend;
};

// The first that fits counts: the particular before the general.
constexpr Entry entries[] = {
    {"as 'this' argument discards qualifiers", "std::lock_guard<const",
     "In a const member function every member is const, the mutex too, and locking changes a "
     "mutex.",
     "Declare the mutex as `mutable std::mutex`."},
    {"as 'this' argument discards qualifiers", "const std::mutex",
     "In a const member function every member is const, the mutex too, and locking changes a "
     "mutex.",
     "Declare the mutex as `mutable std::mutex`."},
    {"as 'this' argument discards qualifiers", "",
     "The object is const here, and the function that is called may change it.",
     "Add `const` behind the function's parameters if it does not change the object; a mutex that "
     "it locks is then "
     "declared `mutable`."},
    {"use of deleted function", "unique_ptr(const std::unique_ptr",
     "A std::unique_ptr has exactly one owner, so it cannot be copied, only moved.",
     "Hand it on with std::move(...), or use std::shared_ptr if there are several owners."},
    {"use of deleted function", "std::mutex::mutex(const std::mutex&)",
     "A mutex cannot be copied, and neither can an object that has one as a member: a copy would "
     "guard nothing.",
     "Use a reference (`auto&`, `T&`) instead of a copy."},
    {"use of deleted function", "std::thread::thread(const std::thread&)",
     "A std::thread is one running thread: it cannot be copied, only moved.",
     "Move it with std::move(...), make it in place with emplace_back(...), and loop with "
     "`auto&`."},
    {"use of deleted function", "std::jthread::jthread(const std::jthread&)",
     "A std::jthread is one running thread: it cannot be copied, only moved.",
     "Move it with std::move(...), make it in place with emplace_back(...), and loop with "
     "`auto&`."},
    {"use of deleted function", "std::atomic<",
     "A std::atomic can be neither copied nor moved, so a std::vector cannot grow with it either.",
     "Return its value (`x.load()`), make the vector with its final size, or use std::deque."},
    {"use of deleted function", "std::promise", "A promise cannot be copied, only moved.",
     "Hand it on with std::move(...)."},
    {"use of deleted function", "std::condition_variable::condition_variable(const",
     "A condition variable can be neither copied nor moved, and neither can an object that has "
     "one.",
     "Use a reference instead of a copy."},
    {"use of deleted function", "",
     "This operation was switched off (= delete) for this type: most often the type "
     "cannot be copied.",
     "Use a reference, or std::move(...) if the type can be moved."},
    {"std::thread arguments must be invocable after conversion to rvalues", "",
     "A thread copies its arguments and hands the copies to the function; the function does not "
     "accept them. A "
     "reference parameter cannot be bound to such a copy, and a member function needs its object "
     "first.",
     "For a reference write std::ref(x). For a member function write `std::thread(&Type::function, "
     "this, ...)` or a "
     "lambda."},
    {"std::jthread arguments must be invocable", "",
     "A thread copies its arguments and hands the copies to the function; the function does not "
     "accept them.",
     "For a reference write std::ref(x). For a member function use a lambda."},
    {"std::async arguments must be invocable", "",
     "std::async copies its arguments and hands the copies to the function; the function does not "
     "accept them.",
     "For a reference write std::ref(x). For a member function use a lambda."},
    {"invalid use of non-static member function", "",
     "Unlike in Python, the name of a member function alone does not carry its object.",
     "Use a lambda: `[this] { run(); }`, or write `&Type::run, this`."},
    {"std::condition_variable::wait", "std::lock_guard",
     "wait() must unlock the mutex while it sleeps, and a std::lock_guard cannot be unlocked.",
     "Use `std::unique_lock lock(mutex)` here."},
    {"no matching function for call to 'std::lock_guard", "",
     "A lock needs the mutex that it shall lock.", "Write `std::lock_guard lock(mutex_);`."},
    {"no match for call to", "",
     "The thing in front of the brackets cannot be called with these arguments: too many, too few "
     "or of other types.",
     "Compare the call with the type that it was declared with."},
    {"no matching function for call to", "",
     "No function of this name takes these arguments: too many, too few or of other types.",
     "Compare the call with the declarations that g++ names."},
    {"is defined in header", "",
     "A name from the standard library is known only after its header is included.", ""},
    {"'self' was not declared", "",
     "C++ has no `self`: members are used by their names alone, or through `this->`.",
     "Write `value_` instead of `self.value_`."},
    {"'None' was not declared", "", "C++ has no None.",
     "For a pointer it is `nullptr`; for a value that may be missing use std::optional."},
    {"'True' was not declared", "", "C++ writes `true` and `false`.", ""},
    {"'False' was not declared", "", "C++ writes `true` and `false`.", ""},
    {"was not declared in this scope", "",
     "This name is not known here: misspelt, declared later, or a header is missing.", ""},
    {"has no member named", "", "The type has nothing of this name.", ""},
    {"expected ';'", "after class definition", "A class ends in `};`.",
     "Put a semicolon behind the last `}`."},
    {"expected ';'", "",
     "A statement ends in a semicolon. g++ notices only when it meets what comes next.",
     "Look at the end of this line or of the line above."},
    {"expected '}' at end of input", "", "A `{` was never closed.", ""},
    {"expected unqualified-id", "",
     "Something stands where a declaration should: often a bracket too many or too few "
     "above.",
     ""},
    {"is private within this context", "", "Private members can be used only by the class itself.",
     ""},
    {"No such file or directory", "",
     "The file that is included does not exist: look at how it is spelt.",
     "Headers of the standard library have no `.h`: `#include <mutex>`."},
    {"invalid conversion from", "",
     "The types do not fit, and C++ does not convert one into the other by itself.", ""},
    {"cannot convert", "",
     "The types do not fit, and C++ does not convert one into the other by itself.", ""},
    {"could not convert", "",
     "The types do not fit, and C++ does not convert one into the other by itself.", ""},
    {"invalid use of void expression", "", "A function that returns void gives no value.", ""},
    {"return-statement with a value, in function returning 'void'", "",
     "The function is declared with `void`: it promises no value.",
     "Declare the type that it returns."},
    {"no match for 'operator<'", "",
     "Sorting and std::map need to know which of two objects comes first.",
     "Give the type an operator<, or hand a comparison to the function."},
    {"no match for 'operator", "", "This operator is not defined for these types.", ""},
    {"redefinition of", "", "The same name is defined twice.", ""},
    {"marked 'override', but does not override", "",
     "No base class has a virtual function with exactly this name, "
     "these parameters and this const.",
     ""},
};

// Drops ", std::allocator<...>" and the like: default arguments that nobody wrote.
std::string without_defaults(std::string text) {
    for (std::string_view noise :
         {", std::default_delete<", ", std::allocator<", ", std::char_traits<", ", std::less<"}) {
        std::size_t at;
        while ((at = text.find(noise)) != std::string::npos) {
            std::size_t end = at + noise.size();
            for (int depth = 1; end < text.size() && depth > 0; ++end)
                depth += text[end] == '<' ? 1 : text[end] == '>' ? -1 : 0;
            text.erase(at, end - at);
            if (text.compare(at, 2, " >") == 0) text.erase(at, 1);
        }
    }
    return text;
}

// "push(const T&) [with T = int]" -> "push(const int&)".
std::string with_arguments(std::string text, std::string_view arguments) {
    std::size_t from = 0;
    int depth = 0;
    for (std::size_t i = 0; i <= arguments.size(); ++i) {
        if (i < arguments.size() && arguments[i] != ';') {
            depth += arguments[i] == '<' || arguments[i] == '{'   ? 1
                     : arguments[i] == '>' || arguments[i] == '}' ? -1
                                                                  : 0;
            continue;
        }
        if (depth != 0) continue;
        const std::string one = trimmed(arguments.substr(from, i - from));
        from = i + 1;
        const auto equals = one.find(" = ");
        if (equals == std::string::npos) continue;
        const std::string name = one.substr(0, equals), value = one.substr(equals + 3);
        std::string result;
        for (std::size_t at = 0; at < text.size();) {
            const auto is_word = [&](std::size_t k) {
                return k < text.size() &&
                       (std::isalnum(static_cast<unsigned char>(text[k])) || text[k] == '_');
            };
            const bool here = text.compare(at, name.size(), name) == 0 &&
                              !is_word(at + name.size()) && !(at > 0 && is_word(at - 1));
            result += here ? value : text.substr(at, 1);
            at += here ? name.size() : 1;
        }
        text = result;
    }
    return text;
}

}  // namespace

std::string cleaned(std::string message) {
    for (const auto& [from, to] : {std::pair{"‘", "'"}, {"’", "'"}})
        message = replaced(message, from, to);
    // "[with _Tp = int; ...]" may hold brackets of its own; it always ends the quoted name.
    std::size_t at;
    while ((at = message.find(" [with ")) != std::string::npos) {
        std::size_t end = at + 1;
        for (int depth = 0; end < message.size(); ++end) {
            depth += message[end] == '[' ? 1 : message[end] == ']' ? -1 : 0;
            if (depth == 0) break;
        }
        const std::string arguments = message.substr(at + 7, end - at - 7);
        message = with_arguments(message.substr(0, at), arguments) +
                  (end < message.size() ? message.substr(end + 1) : "");
    }
    // A guess that leads into the test's library helps nobody.
    const auto guess = message.find("; did you mean 'testing::");
    if (guess != std::string::npos) message.erase(guess);
    static const std::regex option(R"( \[-[^\]]*\])"), aka(R"( \{aka [^}]*\})");
    message = std::regex_replace(message, option, "");
    message = std::regex_replace(message, aka, "");
    message = without_defaults(message);
    message = replaced(message, "std::__cxx11::", "std::");
    message = replaced(message, "std::basic_string<char>", "std::string");
    message = replaced(message, "static constexpr ", "");
    message = replaced(message, "constexpr ", "");
    while (message.find("> >") != std::string::npos) message = replaced(message, "> >", ">>");
    // 'name' -> `name`; an apostrophe inside of a word stays.
    for (std::size_t i = 0; i < message.size(); ++i) {
        if (message[i] != '\'') continue;
        const bool letter_before =
            i > 0 && std::isalpha(static_cast<unsigned char>(message[i - 1]));
        const bool letter_after =
            i + 1 < message.size() && std::isalpha(static_cast<unsigned char>(message[i + 1]));
        if (!(letter_before && letter_after)) message[i] = '`';
    }
    constexpr std::size_t longest = 300;
    if (message.size() > longest) message = message.substr(0, longest) + "...";
    return message;
}

Advice advice_for(std::string_view text) {
    for (const Entry& entry : entries)
        if (text.find(entry.needle) != text.npos && text.find(entry.also) != text.npos)
            return {std::string(entry.why), std::string(entry.mend)};
    return {};
}

}  // namespace grader
