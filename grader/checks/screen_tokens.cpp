// Each rule looks at a few neighbouring tokens. None of them understands C++: where a rule cannot
// tell a right use from a wrong one by its neighbours, screen_symbols decides on the compiled
// object.
#include "checks/screen_tokens.h"

#include <fmt/format.h>

#include <cctype>

namespace grader {
namespace {

using Words = std::set<std::string_view>;

const Token& none() {
    static const Token token;
    return token;
}

class Rules {
  public:
    Rules(const Exercise& exercise, const std::vector<Token>& tokens,
          const std::set<std::string, std::less<>>& macros, const Report& report)
        : exercise_(exercise), tokens_(tokens), macros_(macros), report_(report) {}

    void screen() {
        for (std::size_t i = 0; i < tokens_.size(); ++i) {
            const Token& token = tokens_[i];
            if (token.is("[") && at(i + 1).is("[")) check_attribute(i + 2);
            if (!token.is_name()) continue;
            if (token.is("asm") || token.is("__asm__") || token.is("__asm")) {
                report_(token, "Assembly code is not allowed.",
                        {"No check can follow it, and the course needs none.",
                         "Use std::atomic for what the machine must do in one step."});
            }
            if (token.is("__attribute__") || token.is("__attribute") || token.is("__declspec")) {
                refuse_attribute(token, token.text);
            }
            // Only attributes need this name; macros could hide the brackets around it.
            if (token.is("gnu") && !(before(i).is("[") && i >= 2 && tokens_[i - 2].is("["))) {
                refuse_attribute(token, token.text);
            }
            if (token.is("namespace")) check_namespace(i);
            if (token.is("extern")) check_linkage(i);
            if (token.is("operator")) check_operator(i);
            if (token.is("template") && at(i + 1).is("<") && at(i + 2).is(">"))
                check_specialisation(i + 3);
            check_course_names(i);
            check_main(i);
            check_call(i);
        }
    }

  private:
    [[nodiscard]] const Token& at(std::size_t i) const {
        return i < tokens_.size() ? tokens_[i] : none();
    }
    [[nodiscard]] const Token& before(std::size_t i) const {
        return i > 0 ? tokens_[i - 1] : none();
    }

    void refuse_attribute(const Token& token, std::string_view name) {
        if (is_sanitizer_name(name)) {
            return report_(token, fmt::format("`{}` would switch a check off.", name),
                           sanitizer_refusal);
        }
        report_(token, fmt::format("The attribute `{}` is not allowed.", name),
                {"Only the attributes of standard C++ are: others can switch checks off.",
                 "Remove it, or use [[nodiscard]], [[maybe_unused]], [[likely]] and their like."});
    }

    // [[a, b("why")]]; `i` is the first token inside.
    void check_attribute(std::size_t i) {
        static const Words standard{"nodiscard",  "maybe_unused",      "likely",
                                    "unlikely",   "fallthrough",       "noreturn",
                                    "deprecated", "no_unique_address", "carries_dependency"};
        int open = 0;
        for (; i < tokens_.size() && !(open == 0 && tokens_[i].is("]")); ++i) {
            const Token& token = tokens_[i];
            if (token.is("(")) ++open;
            if (token.is(")")) --open;
            if (open > 0 || !token.is_name()) continue;
            if (standard.contains(token.text) && !at(i + 1).is("::")) continue;
            // [[gnu::no_sanitize(...)]]: the second name says more than the first.
            const bool qualified = at(i + 1).is("::") && at(i + 2).is_name();
            return refuse_attribute(token, qualified ? at(i + 2).text : token.text);
        }
    }

    void check_namespace(std::size_t i) {
        static const Words theirs{"std", "testing", "racecourse", "grader", "gtest", "abi"};
        const bool is_using = before(i).is("using");
        std::size_t name = i + 1;
        while (at(name).is("::") || at(name).is("inline")) ++name;
        const Token& first = at(name);
        if (!is_using && theirs.contains(first.text) && first.is_name()) {
            // `namespace t = std` is an alias; it begins with the new name, and that is ours to
            // refuse too.
            report_(first, fmt::format("This opens the namespace `{}`.", first.text),
                    {"What stands in there belongs to the library; adding to it changes code that "
                     "is not "
                     "yours.",
                     "Use a namespace of your own. A std::hash for your type is written as "
                     "template <> struct std::hash<YourType> { ... };"});
        }
        if (macros_.contains(first.text)) {
            report_(first, "A macro stands where the name of a namespace belongs.",
                    {"The screen reads your code as it is written, and cannot tell which namespace "
                     "is meant.",
                     "Write the name itself."});
        }
    }

    void check_linkage(std::size_t i) {
        const Token& next = at(i + 1);
        if (next.kind == Token::Kind::string || macros_.contains(next.text)) {
            report_(next, "`extern \"C\"` is not allowed.",
                    {"It declares functions past the standard headers, or takes their place.",
                     "Include the standard header that declares what you need."});
        }
    }

    void check_operator(std::size_t i) {
        const Token& next = at(i + 1);
        const bool allocates = next.is("new") || next.is("delete");
        const bool declared = before(i).is("*") || before(i).is("void");
        if (macros_.contains(next.text) || (allocates && declared && !is_deleted(i + 2))) {
            if (grants(exercise_, "operator new") || grants(exercise_, "operator delete")) return;
            report_(tokens_[i], fmt::format("`operator {}` may not be defined here.", next.text),
                    {"The sanitizers need the real one to see your memory.",
                     "Use std::vector, std::unique_ptr or std::make_shared."});
        }
    }

    // `operator new(std::size_t) = delete;` only forbids.
    [[nodiscard]] bool is_deleted(std::size_t i) const {
        int open = 0;
        for (; i < tokens_.size(); ++i) {
            if (tokens_[i].is("(")) ++open;
            if (tokens_[i].is(")")) --open;
            if (open == 0 && (tokens_[i].is("{") || tokens_[i].is(";"))) return false;
            if (open == 0 && tokens_[i].is("=")) return at(i + 1).is("delete");
        }
        return false;
    }

    // template <> struct std::hash<X>, template <> void std::swap<X>(...), template <> bool
    // std::enable_x<X> =
    void check_specialisation(std::size_t i) {
        const bool is_class = at(i).is("struct") || at(i).is("class") || at(i).is("union");
        int angle = 0;
        std::size_t name = tokens_.size();  // the last name of a chain that began with std
        bool from_std = false;
        for (std::size_t end = std::min(tokens_.size(), i + 200); i < end; ++i) {
            const Token& token = tokens_[i];
            if (token.is("<")) ++angle;
            if (token.is(">")) --angle;
            if (angle > 0) continue;
            if (token.is_name()) {
                const bool continues = before(i).is("::") && i >= 2 && tokens_[i - 2].is_name();
                if (!continues) from_std = token.is("std");
                name = from_std && !token.is("std") ? i : tokens_.size();
            }
            if (token.is("{") || token.is(";") || token.is("=") || token.is("(")) break;
            if (is_class && (token.is(":") || (name < tokens_.size() && at(i + 1).is("<")))) break;
        }
        if (name < tokens_.size() && !may_specialise(tokens_[name].text)) {
            report_(tokens_[name],
                    fmt::format("`std::{}` may not be specialised.", tokens_[name].text),
                    {"It would change the standard library for all code, the tests too.",
                     "Write a class or a function of your own with a name of its own."});
        }
    }

    void check_course_names(std::size_t i) {
        const Token& token = tokens_[i];
        if (token.is("testing")) {
            report_(token, "`testing` is the name of GoogleTest's namespace.", grader_refusal);
        }
        if (!token.is("racecourse") || before(i).is("namespace")) {
            if (token.is("racecourse") && i >= 2 && tokens_[i - 2].is("using")) {
                report_(token, "`using namespace racecourse` is not allowed.", grader_refusal);
            }
            return;
        }
        const Token& name = at(i + 2);
        if (at(i + 1).is("::") &&
            (name.is("not_started") || grants(exercise_, "racecourse::" + name.text))) {
            return;
        }
        if (at(i + 1).is("::") && !exercise_own_header() && !name.is("NotStarted")) {
            return report_(token, fmt::format("`racecourse::{}` is the course's own.", name.text),
                           grader_refusal);
        }
        if (at(i + 1).is("::") && name.is("NotStarted")) {
            return report_(
                token, "`racecourse::NotStarted` is not for you to throw or to catch.",
                {"The grader is told of unfinished functions by not_started() alone.",
                 "Call racecourse::not_started(\"name of the function\") in an unfinished "
                 "function, and throw an exception of the standard library in a finished one."});
        }
        if (!at(i + 1).is("::")) {
            report_(token, "`racecourse` is the name of the course's own namespace.",
                    grader_refusal);
        }
    }

    // Exercises whose manifest gives the learner a header of the kit, <racecourse/http.h> for
    // example.
    [[nodiscard]] bool exercise_own_header() const {
        for (const std::string& header : exercise_.allowed_includes) {
            if (header.starts_with("racecourse/")) return true;
        }
        return false;
    }

    void check_main(std::size_t i) {
        if (!tokens_[i].is("main") || !at(i + 1).is("(")) return;
        if (before(i).is(".") || before(i).is("->")) return;
        report_(tokens_[i], "`main` may not be defined here.",
                {"The tests bring their own; two in one program cannot be linked.",
                 "Remove it. To try something out, write it into a file of your own beside the "
                 "exercise."});
    }

    // std::exit(...), ::fork(...). Without std:: or :: a name may just as well be the learner's.
    void check_call(std::size_t i) {
        const Token& token = tokens_[i];
        // None of these can be mistaken for a name of the learner's own.
        static const Words plain{"syscall",  "dlopen", "dlsym", "dladdr",
                                 "mprotect", "ptrace", "vfork"};
        if (plain.contains(token.text) && !grants(exercise_, token.text)) {
            return report_(token, fmt::format("`{}` is not allowed.", token.text),
                           *why_no_call(token.text));
        }
        // The symbols cannot tell: Asio's own headers call these too.
        if (grants_asio(exercise_) && at(i + 1).is("(") && asio_calls(token.text) &&
            why_no_call(token.text) != nullptr && !grants(exercise_, token.text) &&
            is_free_call(before(i))) {
            return report_(token, fmt::format("`{}` of the C library is not allowed.", token.text),
                           {"Asio does for you what has to be done with descriptors and sockets.",
                            "Use Asio's own classes. A member function of that name is called with "
                            "`this->`."});
        }
        if (!before(i).is("::")) return;
        const Token& scope = i >= 2 ? tokens_[i - 2] : none();
        const Refusal* refusal = nullptr;
        std::string name = token.text;
        if (scope.is("std")) {
            refusal = why_no_std(token.text);
            name = "std::" + name;
        } else if (is_nothing(scope)) {
            refusal = why_no_call(token.text);
            name = "::" + name;
        }
        if (refusal == nullptr || grants(exercise_, token.text) || grants(exercise_, name)) return;
        for (const std::string& header : exercise_.allowed_includes) {
            if (header == "filesystem" && token.is("filesystem")) return;
            if (header == "fstream" && token.text.find("stream") != std::string::npos) return;
            if (header == "fstream" && token.text.find("filebuf") != std::string::npos) return;
        }
        report_(token, fmt::format("`{}` is not allowed.", name), *refusal);
    }

    // Whether the name after this token, with a `(` behind it, can be a call of a free function: no
    // member, nothing of a namespace, no declaration.
    [[nodiscard]] static bool is_free_call(const Token& token) {
        if (token.is(".") || token.is("->") || token.is("::") || token.is("~")) return false;
        return is_nothing(token) && !token.is("*") && !token.is("&");
    }

    // Whether `::` after this token begins at the global namespace.
    [[nodiscard]] static bool is_nothing(const Token& token) {
        static const Words keywords{"return", "co_return", "co_await", "co_yield",
                                    "else",   "do",        "throw",    "case"};
        if (token.is_name()) return keywords.contains(token.text);
        return !token.is(">") && !token.is("]");
    }

    const Exercise& exercise_;
    const std::vector<Token>& tokens_;
    const std::set<std::string, std::less<>>& macros_;
    const Report& report_;
};

bool is_reserved(std::string_view name) {
    if (name.find("__") != std::string_view::npos) return true;
    return name.size() >= 2 && name[0] == '_' &&
           std::isupper(static_cast<unsigned char>(name[1])) != 0;
}

bool is_known_reserved(std::string_view name) {
    static const Words known{"__func__",
                             "__FUNCTION__",
                             "__PRETTY_FUNCTION__",
                             "__FILE__",
                             "__LINE__",
                             "__cplusplus",
                             "__VA_ARGS__",
                             "__VA_OPT__",
                             "__has_include",
                             "__has_cpp_attribute",
                             "__int128"};
    return known.contains(name) || name.starts_with("__cpp_");
}

}  // namespace

void screen_names(const std::vector<Token>& tokens, const Report& report) {
    for (const Token& token : tokens) {
        if (!token.is_name()) continue;
        const std::string& name = token.text;
        if (is_sanitizer_name(name)) {
            report(token,
                   fmt::format("`{}` has to do with the sanitizers that check your code.", name),
                   sanitizer_refusal);
        } else if (name == "_Pragma" || name == "__pragma") {
            report(token, fmt::format("`{}` is not allowed.", name),
                   {"Pragmas can switch checks off.",
                    "Remove it. #pragma once is the one that you need."});
        } else if (name == "__asm__" || name == "__asm" || name.starts_with("__attribute") ||
                   name == "__declspec") {
            continue;  // screen_code has a sentence for them
        } else if (is_reserved(name) && !is_known_reserved(name)) {
            report(token, fmt::format("The name `{}` is reserved.", name),
                   {"Names with two underscores in a row, or with an underscore and a capital "
                    "letter in "
                    "front, belong to the compiler and its library.",
                    "Give it a name without them."});
        }
    }
}

void screen_code(const Exercise& exercise, const std::vector<Token>& tokens,
                 const std::set<std::string, std::less<>>& macros, const Report& report) {
    Rules(exercise, tokens, macros, report).screen();
}

}  // namespace grader
