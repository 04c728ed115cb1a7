// A small C++ lexer over raw source: it sees every preprocessor branch, expands nothing and never
// fails. What a compiler might read otherwise than this lexer does is reported as an oddity, so
// that the screen can refuse it instead of guessing.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace grader {

struct Token {
    enum class Kind { identifier, number, string, character, header, punctuator, other };
    Kind kind = Kind::other;
    std::string text;  // without line splices; digraphs as what they stand for; a header with its <
                       // > or " "
    int line = 0;
    int column = 0;
    [[nodiscard]] bool is(std::string_view what) const {
        return text == what && (kind == Kind::identifier || kind == Kind::punctuator);
    }
    [[nodiscard]] bool is_name() const { return kind == Kind::identifier; }
};

struct Directive {
    std::string name;           // "include"; empty for a lone #; "1" for a line marker
    std::vector<Token> tokens;  // what follows the name
    int line = 0;
    int column = 0;
    int depth = 0;  // how many #if it stands in
};

// Something that no honest file needs and that compilers may read in different ways.
struct Oddity {
    std::string what;  // a sentence for the learner
    std::string mend;
    int line = 0;
    int column = 0;
};

struct Lexed {
    std::vector<Token> tokens;  // code outside directives
    std::vector<Directive> directives;
    std::vector<Oddity> oddities;
};

[[nodiscard]] Lexed lex(std::string_view source);

}  // namespace grader
