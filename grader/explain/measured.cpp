#include "explain/measured.h"

#include <algorithm>
#include <cmath>
#include <set>

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "common/text.h"
#include "explain/frames.h"
#include "explain/source.h"

namespace grader {
namespace {

using nlohmann::json;

constexpr std::size_t most_lanes = 256, most_slices = 1000, most_text = 4000;
constexpr double longest = 1e15;  // nanoseconds: days

const json& member(const json& owner, const char* name) {
    static const json nothing;
    const auto found = owner.is_object() ? owner.find(name) : owner.end();
    return owner.is_object() && found != owner.end() ? *found : nothing;
}

double number(const json& value) {
    if (!value.is_number()) return 0;
    const double read = value.get<double>();
    return std::isfinite(read) ? std::clamp(read, 0.0, longest) : 0;
}

std::string text(const json& value) {
    return value.is_string() ? harmless(value.get_ref<const std::string&>().substr(0, most_text))
                             : "";
}

template <class Read>
void each(const json& list, std::size_t most, Read read) {
    if (!list.is_array()) return;
    for (std::size_t i = 0; i < std::min(list.size(), most); ++i) read(list[i]);
}

class Reader {
  public:
    Reader(const json& document, const Names& names)
        : places_(member(document, "places")), names_(names) {}

    [[nodiscard]] std::optional<Place> place(const json& addresses) const {
        return place(stack(addresses));
    }

    [[nodiscard]] std::optional<Place> place(const Stack& stack) const {
        const auto found = learners_frame(stack, names_);
        return found ? std::optional(found->place) : std::nullopt;
    }

    [[nodiscard]] Stack stack(const json& addresses) const {
        Stack stack;
        each(addresses, 64, [&](const json& address) {
            if (!address.is_string()) return;
            each(member(places_, address.get_ref<const std::string&>().c_str()), 64,
                 [&](const json& frame) {
                     stack.push_back(
                         {text(member(frame, "function")), text(member(frame, "file")),
                          static_cast<int>(std::min(number(member(frame, "line")), 1e9))});
                 });
        });
        return stack;
    }

    [[nodiscard]] MeasuredWait wait(const json& one) const {
        MeasuredWait wait;
        wait.kind = text(member(one, "kind"));
        wait.name = text(member(one, "name"));
        wait.nanoseconds = number(member(one, "ns"));
        wait.times = number(member(one, "times"));
        const Stack waits = stack(member(one, "stack"));
        wait.at = place(waits);
        wait.in_test = is_in_test(waits, names_);
        wait.held = place(member(one, "held"));
        for (const auto& at : {wait.at, wait.held})
            if (wait.name.empty() && at) wait.name = named_in(at->text, wait.kind);
        return wait;
    }

    [[nodiscard]] MeasuredLine line(const json& one) const {
        MeasuredLine line;
        line.misses = number(member(one, "misses"));
        std::set<double> offsets;
        each(member(one, "offsets"), 64,
             [&](const json& offset) { offsets.insert(number(offset)); });
        line.one_variable = offsets.size() == 1;
        each(member(one, "stack"), 8, [&](const json& address) {
            const auto at = place(json::array({address}));
            const auto same = [&](const Place& other) {
                return other.file == at->file && other.line == at->line;
            };
            if (at && std::none_of(line.places.begin(), line.places.end(), same))
                line.places.push_back(*at);
        });
        return line;
    }

  private:
    [[nodiscard]] static std::string named_in(const std::string& line, const std::string& kind) {
        if (kind == "lock") return lock_in(line);
        if (kind == "condition") return object_of_call(line, {"wait", "wait_for", "wait_until"});
        if (kind == "semaphore")
            return object_of_call(line, {"acquire", "try_acquire_for", "try_acquire_until"});
        if (kind == "futex") return object_of_call(line, {"wait", "get", "wait_for", "wait_until"});
        if (kind == "barrier") return object_of_call(line, {"arrive_and_wait", "wait"});
        if (kind == "try") return lock_in(line);
        if (kind != "atomic") return "";
        const std::string called =
            object_of_call(line, {"load", "test", "exchange", "test_and_set",
                                  "compare_exchange_weak", "compare_exchange_strong"});
        return called.empty() ? shared_variable(line, "", line, "") : called;
    }

    const json& places_;
    const Names& names_;
};

void read_lanes(Measured& measured, const json& document, const Reader& reader) {
    const json& span = member(document, "span");
    const double nanoseconds = number(member(span, "end")) - number(member(span, "begin"));
    if (nanoseconds < 1) return;
    CoreLanes& lanes = measured.lanes;
    std::size_t length = 0;
    each(member(document, "lanes"), most_lanes, [&](const json& one) {
        const json& buckets = member(one, "buckets");
        if (buckets.is_array()) length = std::max(length, std::min(buckets.size(), most_slices));
    });
    if (length == 0) return;
    // The last slice may reach beyond the end.
    const double equal = nanoseconds / static_cast<double>(length);
    const double given = number(member(document, "slice"));
    const double width = given >= equal && given <= 2 * equal ? given : equal;
    lanes.nanoseconds = width * static_cast<double>(length);
    each(member(document, "lanes"), most_lanes, [&](const json& one) {
        std::vector<CoreLanes::Slice> slices;
        float all = 0;
        each(member(one, "buckets"), most_slices, [&](const json& bucket) {
            CoreLanes::Slice slice{};
            float sum = 0;
            for (std::size_t s = 0; s < slice.size(); ++s) {
                if (!bucket.is_array() || s >= bucket.size()) break;
                slice[s] = static_cast<float>(number(bucket[s]) / width);
                sum += slice[s];
            }
            for (float& share : slice) share /= std::max(sum, 1.0F);
            all += sum;
            slices.push_back(slice);
        });
        if (all <= 0) return;
        slices.resize(length);
        std::string name = text(member(one, "role"));
        if (name.empty()) name = fmt::format("thread {:.0f}", number(member(one, "thread")));
        lanes.names.push_back(std::move(name));
        lanes.slices.push_back(std::move(slices));
        measured.started.push_back(reader.place(member(one, "start")));
    });
}

}  // namespace

const MeasuredWait* Measured::worst(std::string_view kind) const {
    const auto found = std::find_if(waits.begin(), waits.end(),
                                    [&](const MeasuredWait& one) { return one.kind == kind; });
    return found == waits.end() ? nullptr : &*found;
}

const MeasuredWait* Measured::worst_own(std::string_view kind) const {
    const auto found = std::find_if(waits.begin(), waits.end(), [&](const MeasuredWait& one) {
        return one.kind == kind && one.at && !one.in_test;
    });
    return found == waits.end() ? nullptr : &*found;
}

const MeasuredWait* Measured::worst_other() const {
    const auto found = std::find_if(waits.begin(), waits.end(), [](const MeasuredWait& one) {
        return one.kind != "lock" && one.kind != "join" && one.kind != "sleep" &&
               one.kind != "yield" && one.kind != "atomic" && one.kind != "try";
    });
    return found == waits.end() ? nullptr : &*found;
}

const MeasuredWait* Measured::worst_spin() const {
    const auto found = std::find_if(waits.begin(), waits.end(), [](const MeasuredWait& one) {
        return one.kind == "atomic" || one.kind == "try";
    });
    return found == waits.end() ? nullptr : &*found;
}

Measured read_measured(std::string_view message, const Names& names) {
    Measured measured;
    const json document = json::parse(message, nullptr, false);
    if (!document.is_object()) return measured;
    const Reader reader(document, names);
    measured.test = text(member(document, "test"));
    measured.end = text(member(document, "end"));
    measured.text = text(member(document, "text"));
    measured.at = reader.place(member(document, "at"));
    if (const double cores = number(member(document, "cores")); cores >= 1 && cores <= 1024)
        measured.cores = static_cast<int>(cores);
    read_lanes(measured, document, reader);
    each(member(document, "waits"), 64,
         [&](const json& one) { measured.waits.push_back(reader.wait(one)); });
    each(member(document, "demands"), 1000, [&](const json& one) {
        if (const json& shown = member(one, "shown"); shown.is_boolean())
            measured.shown.push_back(shown.get<bool>());
    });
    each(member(document, "lines"), 64,
         [&](const json& one) { measured.lines.push_back(reader.line(one)); });
    std::stable_sort(measured.waits.begin(), measured.waits.end(),
                     [](const auto& a, const auto& b) { return a.nanoseconds > b.nanoseconds; });
    std::stable_sort(measured.lines.begin(), measured.lines.end(),
                     [](const auto& a, const auto& b) { return a.misses > b.misses; });
    return measured;
}

}  // namespace grader
