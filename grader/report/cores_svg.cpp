#include "report/cores_svg.h"

#include <algorithm>
#include <cmath>
#include <string_view>

#include <fmt/format.h>

#include "common/text.h"
#include "report/cores.h"
#include "report/svg.h"

namespace grader {
namespace {

using svg::escaped, svg::text_at;

constexpr int margin = 16, names_width = 150, strip_width = 600, number_width = 90;
constexpr int lane_height = 20, lane_gap = 8, line_height = 17;
constexpr int left = margin + names_width, width = left + strip_width + number_width;
constexpr std::size_t letters = 20, most_ticks = 11;

// Plain rules and no variables: not every renderer of SVG knows these.
constexpr std::string_view style = R"(<style>
.rc text { font: 13px system-ui, sans-serif; fill: #1f2328; }
.rc .name { font-weight: 600; }
.rc .quiet { fill: #59636e; }
.rc .tick { fill: #59636e; text-anchor: middle; }
.rc .number { fill: #59636e; text-anchor: end; }
.rc .axis { stroke: #818b98; }
.rc .lane { stroke: #d1d9e0; stroke-width: 2; }
.rc .share0 { fill: #0a7d4b; }
.rc .share1 { fill: #b3261e; }
.rc .share2 { fill: #e08e1b; }
.rc .share3 { fill: #afb8c1; }
.rc .share4 { fill: #6cb0f5; }
.rc .share5 { fill: #8250df; }
@media (prefers-color-scheme: dark) {
.rc text { fill: #e6edf3; }
.rc .quiet, .rc .tick, .rc .number { fill: #9198a1; }
.rc .axis { stroke: #656c76; }
.rc .lane { stroke: #3d444d; }
.rc .share0 { fill: #3fc98a; }
.rc .share1 { fill: #ff6b60; }
.rc .share2 { fill: #f0a35e; }
.rc .share3 { fill: #656c76; }
.rc .share4 { fill: #4a8fd6; }
.rc .share5 { fill: #bd93f9; }
}
</style>
)";

class Picture {
  public:
    explicit Picture(const CoreLanes& lanes) : lanes_(folded(lanes)) {}

    std::string svg() {
        std::string body = text_at(margin, margin + 8, "name", cores_title);
        int y = margin + 2 * line_height + 10;
        body += text_at(width - margin, y - 6, "number", "busy");
        for (std::size_t i = 0; i < lanes_.slices.size(); ++i) {
            body += lane(i, y);
            y += lane_height + lane_gap;
        }
        body += axis(y);
        y += 3 * line_height;
        body += legend(y);
        return fmt::format(
                   "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"rc\" role=\"img\" "
                   "viewBox=\"0 0 {0} {1}\" width=\"{0}\" height=\"{1}\">\n<title>{2}</title>\n"
                   "<desc>{3}</desc>\n",
                   width, y + margin, escaped(cores_title), escaped(description())) +
               std::string(style) + body + "</svg>\n";
    }

  private:
    [[nodiscard]] std::string lane(std::size_t i, int y) const {
        const Lane& lane = lanes_.slices[i];
        std::string result = fmt::format(
            "<g><title>{}</title>\n<line class=\"lane\" x1=\"{}\" y1=\"{}\" x2=\"{}\" "
            "y2=\"{}\"/>\n",
            escaped(spoken(i)), left, y + lane_height / 2, left + strip_width, y + lane_height / 2);
        result += lane_shapes(lane, {left, static_cast<double>(y), strip_width, lane_height});
        result += text_at(margin, y + 15, "name", cut(lanes_.names[i], letters));
        const auto whole = mean(lane, 0, static_cast<double>(lane.size()));
        result += text_at(width - margin, y + 15, "number",
                          fmt::format("{} %", std::lround(whole[CoreLanes::busy] * 100)));
        return result + "</g>\n";
    }

    [[nodiscard]] std::string axis(int y) const {
        const Ticks marks = ticks(lanes_, most_ticks);
        std::string result =
            fmt::format("<line class=\"axis\" x1=\"{}\" y1=\"{}\" x2=\"{}\" y2=\"{}\"/>\n", left, y,
                        left + strip_width, y);
        for (std::size_t i = 0; i < marks.milliseconds.size(); ++i) {
            const int x = left + static_cast<int>(marks.milliseconds[i] / marks.all * strip_width);
            result +=
                fmt::format("<line class=\"axis\" x1=\"{0}\" y1=\"{1}\" x2=\"{0}\" y2=\"{2}\"/>\n",
                            x, y, y + 5);
            result += text_at(x, y + 19, "tick", marks.label(i));
        }
        return result;
    }

    // Only what occurs; goes on below where a line is full.
    [[nodiscard]] std::string legend(int& y) const {
        std::string result;
        int x = left;
        for (std::size_t s = 0; s < CoreLanes::shares; ++s) {
            const bool occurs =
                std::any_of(lanes_.slices.begin(), lanes_.slices.end(), [&](const Lane& lane) {
                    return std::any_of(lane.begin(), lane.end(),
                                       [&](const auto& slice) { return slice[s] > 0; });
                });
            if (!occurs) continue;
            const std::string_view text = words(static_cast<CoreLanes::Share>(s));
            const int size = 16 + 7 * static_cast<int>(text.size()) + 20;
            if (x > left && x + size > width - margin) {
                x = left;
                y += line_height + 3;
            }
            result += fmt::format(
                "<rect class=\"share{}\" x=\"{}\" y=\"{}\" width=\"10\" height=\"10\"/>\n", s, x,
                y - 10);
            result += text_at(x + 16, y, "quiet", text);
            x += size;
        }
        return result;
    }

    [[nodiscard]] std::string spoken(std::size_t i) const {
        return fmt::format("{}: {}", lanes_.names[i], in_words(lanes_.slices[i]));
    }

    // The same in words, for those who hear it.
    [[nodiscard]] std::string description() const {
        std::string text = fmt::format("{:.3g} ms in all. ", lanes_.nanoseconds / 1e6);
        for (std::size_t i = 0; i < lanes_.slices.size(); ++i) text += spoken(i) + ". ";
        return trimmed(text);
    }

    CoreLanes lanes_;
};

// To half a pixel, so that what looks the same is drawn as one.
double pixels(float share, double height) {
    return std::round(share * 2 * height) / 2;
}
double bottom(const CoreLanes::Slice& slice, std::size_t share, double height) {
    float below = 0;
    for (std::size_t s = 0; s < share; ++s) below += slice[s];
    return pixels(below, height);
}

}  // namespace

std::string lane_shapes(const Lane& lane, const Area& area) {
    std::string result;
    const double slice = area.width / static_cast<double>(std::max<std::size_t>(lane.size(), 1));
    for (std::size_t s = 0; s < CoreLanes::shares; ++s) {
        std::string path;
        for (std::size_t k = 0; k < lane.size();) {
            const double height = pixels(lane[k][s], area.height),
                         below = bottom(lane[k], s, area.height);
            std::size_t end = k + 1;
            while (end < lane.size() && pixels(lane[end][s], area.height) == height &&
                   bottom(lane[end], s, area.height) == below)
                ++end;
            if (height > 0)
                path += fmt::format(
                    "M{:.1f} {:g}h{:.1f}v{:g}h{:.1f}z", area.left + static_cast<double>(k) * slice,
                    area.top + area.height - below, static_cast<double>(end - k) * slice, -height,
                    -static_cast<double>(end - k) * slice);
            k = end;
        }
        if (!path.empty()) result += fmt::format("<path class=\"share{}\" d=\"{}\"/>\n", s, path);
    }
    return result;
}

std::string cores_svg(const CoreLanes& lanes) {
    return Picture(lanes).svg();
}

}  // namespace grader
