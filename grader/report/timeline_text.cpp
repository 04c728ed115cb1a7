#include "report/timeline_text.h"

#include <algorithm>
#include <filesystem>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "common/text.h"

namespace grader {
namespace {

using Tone = Terminal::Tone;

constexpr std::size_t indent = 4, number_width = 6, gap = 2, strip_width = 14;
// A column that is narrower cannot be read; one that is wider needs no more room.
constexpr std::size_t narrowest = 22, narrowest_beside_strip = 32, widest = 56;

// The source line as it is shown: without the brace that opens a block.
std::string code_of(const Place& place) {
    const std::string code = trimmed(harmless(place.text));
    return code.size() > 2 && code.ends_with('{') ? trimmed(code.substr(0, code.size() - 1)) : code;
}

std::string spaces(std::size_t count) {
    return std::string(count, ' ');
}

std::string rule(std::size_t count) {
    std::string line;
    for (std::size_t i = 0; i < count; ++i) line += "─";
    return line;
}

// A line of text in a column, or some of them below each other.
struct Line {
    Tone tone = Tone::plain;
    std::string text;
};
using Cell = std::vector<Line>;

class Writer {
  public:
    Writer(const Timeline& timeline, std::size_t width, const Toned& toned)
        : timeline_(timeline), width_(width), toned_(toned) {
        for (const TimelineRow& row : timeline.rows) {
            if (row.place) files_.push_back(row.place->file);
            holds_ = holds_ || !row.holds.empty();
        }
        std::sort(files_.begin(), files_.end());
        files_.erase(std::unique(files_.begin(), files_.end()), files_.end());
        lay_out();
    }

    TimelineLines text() {
        for (const std::string& line :
             split_lines(wrapped(harmless(timeline_.title), width_ - indent, 0)))
            out_.lines.push_back(spaces(indent) + toned_(Tone::bold, line));
        out_.lines.emplace_back();
        out_.header = out_.lines.size();
        header();
        if (timeline_.left_out > 0)
            add(0, {},
                {{Tone::quiet,
                  fmt::format("({} before this {} left out)", counted(timeline_.left_out, "step"),
                              timeline_.left_out == 1 ? "is" : "are")}});
        for (std::size_t i = 0; i < timeline_.rows.size(); ++i) {
            out_.rows.push_back(out_.lines.size());
            row(i);
        }
        out_.rows.push_back(out_.lines.size());
        for (const std::string& note : timeline_.notes)
            for (const std::string& line : split_lines(wrapped(harmless(note), width_ - indent, 0)))
                out_.lines.push_back(spaces(indent) + toned_(Tone::quiet, line));
        return std::move(out_);
    }

  private:
    // The strip with the locks goes first when there is not room for everything.
    void lay_out() {
        const std::size_t threads = std::max<std::size_t>(timeline_.threads.size(), 1);
        const std::size_t room = width_ - std::min(width_, indent + number_width);
        const auto each = [&](std::size_t strip) {
            return (room - std::min(room, strip + gap * (threads - 1))) / threads;
        };
        if (holds_ && each(strip_width + gap) >= narrowest_beside_strip) {
            strip_ = true;
            column_ = each(strip_width + gap);
        } else {
            column_ = each(0);
        }
        side_by_side_ = column_ >= narrowest;
        if (!side_by_side_) {
            for (const std::string& name : timeline_.threads)
                name_width_ = std::max(name_width_, columns(name));
            const std::size_t used = name_width_ + gap;
            strip_ = holds_ && room >= used + narrowest + gap + strip_width;
            column_ = room - std::min(room, used + (strip_ ? strip_width + gap : 0));
        }
        column_ = std::min(column_, side_by_side_ ? widest : 2 * widest);
    }

    void header() {
        std::string names = spaces(number_width), lines = spaces(number_width);
        if (side_by_side_) {
            for (const std::string& name : timeline_.threads) {
                const std::string shown = cut(harmless(name), column_);
                names += toned_(Tone::bold, shown) + spaces(column_ - columns(shown) + gap);
                lines += rule(column_) + spaces(gap);
            }
        } else {
            names += spaces(name_width_ + gap + column_ + gap);
            lines += rule(name_width_ + gap + column_) + spaces(gap);
        }
        if (strip_) {
            names += toned_(Tone::bold, "locks held");
            lines += rule(strip_width);
        }
        if (side_by_side_ || strip_) put(names);
        put(toned_(Tone::quiet, trimmed_end(lines)));
    }

    void row(std::size_t i) {
        const TimelineRow& row = timeline_.rows[i];
        if (row.is(Mark::deciding)) deciding(i);
        Tone tone = Tone::plain;
        if (row.is(Mark::stale) || row.is(Mark::timed_out) || row.is(Mark::spurious))
            tone = Tone::accent;
        if (row.is(Mark::last)) tone = Tone::bad;
        Cell cell;
        for (const std::string& line : split_lines(between_commas(harmless(row.action))))
            cell.push_back({tone, cut(line, column_)});
        if (row.place && !row.place->text.empty()) {
            const std::string where =
                files_.size() > 1
                    ? fmt::format("{}:{}",
                                  std::filesystem::path(row.place->file).filename().string(),
                                  row.place->line)
                    : fmt::format("{}", row.place->line);
            source(cell, where + " | ", code_of(*row.place));
        }
        Cell held;
        if (strip_)
            for (const std::string& lock : row.holds)
                held.push_back({Tone::accent, cut(harmless(lock), strip_width)});
        add(row.number, row.thread, cell, held);
    }

    // Cuts between the things done, where one line cannot hold them all.
    [[nodiscard]] std::string between_commas(const std::string& action) const {
        std::string text, line;
        for (std::size_t from = 0; from < action.size();) {
            const std::size_t comma = std::min(action.find(", ", from), action.size() - 1);
            const std::string part = action.substr(from, comma + 1 - from);
            from = action.find_first_not_of(' ', comma + 1);
            if (!line.empty() && columns(line) + 1 + columns(part) > column_) {
                text += line + "\n";
                line = part;
            } else {
                line += (line.empty() ? "" : " ") + part;
            }
        }
        return wrapped(text + line, column_, 2);
    }

    // Two lines of source text at most: more would hide the order of the steps.
    void source(Cell& cell, const std::string& where, const std::string& code) const {
        const std::size_t begin = columns(where);
        const auto lines = split_lines(wrapped(code, column_ - std::min(column_ / 2, begin), 0));
        for (std::size_t i = 0; i < lines.size() && i < 2; ++i) {
            std::string line = (i == 0 ? where : spaces(begin)) + lines[i];
            if (i == 1 && lines.size() > 2) line += " ...";
            cell.push_back({Tone::quiet, cut(line, column_)});
        }
    }

    void deciding(std::size_t i) {
        const TimelineRow& row = timeline_.rows[i];
        std::string text = "the deciding switch";
        if (i > 0 && timeline_.rows[i - 1].thread != row.thread)
            text += fmt::format(
                ": {}{} goes on",
                timeline_.rows[i - 1].action == "ends"
                    ? ""
                    : timeline_.threads[timeline_.rows[i - 1].thread] + " is interrupted, ",
                timeline_.threads[row.thread]);
        text = cut(fmt::format("── {} ", harmless(text)), width_ - indent);
        const std::size_t total =
            side_by_side_ ? number_width + timeline_.threads.size() * (column_ + gap) - gap
                          : number_width + name_width_ + gap + column_;
        const std::size_t shown = columns(text);
        put(toned_(Tone::bad, text + rule(total - std::min(total, shown))));
    }

    void add(int number, std::size_t thread, const Cell& cell, const Cell& held = {}) {
        for (std::size_t k = 0; k < std::max(cell.size(), held.size()); ++k) {
            std::string line = spaces(number_width);
            if (k == 0 && number > 0) line = fmt::format("{:>{}}  ", number, number_width - 2);
            std::size_t at = number_width, from = number_width + thread * (column_ + gap);
            if (!side_by_side_) {
                from = number_width + name_width_ + gap;
                const std::string& name = timeline_.threads[thread];
                if (k == 0 && number > 0) {
                    line += toned_(Tone::bold, name);
                    at += columns(name);
                }
            }
            if (k < cell.size()) {
                line += spaces(from - at) + toned_(cell[k].tone, cell[k].text);
                at = from + columns(cell[k].text);
            }
            if (k < held.size()) {
                const std::size_t strip =
                    side_by_side_ ? number_width + timeline_.threads.size() * (column_ + gap)
                                  : number_width + name_width_ + gap + column_ + gap;
                line += spaces(strip - at) + toned_(held[k].tone, held[k].text);
            }
            put(line);
        }
    }

    static std::string trimmed_end(std::string line) {
        line.erase(line.find_last_not_of(' ') + 1);
        return line;
    }

    void put(const std::string& line) { out_.lines.push_back(trimmed_end(spaces(indent) + line)); }

    const Timeline& timeline_;
    std::size_t width_;
    const Toned& toned_;
    std::vector<std::string> files_;
    bool holds_ = false, strip_ = false, side_by_side_ = true;
    std::size_t column_ = 0, name_width_ = 0;
    TimelineLines out_;
};

}  // namespace

TimelineLines timeline_lines(const Timeline& timeline, std::size_t width, const Toned& toned) {
    constexpr std::size_t least = 40;
    return Writer(timeline, std::max(width, least), toned).text();
}

std::string timeline_text(const Timeline& timeline, std::size_t width, const Toned& toned) {
    std::string text;
    for (const std::string& line : timeline_lines(timeline, width, toned).lines)
        text += line + "\n";
    return text;
}

}  // namespace grader
