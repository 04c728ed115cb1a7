// The screen on the source as it was written: directives and macros here, the code between them in
// screen_tokens. Every preprocessor branch counts, because tests and examples may take different
// ones.
#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "checks/lexer.h"
#include "checks/screen.h"
#include "checks/screen_rules.h"
#include "checks/screen_tokens.h"

namespace grader {
namespace {

constexpr std::size_t largest_file = 256 * 1024;
constexpr std::size_t most_problems = 20;  // of one file; more help nobody

using Macros = std::set<std::string, std::less<>>;

bool is_upper_case(std::string_view name) {
    return std::all_of(name.begin(), name.end(), [](unsigned char c) {
        return std::isupper(c) != 0 || std::isdigit(c) != 0 || c == '_';
    });
}

// Macros of GoogleTest, of the kit and of the standard headers.
bool is_taken_macro(std::string_view name) {
    static const std::set<std::string_view> whole{"TEST",
                                                  "FAIL",
                                                  "SUCCEED",
                                                  "NDEBUG",
                                                  "NULL",
                                                  "EOF",
                                                  "FILE",
                                                  "BUFSIZ",
                                                  "RAND_MAX",
                                                  "RUN_ALL_TESTS",
                                                  "FRIEND_TEST",
                                                  "CHAR_BIT",
                                                  "INT_MAX",
                                                  "INT_MIN",
                                                  "UINT_MAX",
                                                  "LONG_MAX",
                                                  "LONG_MIN",
                                                  "ULONG_MAX",
                                                  "LLONG_MAX",
                                                  "LLONG_MIN",
                                                  "ULLONG_MAX",
                                                  "SIZE_MAX",
                                                  "CLOCKS_PER_SEC",
                                                  "TIME_UTC",
                                                  "ATOMIC_FLAG_INIT",
                                                  "ATOMIC_VAR_INIT",
                                                  "ONCE_FLAG_INIT"};
    if (whole.contains(name)) return true;
    for (const std::string_view prefix :
         {"EXPECT_", "ASSERT_", "TEST_", "GTEST_", "GMOCK_", "RACECOURSE_", "SCOPED_TRACE",
          "ADD_FAILURE", "TYPED_TEST", "REGISTER_TYPED_TEST", "INSTANTIATE_T"}) {
        if (name.starts_with(prefix)) return true;
    }
    return false;
}

// Switches that people use for their own output; no header defines them.
bool is_debug_switch(std::string_view name) {
    for (const std::string_view word : {"DEBUG", "VERBOSE", "LOG", "TRACE", "PRINT"}) {
        if (name.starts_with(word)) return true;
    }
    return name == "NDEBUG";
}

class File {
  public:
    File(const Exercise& exercise, const LearnerFile& file, const Lexed& lexed,
         const Macros& macros)
        : exercise_(exercise), file_(file), lexed_(lexed), macros_(macros) {}

    std::vector<Problem> screen() {
        for (const Oddity& oddity : lexed_.oddities) {
            add(oddity.line, oddity.column, oddity.what,
                {"The file must be read in the same way by everything that looks at it.",
                 oddity.mend});
        }
        for (const Directive& directive : lexed_.directives) screen_directive(directive);
        const Report report = [this](const Token& at, std::string headline,
                                     const Refusal& refusal) {
            add(at.line, at.column, std::move(headline), refusal);
        };
        screen_names(lexed_.tokens, report);
        screen_code(exercise_, lexed_.tokens, macros_, report);
        std::stable_sort(problems_.begin(), problems_.end(),
                         [](const Problem& a, const Problem& b) {
                             return a.steps.front().place->line < b.steps.front().place->line;
                         });
        // One is enough for a line: the others mostly follow from it.
        const auto same_line = [](const Problem& a, const Problem& b) {
            return a.steps.front().place->line == b.steps.front().place->line;
        };
        problems_.erase(std::unique(problems_.begin(), problems_.end(), same_line),
                        problems_.end());
        if (problems_.size() > most_problems) problems_.resize(most_problems);
        return std::move(problems_);
    }

  private:
    void screen_directive(const Directive& directive) {
        const std::string& name = directive.name;
        const Report report = [this](const Token& at, std::string headline,
                                     const Refusal& refusal) {
            add(at.line, at.column, std::move(headline), refusal);
        };
        if (name == "error" || name == "warning" || name == "else" || name == "endif") return;
        if (name.empty() && directive.tokens.empty()) return;
        if (name == "include") return screen_include(directive);
        if (name == "pragma") return screen_pragma(directive);
        screen_names(directive.tokens, report);
        if (name == "define") {
            screen_define(directive);
        } else if (name == "undef") {
            screen_undef(directive);
        } else if (name == "if" || name == "elif" || name == "ifdef" || name == "ifndef" ||
                   name == "elifdef" || name == "elifndef") {
            screen_condition(directive);
        } else {
            add(directive, fmt::format("`#{}` is not allowed.", name),
                {"It would tell the compiler something else about your files than what stands in "
                 "them.",
                 "Remove the line."});
        }
    }

    void screen_include(const Directive& directive) {
        if (directive.tokens.size() != 1 || directive.tokens[0].kind != Token::Kind::header) {
            return add(directive, "This #include does not name its file directly.",
                       {"What is included must be plain to see.",
                        "Write #include <header> or #include \"file.h\"."});
        }
        screen_header(directive.tokens[0]);
        if (inside(directive.tokens[0]) == file_.name) {
            add(directive, fmt::format("`{}` includes itself.", file_.name),
                {"The compiler would go round in circles.", "Remove the line."});
        }
    }

    static std::string_view inside(const Token& header) {
        return std::string_view(header.text).substr(1, header.text.size() - 2);
    }

    void screen_header(const Token& token) {
        const std::string_view header = inside(token);
        if (!may_include(exercise_, header)) {
            add(token.line, token.column, fmt::format("{} may not be included here.", token.text),
                why_no_header(header));
        }
    }

    void screen_pragma(const Directive& directive) {
        if (directive.tokens.size() == 1 && directive.tokens[0].is("once")) return;
        std::string text = "#pragma";
        for (const Token& token : directive.tokens) text += " " + token.text;
        if (text.size() > 60) text = text.substr(0, 60) + "...";
        add(directive, fmt::format("`{}` is not allowed.", text),
            {"Pragmas can switch checks and optimisations off.",
             "Remove the line. #pragma once is the one that you need."});
    }

    void screen_define(const Directive& directive) {
        if (directive.tokens.empty()) return;
        const Token& macro = directive.tokens[0];
        if (is_taken_macro(macro.text)) {
            add(macro, fmt::format("The macro `{}` is taken.", macro.text),
                {"The standard headers or the tests use that name.", "Choose another name."});
        } else if (!is_upper_case(macro.text)) {
            add(macro, fmt::format("The macro `{}` is not in upper case.", macro.text),
                {"A macro replaces the word everywhere, in the tests and the library's headers "
                 "too.",
                 "Make it a constexpr variable or an inline function, or write it in capitals."});
        } else if (macro.text.size() < 2) {
            add(macro, fmt::format("The macro `{}` has only one letter.", macro.text),
                {"Headers use single letters for template parameters; the macro would replace "
                 "them.",
                 "Make it a constexpr variable, or give it a longer name."});
        }
        const std::vector<Token> body(directive.tokens.begin() + 1, directive.tokens.end());
        for (const Token& token : body) screen_macro_body(token);
        screen_code(exercise_, body, macros_,
                    [this](const Token& at, std::string headline, const Refusal& refusal) {
                        add(at, std::move(headline), refusal);
                    });
    }

    void screen_macro_body(const Token& token) {
        static const std::set<std::string_view> structural{"namespace", "extern", "operator"};
        if (token.is("##")) {
            add(token, "`##` is not allowed: it makes new names out of pieces.",
                {"What your code names must be plain to see.", "Write the names out."});
        } else if (token.is_name() && structural.contains(token.text)) {
            add(token, fmt::format("`{}` may not stand in a macro.", token.text),
                {"What it stands for must be plain to see where it is used.",
                 "Write the code without the macro."});
        }
    }

    void screen_undef(const Directive& directive) {
        if (directive.tokens.empty() || macros_.contains(directive.tokens[0].text)) return;
        add(directive,
            fmt::format("`#undef {}`: your files do not define this macro.",
                        directive.tokens[0].text),
            {"Somebody else's code relies on it.", "Remove the line."});
    }

    void screen_condition(const Directive& directive) {
        for (const Token& token : directive.tokens) {
            if (token.kind == Token::Kind::header) screen_header(token);
        }
        for (std::size_t i = 0; i < directive.tokens.size(); ++i) {
            const Token& token = directive.tokens[i];
            if (!token.is_name() || is_sanitizer_name(token.text)) continue;
            if (token.text.starts_with("__has_include") && !names_header(directive, i)) {
                add(token, "This __has_include does not name its file directly.",
                    {"What is asked for must be plain to see.", "Write __has_include(<header>)."});
            }
            if (!may_ask(token.text)) refuse_question(token);
        }
    }

    static bool names_header(const Directive& directive, std::size_t i) {
        return i + 2 < directive.tokens.size() &&
               directive.tokens[i + 2].kind == Token::Kind::header;
    }

    [[nodiscard]] bool may_ask(std::string_view name) const {
        static const std::set<std::string_view> words{"defined",
                                                      "true",
                                                      "false",
                                                      "and",
                                                      "or",
                                                      "not",
                                                      "__cplusplus",
                                                      "__has_include",
                                                      "__has_cpp_attribute",
                                                      "nodiscard",
                                                      "maybe_unused",
                                                      "likely",
                                                      "unlikely",
                                                      "no_unique_address",
                                                      "deprecated",
                                                      "fallthrough",
                                                      "noreturn",
                                                      "carries_dependency"};
        if (words.contains(name) || name.starts_with("__cpp_") || is_debug_switch(name))
            return true;
        return macros_.contains(name) ||
               name.find("__") != std::string_view::npos;  // refused by its name
    }

    void refuse_question(const Token& token) {
        if (is_taken_macro(token.text)) {
            return add(token, fmt::format("The condition asks about `{}`.", token.text),
                       grader_refusal);
        }
        add(token,
            fmt::format("The condition asks about `{}`, which your files do not define.",
                        token.text),
            {"Your code must be the same in every program that it is tested in.",
             "Remove the condition; to leave code out, write #if 0."});
    }

    void add(const Token& token, std::string headline, const Refusal& refusal) {
        add(token.line, token.column, std::move(headline), refusal);
    }
    void add(const Directive& directive, std::string headline, const Refusal& refusal) {
        add(directive.line, directive.column, std::move(headline), refusal);
    }
    void add(int line, int column, std::string headline, const Refusal& refusal) {
        problems_.push_back(refused(file_, line, column, std::move(headline), refusal));
    }

    const Exercise& exercise_;
    const LearnerFile& file_;
    const Lexed& lexed_;
    const Macros& macros_;
    std::vector<Problem> problems_;
};

}  // namespace

std::vector<Problem> screen_source(const Exercise& exercise,
                                   const std::vector<LearnerFile>& files) {
    std::vector<Problem> problems;
    std::vector<Lexed> lexed(files.size());
    Macros macros;
    for (std::size_t i = 0; i < files.size(); ++i) {
        if (files[i].content.size() > largest_file) {
            problems.push_back(refused(files[i], 0, 0,
                                       fmt::format("`{}` is larger than 256 KiB.", files[i].name),
                                       {"A solution is a few hundred lines at most.",
                                        "Move data out of it, or make it when the program runs."}));
            continue;
        }
        lexed[i] = lex(files[i].content);
        for (const Directive& directive : lexed[i].directives) {
            if (directive.name == "define" && !directive.tokens.empty()) {
                macros.insert(directive.tokens[0].text);
            }
        }
    }
    for (std::size_t i = 0; i < files.size(); ++i) {
        std::vector<Problem> found = File(exercise, files[i], lexed[i], macros).screen();
        std::move(found.begin(), found.end(), std::back_inserter(problems));
    }
    return problems;
}

}  // namespace grader
