#include "report/cores_text.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include <fmt/format.h>

#include "common/text.h"
#include "report/cores.h"

namespace grader {
namespace {

using Tone = Terminal::Tone;

constexpr std::size_t indent = 4, gap = 2, number_width = 5, longest_name = 20;
constexpr std::size_t between_ticks = 10;

struct Sign {
    std::string_view text;
    Tone tone;
};
// By CoreLanes::Share: to be told apart without colour too.
constexpr std::array<Sign, CoreLanes::shares + 1> signs = {{{"█", Tone::good},
                                                            {"!", Tone::bad},
                                                            {"x", Tone::bad},
                                                            {".", Tone::quiet},
                                                            {"z", Tone::accent},
                                                            {"-", Tone::quiet},
                                                            {" ", Tone::plain}}};

std::string spaces(std::size_t count) {
    return std::string(count, ' ');
}

std::string repeated(std::string_view sign, std::size_t count) {
    std::string text;
    for (std::size_t i = 0; i < count; ++i) text += sign;
    return text;
}

class Writer {
  public:
    Writer(const CoreLanes& lanes, std::size_t width, const Toned& toned)
        : lanes_(folded(lanes)), width_(width), toned_(toned) {
        for (std::string& name : lanes_.names) {
            name = cut(harmless(name), longest_name);
            name_width_ = std::max(name_width_, columns(name));
        }
        const std::size_t used = indent + name_width_ + gap + number_width + gap;
        cells_ = width - std::min(width - 1, used);
    }

    std::string text() {
        for (const std::string& line : split_lines(wrapped(cores_title, width_ - indent, 0)))
            put(toned_(Tone::bold, line));
        out_ += "\n";
        put(spaces(name_width_ + gap + cells_) + toned_(Tone::quiet, fmt::format("{:>7}", "busy")));
        for (std::size_t i = 0; i < lanes_.slices.size(); ++i) row(i);
        axis();
        out_ += "\n";
        legend();
        return std::move(out_);
    }

  private:
    void row(std::size_t i) {
        const Lane& lane = lanes_.slices[i];
        const double slices = static_cast<double>(lane.size());
        std::vector<CoreLanes::Share> cells;
        for (std::size_t c = 0; c < cells_; ++c) {
            const double from = static_cast<double>(c) * slices / static_cast<double>(cells_);
            cells.push_back(most_of(mean(lane, from, from + slices / static_cast<double>(cells_))));
            seen_[cells.back()] = true;
        }
        const std::string& name = lanes_.names[i];
        std::string line = toned_(Tone::bold, name) + spaces(name_width_ - columns(name) + gap);
        for (std::size_t c = 0; c < cells.size();) {
            std::size_t end = c;
            while (end < cells.size() && cells[end] == cells[c]) ++end;
            const Sign& sign = signs[cells[c]];
            line += toned_(sign.tone, repeated(sign.text, end - c));
            c = end;
        }
        const long busy = std::lround(mean(lane, 0, slices)[CoreLanes::busy] * 100);
        put(line + toned_(Tone::quiet, fmt::format("{:>{}} %", busy, number_width)));
    }

    void axis() {
        const Ticks marks = ticks(lanes_, 1 + cells_ / between_ticks);
        if (marks.milliseconds.empty()) return;
        std::string line, labels;
        for (std::size_t i = 0; i < marks.milliseconds.size(); ++i) {
            const auto at = static_cast<std::size_t>(marks.milliseconds[i] / marks.all *
                                                     static_cast<double>(cells_ - 1));
            line += repeated("─", at - std::min(at, columns(line))) + "┴";
            labels += spaces(at - std::min(at, columns(labels))) + marks.label(i);
        }
        line += repeated("─", cells_ - std::min(cells_, columns(line)));
        put(spaces(name_width_ + gap) + toned_(Tone::quiet, line));
        put(spaces(name_width_ + gap) + toned_(Tone::quiet, labels));
    }

    // Only the signs that occur.
    void legend() {
        std::string line;
        std::size_t used = 0;
        for (std::size_t s = 0; s < CoreLanes::shares; ++s) {
            if (!seen_[s]) continue;
            const std::string entry = fmt::format(" {}", words(static_cast<CoreLanes::Share>(s)));
            const std::size_t size = 1 + columns(entry);
            if (used > 0 && indent + used + 3 + size > width_) {
                put(line);
                line.clear();
                used = 0;
            }
            line +=
                (used > 0 ? "   " : "") + toned_(signs[s].tone, std::string(signs[s].text)) + entry;
            used += (used > 0 ? 3 : 0) + size;
        }
        put(line);
        for (const std::string& note : split_lines(wrapped(
                 "A sign stands for what the thread did most of that time; a blank: it had not "
                 "started, or had ended.",
                 width_ - indent, 0)))
            put(toned_(Tone::quiet, note));
    }

    void put(const std::string& line) {
        const std::string all = spaces(indent) + line;
        out_ += all.substr(0, all.find_last_not_of(' ') + 1) + "\n";
    }

    CoreLanes lanes_;
    std::size_t width_;
    const Toned& toned_;
    std::size_t name_width_ = 0, cells_ = 0;
    std::array<bool, CoreLanes::shares + 1> seen_{};
    std::string out_;
};

}  // namespace

std::string cores_text(const CoreLanes& lanes, std::size_t width, const Toned& toned) {
    constexpr std::size_t least = 40;
    return Writer(lanes, std::max(width, least), toned).text();
}

}  // namespace grader
