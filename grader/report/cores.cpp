#include "report/cores.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "common/text.h"

namespace grader {
namespace {

constexpr std::size_t most_lanes = 16;

}  // namespace

std::string_view words(CoreLanes::Share share) {
    switch (share) {
        case CoreLanes::busy:
            return "busy";
        case CoreLanes::spinning:
            return "busy waiting";
        case CoreLanes::lock:
            return "waiting for a lock";
        case CoreLanes::blocked:
            return "waiting for something else";
        case CoreLanes::sleeping:
            return "asleep";
        case CoreLanes::no_core:
            return "no core free";
        case CoreLanes::shares:
            return "not started, or ended";
    }
    return "unknown";
}

CoreLanes folded(const CoreLanes& lanes) {
    CoreLanes shown;
    shown.nanoseconds = lanes.nanoseconds;
    std::size_t length = 0;
    for (const Lane& lane : lanes.slices) length = std::max(length, lane.size());
    const std::size_t count = lanes.slices.size();
    const std::size_t alone = count > most_lanes ? most_lanes - 1 : count;
    for (std::size_t i = 0; i < count; ++i) {
        if (i > alone) {
            for (std::size_t k = 0; k < lanes.slices[i].size(); ++k)
                for (std::size_t s = 0; s < CoreLanes::shares; ++s)
                    shown.slices[alone][k][s] += lanes.slices[i][k][s];
            continue;
        }
        shown.slices.push_back(lanes.slices[i]);
        shown.slices.back().resize(length);
        shown.names.push_back(i < lanes.names.size() ? lanes.names[i] : "");
    }
    if (alone == count) return shown;
    shown.names[alone] = fmt::format("and {} others", count - alone);
    for (CoreLanes::Slice& slice : shown.slices[alone])
        for (float& share : slice) share /= static_cast<float>(count - alone);
    return shown;
}

CoreLanes::Slice mean(const Lane& lane, double from, double to) {
    CoreLanes::Slice result{};
    if (to <= from) return result;
    for (auto i = static_cast<std::size_t>(from); i < lane.size(); ++i) {
        const auto at = static_cast<double>(i);
        if (at >= to) break;
        const double part = (std::min(at + 1, to) - std::max(at, from)) / (to - from);
        for (std::size_t s = 0; s < CoreLanes::shares; ++s)
            result[s] += lane[i][s] * static_cast<float>(part);
    }
    return result;
}

float absent(const CoreLanes::Slice& slice) {
    float left = 1;
    for (const float share : slice) left -= share;
    return std::max(left, 0.0F);
}

CoreLanes::Share most_of(const CoreLanes::Slice& slice) {
    const auto* const most = std::max_element(slice.begin(), slice.end());
    return *most < absent(slice) ? CoreLanes::shares
                                 : static_cast<CoreLanes::Share>(most - slice.begin());
}

std::string in_words(const Lane& lane) {
    const CoreLanes::Slice whole = mean(lane, 0, static_cast<double>(lane.size()));
    std::vector<std::pair<long, CoreLanes::Share>> parts;
    for (int s = 0; s <= CoreLanes::shares; ++s) {
        const auto share = static_cast<CoreLanes::Share>(s);
        const float part = share == CoreLanes::shares ? absent(whole) : whole[share];
        parts.emplace_back(std::lround(part * 100), share);
    }
    std::stable_sort(parts.begin(), parts.end(),
                     [](const auto& a, const auto& b) { return a.first > b.first; });
    std::vector<std::string> texts;
    for (const auto& [percent, share] : parts)
        if (percent > 0) texts.push_back(fmt::format("{} % {}", percent, words(share)));
    return joined(texts, ", ");
}

std::string Ticks::label(std::size_t i) const {
    return fmt::format("{:g}{}", milliseconds[i], i + 1 == milliseconds.size() ? " ms" : "");
}

Ticks ticks(const CoreLanes& lanes, std::size_t most) {
    Ticks found;
    found.all = lanes.nanoseconds / 1e6;
    if (!(found.all > 0) || !std::isfinite(found.all)) return found;
    // 1, 2 and 5 and their tenfolds: the first with which there are few enough.
    double step = std::pow(10, std::floor(std::log10(found.all)) - 3);
    for (int i = 0; found.all / step + 1 > static_cast<double>(std::max<std::size_t>(most, 2));)
        step *= i++ % 3 == 1 ? 2.5 : 2;
    for (int i = 0; i * step <= found.all * (1 + 1e-9); ++i) found.milliseconds.push_back(i * step);
    return found;
}

std::string times_as_fast(double speedup, int more) {
    int digits = 1;
    for (double rest = speedup; rest > 0 && rest < 0.995 && digits < 7; rest *= 10) ++digits;
    return fmt::format("{:.{}f}", speedup, digits + more);
}

}  // namespace grader
