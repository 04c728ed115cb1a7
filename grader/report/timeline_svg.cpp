#include "report/timeline_svg.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <vector>

#include <fmt/format.h>

#include "common/text.h"
#include "report/svg.h"

namespace grader {
namespace {

using svg::escaped, svg::text_at;

constexpr int gutter = 44;       // the steps' numbers
constexpr int lane_width = 290;  // of one thread, with its locks
constexpr int bar_width = 5, bar_gap = 2;
constexpr int line_height = 17, row_gap = 12, switch_height = 26, margin = 16;
constexpr std::size_t letters = 36;  // of text that fit into a lane
constexpr std::size_t colours = 6;   // for locks; more locks than that share them

// Plain rules and no variables: not every renderer of SVG knows these.
constexpr std::string_view style = R"(<style>
.rc text { font: 13px system-ui, sans-serif; fill: #1f2328; }
.rc .name { font-weight: 600; }
.rc .code { font: 11px ui-monospace, monospace; fill: #59636e; }
.rc .number { fill: #59636e; text-anchor: end; }
.rc .quiet { fill: #59636e; }
.rc .bad { fill: #b3261e; }
.rc .mark { fill: #0a5fb4; }
.rc .lane { stroke: #d1d9e0; stroke-width: 2; }
.rc .dot { fill: #1f2328; }
.rc .dot.bad { fill: #b3261e; }
.rc .switch { stroke: #b3261e; stroke-dasharray: 5 4; }
.rc .arrow { stroke: #0a5fb4; fill: none; stroke-width: 1.5; }
.rc .head { fill: #0a5fb4; }
.rc .lock0 { fill: #0a7d4b; }
.rc .lock1 { fill: #8250df; }
.rc .lock2 { fill: #bf6a02; }
.rc .lock3 { fill: #0a5fb4; }
.rc .lock4 { fill: #c2255c; }
.rc .lock5 { fill: #5c7a00; }
@media (prefers-color-scheme: dark) {
.rc text, .rc .dot { fill: #e6edf3; }
.rc .code, .rc .number, .rc .quiet { fill: #9198a1; }
.rc .bad, .rc .dot.bad { fill: #ff8a80; }
.rc .mark, .rc .head { fill: #79b8ff; }
.rc .lane { stroke: #3d444d; }
.rc .switch { stroke: #ff8a80; }
.rc .arrow { stroke: #79b8ff; }
.rc .lock0 { fill: #3fc98a; }
.rc .lock1 { fill: #bd93f9; }
.rc .lock2 { fill: #f0a35e; }
.rc .lock3 { fill: #79b8ff; }
.rc .lock4 { fill: #ff8fb1; }
.rc .lock5 { fill: #b5d35c; }
}
</style>
)";

class Picture {
  public:
    explicit Picture(const Timeline& timeline) : timeline_(timeline) {
        for (const TimelineRow& row : timeline.rows)
            for (const std::string& lock : row.holds) locks_.try_emplace(lock, locks_.size());
        place_rows();
    }

    std::string svg() {
        std::string body;
        // What lies below comes first.
        for (std::size_t t = 0; t < timeline_.threads.size(); ++t) {
            body +=
                fmt::format("<line class=\"lane\" x1=\"{0}\" y1=\"{1}\" x2=\"{0}\" y2=\"{2}\"/>\n",
                            line_of(t), first_ - line_height, bottom_);
            body += text_at(line_of(t) - 4, first_ - line_height - 8, "name",
                            cut(timeline_.threads[t], letters));
        }
        body += bars();
        for (std::size_t i = 0; i < timeline_.rows.size(); ++i) body += arrow(i);
        for (std::size_t i = 0; i < timeline_.rows.size(); ++i) body += row(i);

        int y = bottom_ + line_height + 6;
        for (const auto& [lock, index] : locks_) {
            body += fmt::format(
                "<rect x=\"{}\" y=\"{}\" width=\"10\" height=\"10\" class=\"lock{}\"/>\n", gutter,
                y - 10, index % colours);
            body += text_at(gutter + 16, y, "quiet", "holds " + lock);
            y += line_height;
        }
        for (const std::string& note : timeline_.notes) {
            for (const std::string& line : split_lines(wrapped(note, width() / 7, 0))) {
                body += text_at(gutter, y, "quiet", line);
                y += line_height;
            }
        }
        return fmt::format(
                   "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"rc\" role=\"img\" "
                   "viewBox=\"0 0 {0} {1}\" width=\"{0}\" height=\"{1}\">\n<title>{2}</title>\n"
                   "<desc>{3}</desc>\n",
                   width(), y + margin, escaped(timeline_.title), escaped(description())) +
               std::string(style) +
               "<defs><marker id=\"rc-head\" viewBox=\"0 0 8 8\" refX=\"7\" refY=\"4\" "
               "markerWidth=\"7\" markerHeight=\"7\" orient=\"auto\"><path class=\"head\" "
               "d=\"M0 0 L8 4 L0 8 z\"/></marker></defs>\n" +
               heading() + body + "</svg>\n";
    }

  private:
    [[nodiscard]] int width() const {
        return std::max(420,
                        gutter + margin + lane_width * static_cast<int>(timeline_.threads.size()));
    }
    [[nodiscard]] int line_of(std::size_t thread) const {
        const int bars = static_cast<int>(locks_.size()) * (bar_width + bar_gap);
        return gutter + 10 + std::min(bars, lane_width / 4) + lane_width * static_cast<int>(thread);
    }

    [[nodiscard]] std::vector<std::string> title_lines() const {
        return split_lines(wrapped(timeline_.title, static_cast<std::size_t>(width()) / 8, 0));
    }

    [[nodiscard]] std::string heading() const {
        std::string result;
        int y = margin + 8;
        for (const std::string& line : title_lines()) {
            result += text_at(margin, y, "name", line);
            y += line_height;
        }
        if (timeline_.left_out > 0)
            result += text_at(
                margin, y, "quiet",
                fmt::format("({} before this {} left out)", counted(timeline_.left_out, "step"),
                            timeline_.left_out == 1 ? "is" : "are"));
        return result;
    }

    [[nodiscard]] static std::vector<std::string> action(const TimelineRow& row) {
        return split_lines(wrapped(row.action, letters, 0));
    }

    void place_rows() {
        first_ = margin + 8 + line_height * (static_cast<int>(title_lines().size()) + 3) +
                 (timeline_.left_out > 0 ? line_height : 0);
        int y = first_;
        for (const TimelineRow& row : timeline_.rows) {
            if (row.is(Mark::deciding)) y += switch_height;
            y_.push_back(y);
            const int lines = static_cast<int>(action(row).size()) + (row.place ? 1 : 0);
            y += lines * line_height + row_gap;
        }
        bottom_ = y;
    }

    [[nodiscard]] std::string row(std::size_t i) const {
        const TimelineRow& row = timeline_.rows[i];
        const int x = line_of(row.thread), y = y_[i];
        std::string result;
        if (row.is(Mark::deciding)) {
            const int at = y - line_height - 4;
            result +=
                fmt::format("<line class=\"switch\" x1=\"{}\" y1=\"{}\" x2=\"{}\" y2=\"{}\"/>\n",
                            margin, at, width() - margin, at);
            result += text_at(margin, at - 5, "bad", "the deciding switch");
        }
        const bool end = row.is(Mark::last);
        const bool odd = row.is(Mark::stale) || row.is(Mark::timed_out) || row.is(Mark::spurious);
        if (row.number > 0) result += text_at(gutter - 8, y, "number", std::to_string(row.number));
        result += fmt::format("<circle class=\"dot{}\" cx=\"{}\" cy=\"{}\" r=\"4\"/>\n",
                              end ? " bad" : "", x, y - 4);
        int below = y;
        for (const std::string& line : action(row)) {
            result += text_at(x + 12, below, end ? "bad" : odd ? "mark" : "action", line);
            below += line_height;
        }
        if (row.place)
            result += text_at(x + 12, below - 2, "code",
                              cut(fmt::format("{} | {}", row.place->line, trimmed(row.place->text)),
                                  letters + 2));
        return result;
    }

    // From the step that let this one happen.
    [[nodiscard]] std::string arrow(std::size_t i) const {
        const TimelineRow& to = timeline_.rows[i];
        const auto from = std::find_if(
            timeline_.rows.begin(), timeline_.rows.end(),
            [&](const TimelineRow& row) { return to.after > 0 && row.number == to.after; });
        if (from == timeline_.rows.end() || from->thread == to.thread) return "";
        const int side = to.thread > from->thread ? 1 : -1;
        const int x1 = line_of(from->thread) + 6 * side, x2 = line_of(to.thread) - 7 * side;
        const int y1 =
            y_[static_cast<std::size_t>(std::distance(timeline_.rows.begin(), from))] - 4;
        const int y2 = y_[i] - 4;
        return fmt::format(
            "<path class=\"arrow\" marker-end=\"url(#rc-head)\" "
            "d=\"M{} {} C{} {} {} {} {} {}\"/>\n",
            x1, y1, x1 + 30 * side, y1, x2 - 50 * side, y2, x2, y2);
    }

    // A bar lasts from the step after which the lock is held to the first after which it is not.
    [[nodiscard]] std::string bars() const {
        std::string result;
        for (const auto& [lock, index] : locks_)
            for (std::size_t t = 0; t < timeline_.threads.size(); ++t) {
                int begin = 0;
                const auto end_at = [&](int y) {
                    if (begin > 0)
                        result += fmt::format(
                            "<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" rx=\"2\" "
                            "class=\"lock{}\"><title>{} holds {}</title></rect>\n",
                            line_of(t) - 6 - static_cast<int>(index + 1) * (bar_width + bar_gap),
                            begin, bar_width, std::max(y - begin, bar_width), index % colours,
                            escaped(timeline_.threads[t]), escaped(lock));
                    begin = 0;
                };
                for (std::size_t i = 0; i < timeline_.rows.size(); ++i) {
                    const TimelineRow& row = timeline_.rows[i];
                    if (row.thread != t) continue;
                    const bool held =
                        std::find(row.holds.begin(), row.holds.end(), lock) != row.holds.end();
                    if (held && begin == 0) begin = y_[i] - 8;
                    if (!held) end_at(y_[i] - 4);
                }
                end_at(bottom_);
            }
        return result;
    }

    // The same in words, for those who hear it.
    [[nodiscard]] std::string description() const {
        std::string text;
        for (const TimelineRow& row : timeline_.rows)
            text += fmt::format("{}Step {}: {} {}. ",
                                row.is(Mark::deciding) ? "Here is the deciding switch. " : "",
                                row.number, timeline_.threads[row.thread], row.action);
        return trimmed(text);
    }

    const Timeline& timeline_;
    std::map<std::string, std::size_t> locks_;
    std::vector<int> y_;  // of the rows' first lines
    int first_ = 0, bottom_ = 0;
};

}  // namespace

std::string timeline_svg(const Timeline& timeline) {
    return Picture(timeline).svg();
}

}  // namespace grader
