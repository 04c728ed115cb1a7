// The pictures of speed on the page: what each thread did on the virtual cores, and how the speedup
// grows with their number.
#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "common/text.h"
#include "report/cores.h"
#include "report/cores_svg.h"
#include "report/page_parts.h"

namespace grader::page_parts {
namespace {

constexpr double strip_width = 1000, strip_height = 20;
constexpr std::size_t most_ticks = 6;

std::string legend_of(const CoreLanes& lanes) {
    std::string result = "<ul class=\"legend\">";
    for (std::size_t s = 0; s < CoreLanes::shares; ++s) {
        const bool occurs = std::ranges::any_of(lanes.slices, [&](const Lane& lane) {
            return std::ranges::any_of(lane, [&](const auto& slice) { return slice[s] > 0; });
        });
        if (occurs)
            result += fmt::format(
                "<li><svg class=\"key\" viewBox=\"0 0 10 10\" aria-hidden=\"true\"><rect "
                "class=\"share{}\" width=\"10\" height=\"10\"/></svg>{}</li>\n",
                s, words(static_cast<CoreLanes::Share>(s)));
    }
    return result + "</ul>\n";
}

std::string axis_of(const CoreLanes& lanes) {
    const Ticks marks = ticks(lanes, most_ticks);
    if (marks.milliseconds.empty()) return "";
    std::string result =
        "<tr class=\"axis\" aria-hidden=\"true\"><th></th><td><div class=\"ticks\">";
    for (std::size_t i = 0; i < marks.milliseconds.size(); ++i)
        result += fmt::format("<span style=\"left:{:.2f}%\">{}</span>",
                              100 * marks.milliseconds[i] / marks.all, marks.label(i));
    return result + "</div></td><td></td></tr>\n";
}

// Both axes double from line to line, so that "twice the cores, twice as fast" is a straight line.
class Curve {
  public:
    Curve(const SpeedCurve& curve, const Speed& speed) : curve_(curve), speed_(speed) {
        double lowest = 1, highest = 16;
        const auto see = [&](double value) {
            if (value <= 0) return;
            lowest = std::min(lowest, value);
            highest = std::max(highest, value);
        };
        for (const auto& point : curve.points) see(point.speedup);
        see(speed.needed);
        see(speed.wall_speedup);
        bottom_ = std::max(-7.0, std::floor(std::log2(lowest)));
        top_ = std::min(10.0, std::ceil(std::log2(highest)));
    }

    [[nodiscard]] std::string svg(const std::string& title) const {
        std::string result = fmt::format(
            "<svg class=\"curve\" viewBox=\"0 0 {} {}\" role=\"img\" aria-label=\"{}\">\n", width,
            height, escaped(title));
        for (double line = bottom_; line <= top_; line += 1) {
            const double at = y(std::exp2(line));
            result += fmt::format(
                "<line class=\"grid\" x1=\"{}\" y1=\"{:.1f}\" x2=\"{}\" y2=\"{:.1f}\"/>\n", left,
                at, width - right, at);
            result += text(left - 6, at + 4, "end", fmt::format("{:g}", std::exp2(line)));
        }
        for (const int cores : {1, 2, 4, 8, 16}) {
            result += fmt::format(
                "<line class=\"grid\" x1=\"{0:.1f}\" y1=\"{1}\" x2=\"{0:.1f}\" y2=\"{2}\"/>\n",
                x(cores), above, height - below);
            result += text(x(cores), height - below + 16, "middle", std::to_string(cores));
        }
        result += text((left + width - right) / 2, height - 4, "middle", "virtual cores");
        result += text(left - 30, above - 8, "start", "times as fast");
        result += fmt::format("<path class=\"ideal\" d=\"M{:.1f} {:.1f}L{:.1f} {:.1f}\"/>\n", x(1),
                              y(1), x(16), y(16));
        if (speed_.needed > 0)
            result += fmt::format("<path class=\"needed\" d=\"M{:.1f} {:.1f}h24\"/>\n",
                                  x(speed_.cores) - 12, y(speed_.needed));
        std::string path;
        for (const auto& point : curve_.points)
            path += fmt::format("{}{:.1f} {:.1f}", path.empty() ? "M" : "L", x(point.cores),
                                y(point.speedup));
        if (curve_.points.size() > 1)
            result += fmt::format("<path class=\"measured\" d=\"{}\"/>\n", path);
        for (const auto& point : curve_.points)
            result += fmt::format("<circle class=\"point\" cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"4\"/>\n",
                                  x(point.cores), y(point.speedup));
        if (speed_.wall_speedup > 0)
            result += fmt::format(
                "<path class=\"machine\" d=\"M{:.1f} {:.1f}l7 7l-7 7l-7 -7z\"/>\n",
                x(std::min(speed_.wall_cores, speed_.cores)), y(speed_.wall_speedup) - 7);
        return result + "</svg>\n";
    }

  private:
    static constexpr double width = 360, height = 250, left = 38, right = 14, above = 24,
                            below = 38;

    [[nodiscard]] static double x(int cores) {
        return left + std::log2(std::clamp(cores, 1, 16)) / 4 * (width - left - right);
    }
    [[nodiscard]] double y(double speedup) const {
        const double part = (std::log2(speedup) - bottom_) / (top_ - bottom_);
        return height - below - std::clamp(part, 0.0, 1.0) * (height - above - below);
    }
    [[nodiscard]] static std::string text(double x, double y, std::string_view anchor,
                                          std::string_view words) {
        return fmt::format("<text x=\"{:.1f}\" y=\"{:.1f}\" text-anchor=\"{}\">{}</text>\n", x, y,
                           anchor, escaped(words));
    }

    const SpeedCurve& curve_;
    const Speed& speed_;
    double bottom_ = 0, top_ = 4;  // powers of two
};

}  // namespace

std::string lanes(const CoreLanes& all, Ids& ids) {
    const CoreLanes shown = folded(all);
    const std::string title = ids.next();
    std::string result = fmt::format(
        "<figure class=\"cores\" role=\"group\" aria-labelledby=\"{0}\">\n"
        "<figcaption id=\"{0}\">What each thread did on the virtual cores</figcaption>\n"
        "<table aria-labelledby=\"{0}\"><thead class=\"unseen\"><tr><th scope=\"col\">thread</th>"
        "<th scope=\"col\">over time</th><th scope=\"col\">busy</th></tr></thead>\n<tbody>\n",
        title);
    for (std::size_t i = 0; i < shown.slices.size(); ++i) {
        const Lane& lane = shown.slices[i];
        const auto whole = mean(lane, 0, static_cast<double>(lane.size()));
        result += fmt::format(
            "<tr><th scope=\"row\">{}</th><td><svg class=\"strip\" viewBox=\"0 0 {} {}\" "
            "preserveAspectRatio=\"none\" aria-hidden=\"true\"><line class=\"lane\" x1=\"0\" "
            "y1=\"10\" x2=\"{}\" y2=\"10\"/>{}</svg><span class=\"quiet\">{}</span></td>"
            "<td class=\"number\">{} %</td></tr>\n",
            escaped(shown.names[i]), strip_width, strip_height, strip_width,
            lane_shapes(lane, {0, 0, strip_width, strip_height}), in_words(lane),
            std::lround(whole[CoreLanes::busy] * 100));
    }
    return result + axis_of(shown) + "</tbody></table>\n" + legend_of(shown) + "</figure>\n";
}

std::string curve(const SpeedCurve& curve, const Speed& speed, Ids& ids) {
    if (curve.points.empty()) return "";
    const std::string title = ids.next();
    const std::string caption = "How much faster it is on more cores";
    std::string head, figures;
    for (const auto& point : curve.points) {
        head += fmt::format("<th scope=\"col\">{}</th>", point.cores);
        figures += fmt::format("<td>{}</td>", times_as_fast(point.speedup));
    }
    std::string legend =
        "<li><i class=\"key measured\"></i>your code</li>\n"
        "<li><i class=\"key ideal\"></i>as many times as fast as there are cores</li>\n";
    if (speed.needed > 0)
        legend += fmt::format("<li><i class=\"key needed\"></i>needed on {} cores: {}</li>\n",
                              speed.cores, times_as_fast(speed.needed));
    std::string machine;
    if (speed.wall_speedup > 0) {
        legend += "<li><i class=\"key machine\"></i>this machine, by its clock</li>\n";
        machine = fmt::format(
            "By the clock of the machine it was graded on, with {}, it is {} times as fast.",
            counted(speed.wall_cores, "core"), times_as_fast(speed.wall_speedup));
        if (speed.wall_busy > 15)
            machine += fmt::format(" Others used {} % of the machine meanwhile.", speed.wall_busy);
    } else {
        machine = "It was not measured by the clock of a real machine.";
    }
    return fmt::format(
        "<figure class=\"speedup\" role=\"group\" aria-labelledby=\"{0}\">\n"
        "<figcaption id=\"{0}\">{1}</figcaption>\n{2}<ul class=\"legend\">{3}</ul>\n"
        "<table class=\"figures\" aria-labelledby=\"{0}\"><tbody><tr><th scope=\"row\">virtual "
        "cores</th>{4}</tr>\n<tr><th scope=\"row\">times as fast</th>{5}</tr></tbody></table>\n"
        "<p class=\"quiet\">{6}</p></figure>\n",
        title, caption,
        Curve(curve, speed).svg(caption + "; the figures stand in the table below."), legend, head,
        figures, machine);
}

}  // namespace grader::page_parts
