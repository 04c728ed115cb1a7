#include "desk/lines.h"

#include <algorithm>

#include "common/text.h"

namespace grader {
namespace {

bool same_look(const Piece& a, const Piece& b) {
    return a.tone == b.tone && a.reversed == b.reversed;
}

void append(Line& line, const Piece& piece) {
    if (piece.text.empty()) return;
    if (!line.empty() && same_look(line.back(), piece))
        line.back().text += piece.text;
    else
        line.push_back(piece);
}

// Fills lines with words; a word may be of several pieces ("`value()`,").
class Filler {
  public:
    explicit Filler(std::size_t width) : width_(std::max<std::size_t>(1, width)) {}

    void add(const Piece& piece) {
        for (std::size_t at = 0; at < piece.text.size();) {
            const char c = piece.text[at];
            if (c == ' ' || c == '\n') {
                end_word();
                gap_ = {piece.tone, " ", piece.reversed};
                if (c == '\n') end_line();
                ++at;
                continue;
            }
            const std::size_t end =
                std::min(piece.text.find_first_of(" \n", at), piece.text.size());
            append(word_, {piece.tone, piece.text.substr(at, end - at), piece.reversed});
            at = end;
        }
    }

    std::vector<Line> done() {
        end_word();
        if (!line_.empty() || lines_.empty()) end_line();
        return std::move(lines_);
    }

  private:
    void end_word() {
        if (word_.empty()) return;
        const std::size_t wide = columns(word_);
        if (used_ > 0 && used_ + 1 + wide > width_) end_line();
        if (used_ > 0) {
            // The gap has the look of what it joins, or none.
            const bool inside =
                same_look(line_.back(), word_.front()) && same_look(line_.back(), gap_);
            append(line_, inside ? gap_ : Piece{Terminal::Tone::plain, " "});
            ++used_;
        }
        for (const Piece& piece : word_) {
            for (std::size_t at = 0; at < piece.text.size();) {
                if (used_ == width_) end_line();
                std::size_t end = at + 1;
                while (end < piece.text.size() &&
                       (static_cast<unsigned char>(piece.text[end]) & 0xc0) == 0x80)
                    ++end;
                append(line_, {piece.tone, piece.text.substr(at, end - at), piece.reversed});
                ++used_;
                at = end;
            }
        }
        word_.clear();
    }

    void end_line() {
        lines_.push_back(std::move(line_));
        line_.clear();
        used_ = 0;
    }

    std::size_t width_, used_ = 0;
    std::vector<Line> lines_;
    Line line_, word_;
    Piece gap_;
};

}  // namespace

std::vector<Line> wrapped(const Line& text, std::size_t width) {
    Filler filler(width);
    for (const Piece& piece : text) filler.add(piece);
    return filler.done();
}

std::vector<Line> broken(const std::string& code, std::size_t width) {
    width = std::max<std::size_t>(1, width);
    std::vector<Line> lines;
    std::string rest = code;
    while (columns(rest) > width) {
        // So many bytes as make `width` signs.
        std::size_t end = 0;
        for (std::size_t used = 0; used < width; ++used) {
            ++end;
            while ((static_cast<unsigned char>(rest[end]) & 0xc0) == 0x80) ++end;
        }
        // Rather behind a blank, when that leaves no short line.
        const std::size_t blank = rest.rfind(' ', end);
        const bool good = blank != std::string::npos && blank > end / 2;
        lines.push_back({{Terminal::Tone::plain, rest.substr(0, good ? blank : end)}});
        rest.erase(0, good ? blank + 1 : end);
    }
    lines.emplace_back();
    append(lines.back(), {Terminal::Tone::plain, rest});
    return lines;
}

std::size_t columns(const Line& line) {
    std::size_t sum = 0;
    for (const Piece& piece : line) sum += columns(piece.text);
    return sum;
}

std::string plain(const Line& line) {
    std::string text;
    for (const Piece& piece : line) text += piece.text;
    return text;
}

std::string text_of(const std::vector<Line>& lines, const Terminal& terminal) {
    std::string text;
    for (const Line& line : lines) {
        for (const Piece& piece : line) text += terminal.toned(piece.tone, piece.text);
        text += '\n';
    }
    return text;
}

}  // namespace grader
