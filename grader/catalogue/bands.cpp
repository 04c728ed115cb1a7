#include "catalogue/bands.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <toml++/toml.h>

#include "common/error.h"

namespace grader {
namespace {

// To two digits: more would pretend that they mean something. A hair's breadth of tolerance,
// because 6.1 is 60.999... tenths.
double step_for(double value) {
    return std::pow(10.0, std::floor(std::log10(value)) - 1);
}
double rounded(double value) {
    return std::round(value / step_for(value)) * step_for(value);
}
double rounded_down(double value) {
    return std::floor(value / step_for(value) + 1e-9) * step_for(value);
}
double rounded_up(double value) {
    return std::ceil(value / step_for(value) - 1e-9) * step_for(value);
}

std::string written(double value) {
    std::string text = fmt::format("{:.4g}", value);
    // TOML tells 3 from 3.0, and a threshold is no count.
    if (text.find('.') == std::string::npos) text += ".0";
    return text;
}

// Where a value stands: toml++ counts lines from 1, and columns from 1 in code points.
std::size_t offset_of(const std::string& text, const toml::source_position& at) {
    std::size_t offset = 0;
    for (toml::source_index line = 1; line < at.line; ++line) {
        offset = text.find('\n', offset);
        if (offset == std::string::npos) throw Error("the manifest has fewer lines than it had");
        ++offset;
    }
    for (toml::source_index column = 1; column < at.column; ++column) {
        ++offset;
        while (offset < text.size() && (static_cast<unsigned char>(text[offset]) & 0xc0) == 0x80)
            ++offset;
    }
    return offset;
}

std::size_t behind_line(const std::string& text, std::size_t offset) {
    const std::size_t end = text.find('\n', offset);
    return end == std::string::npos ? text.size() : end + 1;
}

toml::table parsed(const std::string& manifest) {
    try {
        return toml::parse(manifest);
    } catch (const toml::parse_error& error) {
        throw Error(
            fmt::format("{}: not TOML: {}", error.source().begin.line, error.description()));
    }
}

}  // namespace

std::optional<SpeedBand> band_between(double right, double wrong) {
    if (!(right > 0 && wrong > 0 && std::isfinite(right) && std::isfinite(wrong)))
        return std::nullopt;
    SpeedBand band;
    band.right = rounded_down(right);
    band.wrong = rounded_up(wrong);
    if (band.right < least_gap * band.wrong) return std::nullopt;
    band.at_least = rounded(std::sqrt(band.right * band.wrong));
    return band;
}

std::string with_band(const std::string& manifest, std::string_view test, const SpeedBand& band) {
    const std::array<std::pair<std::string_view, double>, 3> values{
        {{"at_least", band.at_least}, {"right", band.right}, {"wrong", band.wrong}}};
    const std::string line_end = manifest.find("\r\n") == std::string::npos ? "\n" : "\r\n";
    const toml::table before = parsed(manifest);
    const auto found = before["speed"][test];
    std::string result = manifest;
    if (const toml::table* table = found.as_table(); table != nullptr) {
        if (table->is_inline()) {
            throw Error(
                fmt::format("the manifest has speed.{} in one line; write it as a table, "
                            "[speed.{}]",
                            test, test));
        }
        struct Change {
            std::size_t from, to;
            std::string text;
        };
        std::vector<Change> changes;
        // Behind the header, or what there is of the three.
        std::size_t end = behind_line(manifest, offset_of(manifest, table->source().begin));
        std::string missing;
        for (const auto& [key, value] : values) {
            const toml::node* const node = table->get(key);
            if (node == nullptr) {
                missing += fmt::format("{} = {}{}", key, written(value), line_end);
                continue;
            }
            const std::size_t from = offset_of(manifest, node->source().begin);
            const std::size_t to = offset_of(manifest, node->source().end);
            changes.push_back({from, to, written(value)});
            end = std::max(end, behind_line(manifest, from));
        }
        if (!missing.empty()) {
            if (end > 0 && manifest[end - 1] != '\n') missing = line_end + missing;
            changes.push_back({end, end, missing});
        }
        std::ranges::sort(changes, std::greater{}, &Change::from);
        for (const Change& change : changes)
            result.replace(change.from, change.to - change.from, change.text);
    } else {
        if (!result.empty() && !result.ends_with('\n')) result += line_end;
        result += fmt::format("{}[speed.{}]{}", line_end, test, line_end);
        for (const auto& [key, value] : values)
            result += fmt::format("{} = {}{}", key, written(value), line_end);
    }
    const toml::table after = parsed(result);
    for (const auto& [key, value] : values) {
        const auto now = after["speed"][test][key].value<double>();
        if (!now || std::abs(*now - value) > 0.001 * std::abs(value))
            throw Error(fmt::format("speed.{}.{} could not be written", test, key));
    }
    return result;
}

}  // namespace grader
