// The lexer works on a cleaned copy of the source, in which line splices are gone, and keeps for
// each character where it came from: for line numbers, and because raw strings undo the splices.
#include "checks/lexer.h"

#include <algorithm>
#include <array>
#include <cstddef>

namespace grader {
namespace {

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}
bool is_blank(char c) {
    return c == ' ' || c == '\t' || c == '\f' || c == '\v' || c == '\r';
}
bool begins_name(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '$' ||
           static_cast<unsigned char>(c) >= 0x80;
}
bool continues_name(char c) {
    return begins_name(c) || is_digit(c);
}

class Lexer {
  public:
    explicit Lexer(std::string_view source) : source_(source) {
        if (source_.starts_with("\xEF\xBB\xBF")) first_ = 3;  // editors on Windows write this mark
        find_lines();
        remove_splices();
    }

    Lexed run() {
        while (at_ < clean_.size()) step();
        finish_directive();
        if (depth_ > 0) odd(clean_.size(), "An #if has no #endif.", "Add the missing #endif.");
        return std::move(result_);
    }

  private:
    void find_lines() {
        line_starts_.push_back(0);
        for (std::size_t i = 0; i < source_.size(); ++i) {
            if (source_[i] == '\n') line_starts_.push_back(i + 1);
        }
    }

    // g++ lets blanks stand between the backslash and the end of the line; so do we.
    void remove_splices() {
        clean_.reserve(source_.size());
        origin_.reserve(source_.size());
        bool control = false;
        for (std::size_t i = first_; i < source_.size(); ++i) {
            const char c = source_[i];
            if (c == '\\') {
                std::size_t end = i + 1;
                while (end < source_.size() && is_blank(source_[end])) ++end;
                if (end < source_.size() && source_[end] == '\n') {
                    i = end;
                    continue;
                }
            }
            const bool ends_line = c == '\r' && i + 1 < source_.size() && source_[i + 1] == '\n';
            const auto byte = static_cast<unsigned char>(c);
            if (!control &&
                ((byte < 0x20 && c != '\n' && c != '\t' && c != '\f' && c != '\v' && !ends_line) ||
                 byte == 0x7f)) {
                control = true;
                odd_at(
                    i,
                    "The file holds a control character, which compilers read in different ways.",
                    "Delete it; in a string write it as an escape, for example \\033.");
            }
            clean_.push_back(c);
            origin_.push_back(i);
        }
    }

    void step() {
        const char c = clean_[at_];
        if (c == '\n') {
            finish_directive();
            line_is_fresh_ = true;
            ++at_;
        } else if (is_blank(c) || c == '\0') {
            ++at_;
        } else if (looking_at("//")) {
            while (at_ < clean_.size() && clean_[at_] != '\n') ++at_;
        } else if (looking_at("/*")) {
            skip_comment();
        } else {
            lex_token();
        }
    }

    void skip_comment() {
        const std::size_t end = clean_.find("*/", at_ + 2);
        if (end == std::string::npos) {
            odd(at_, "A comment that begins with /* has no end.", "Close it with */.");
            at_ = clean_.size();
        } else {
            at_ = end + 2;
        }
    }

    void lex_token() {
        const std::size_t begin = at_;
        const char c = clean_[at_];
        if (expects_header() && (c == '<' || c == '"')) {
            if (lex_header(c)) return;
        }
        if (begins_name(c)) {
            lex_name();
        } else if (is_digit(c) || (c == '.' && is_digit(peek(1)))) {
            lex_number();
        } else if (c == '"' || c == '\'') {
            lex_literal(begin);
        } else {
            lex_punctuator();
        }
        line_is_fresh_ = false;
    }

    // <...> is one piece only where a header is named; elsewhere it would be less-than and
    // greater-than.
    [[nodiscard]] bool expects_header() const {
        if (!in_directive_) return false;
        const auto& tokens = directive_.tokens;
        const std::string& name = directive_.name;
        if (name == "include" || name == "include_next" || name == "import") return tokens.empty();
        return tokens.size() >= 2 && tokens.back().is("(") &&
               tokens[tokens.size() - 2].text.starts_with("__has_include");
    }

    bool lex_header(char open) {
        const std::size_t end = clean_.find_first_of(open == '<' ? ">\n" : "\"\n", at_ + 1);
        if (end == std::string::npos || clean_[end] == '\n') return false;
        const std::size_t begin = at_;
        at_ = end + 1;
        add(Token::Kind::header, begin);
        return true;
    }

    void lex_name() {
        const std::size_t begin = at_;
        while (at_ < clean_.size() && continues_name(clean_[at_])) ++at_;
        const std::string_view name = std::string_view(clean_).substr(begin, at_ - begin);
        const char next = peek(0);
        const bool prefix = name == "u8" || name == "u" || name == "U" || name == "L";
        const bool raw =
            name == "R" || name == "u8R" || name == "uR" || name == "UR" || name == "LR";
        if (raw && next == '"') return lex_raw_string(begin);
        if (prefix && (next == '"' || next == '\'')) return lex_literal(begin);
        if (in_directive_ && directive_.name.empty() && directive_.tokens.empty()) {
            directive_.name = name;
            return;
        }
        add(Token::Kind::identifier, begin);
    }

    void lex_number() {
        const std::size_t begin = at_++;
        while (at_ < clean_.size()) {
            const char c = clean_[at_];
            const char last = clean_[at_ - 1];
            const bool exponent = last == 'e' || last == 'E' || last == 'p' || last == 'P';
            if (continues_name(c) || c == '.' || ((c == '+' || c == '-') && exponent)) {
                ++at_;
            } else if (c == '\'' && continues_name(peek(1))) {
                at_ += 2;
            } else {
                break;
            }
        }
        if (in_directive_ && directive_.name.empty() && directive_.tokens.empty()) {
            directive_.name = clean_.substr(begin, at_ - begin);
            return;
        }
        add(Token::Kind::number, begin);
    }

    // A literal ends at its quote, or at the end of the line as compilers have it.
    void lex_literal(std::size_t begin) {
        const char quote = clean_[at_++];
        while (at_ < clean_.size() && clean_[at_] != quote && clean_[at_] != '\n') {
            at_ += clean_[at_] == '\\' && peek(1) != '\n' ? 2 : 1;
        }
        at_ = std::min(at_, clean_.size());
        if (peek(0) == quote) ++at_;
        add(quote == '"' ? Token::Kind::string : Token::Kind::character, begin);
    }

    void lex_raw_string(std::size_t begin) {
        const std::size_t quote = origin_[at_];
        const std::size_t open = source_.find('(', quote);
        const std::string_view delimiter =
            open == std::string_view::npos ? "" : source_.substr(quote + 1, open - quote - 1);
        std::size_t end = std::string_view::npos;
        if (open != std::string_view::npos && delimiter.size() <= 16 &&
            delimiter.find_first_of(" \\)\"\t\v\f\r\n") == std::string_view::npos) {
            end = source_.find(")" + std::string(delimiter) + "\"", open);
        }
        if (end == std::string_view::npos) {
            odd(begin, "A raw string that begins here has no end.", "Close it with )\".");
            at_ = clean_.size();
            return;
        }
        end += delimiter.size() + 2;
        check_raw_string(begin, source_.substr(quote, end - quote));
        const auto after = std::lower_bound(origin_.begin(), origin_.end(), end);
        at_ = static_cast<std::size_t>(after - origin_.begin());
        add(Token::Kind::string, begin);
    }

    // Compilers differ on where such a string ends when it stands in a directive or in a branch
    // that is left out; and its lines must not look like the compiler's line markers.
    void check_raw_string(std::size_t begin, std::string_view text) {
        std::size_t newline = text.find('\n');
        if (newline == std::string_view::npos) return;
        const std::string mend = "Write the text as ordinary strings, one for each line, with \\n.";
        if (in_directive_ || depth_ > 0) {
            odd(begin,
                "A raw string of several lines stands in a directive or between #if and #endif.",
                mend);
        }
        for (; newline != std::string_view::npos; newline = text.find('\n', newline + 1)) {
            const std::size_t word = text.find_first_not_of(" \t\f\v\r", newline + 1);
            if (word != std::string_view::npos && text[word] == '#') {
                return odd(begin, "A raw string has a line that begins with #.", mend);
            }
        }
    }

    void lex_punctuator() {
        struct Spelling {
            std::string_view written, meant;
        };
        // Longest first; the digraphs are the standard's second spelling of [ ] { } # ##.
        static constexpr std::array spellings{
            Spelling{"%:%:", "##"}, Spelling{"##", "##"}, Spelling{"%:", "#"},
            Spelling{"<%", "{"},    Spelling{"%>", "}"},  Spelling{"<:", "["},
            Spelling{":>", "]"},    Spelling{"::", "::"}, Spelling{"->", "->"}};
        const std::size_t begin = at_;
        for (const Spelling& spelling : spellings) {
            if (!looking_at(spelling.written)) continue;
            // vector<::Name> is a less-than and two colons.
            if (spelling.written == "<:" && peek(2) == ':' && peek(3) != ':' && peek(3) != '>')
                break;
            at_ += spelling.written.size();
            return punctuator(begin, spelling.meant);
        }
        if (clean_[at_] == '\\') {
            odd(at_, "A backslash stands outside of a string and not at the end of a line.",
                "Write names with plain letters, without \\u escapes.");
        }
        ++at_;
        punctuator(begin, std::string_view(clean_).substr(begin, 1));
    }

    void punctuator(std::size_t begin, std::string_view meant) {
        if (meant == "#" && line_is_fresh_ && !in_directive_) {
            in_directive_ = true;
            directive_ = {};
            directive_.line = line_of(begin);
            directive_.column = column_of(begin);
            return;
        }
        add(Token::Kind::punctuator, begin);
        last_->text = meant;
    }

    void finish_directive() {
        if (!in_directive_) return;
        in_directive_ = false;
        if (directive_.name == "endif") depth_ = std::max(0, depth_ - 1);
        directive_.depth = depth_;
        if (directive_.name.starts_with("if")) ++depth_;
        result_.directives.push_back(std::move(directive_));
        directive_ = {};
    }

    void add(Token::Kind kind, std::size_t begin) {
        auto& into = in_directive_ ? directive_.tokens : result_.tokens;
        into.push_back({kind, clean_.substr(begin, at_ - begin), line_of(begin), column_of(begin)});
        last_ = &into.back();
    }

    void odd(std::size_t at, std::string what, std::string mend) {
        odd_at(at < origin_.size() ? origin_[at] : source_.size(), std::move(what),
               std::move(mend));
    }
    void odd_at(std::size_t offset, std::string what, std::string mend) {
        result_.oddities.push_back(
            {std::move(what), std::move(mend), line_at(offset), column_at(offset)});
    }

    [[nodiscard]] bool looking_at(std::string_view text) const {
        return std::string_view(clean_).substr(at_).starts_with(text);
    }
    [[nodiscard]] char peek(std::size_t ahead) const {
        return at_ + ahead < clean_.size() ? clean_[at_ + ahead] : '\n';
    }
    [[nodiscard]] int line_of(std::size_t at) const { return line_at(origin_[at]); }
    [[nodiscard]] int column_of(std::size_t at) const { return column_at(origin_[at]); }
    [[nodiscard]] int line_at(std::size_t offset) const {
        const auto after = std::upper_bound(line_starts_.begin(), line_starts_.end(), offset);
        return static_cast<int>(after - line_starts_.begin());
    }
    [[nodiscard]] int column_at(std::size_t offset) const {
        const auto line = static_cast<std::size_t>(line_at(offset));
        return static_cast<int>(offset - line_starts_[line - 1]) + 1;
    }

    std::string_view source_;
    std::size_t first_ = 0;
    std::vector<std::size_t> line_starts_;
    std::string clean_;
    std::vector<std::size_t> origin_;  // clean_[i] is source_[origin_[i]]
    std::size_t at_ = 0;
    bool line_is_fresh_ = true;  // nothing but blanks and comments so far
    bool in_directive_ = false;
    int depth_ = 0;
    Directive directive_;
    Token* last_ = nullptr;
    Lexed result_;
};

}  // namespace

Lexed lex(std::string_view source) {
    return Lexer(source).run();
}

}  // namespace grader
