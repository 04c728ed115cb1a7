// What the learner calls each object of a finding: the best guess over the source lines of all the
// steps that touch it.
#include <algorithm>
#include <cctype>
#include <map>
#include <regex>
#include <set>

#include <fmt/format.h>

#include "common/text.h"
#include "explain/finding.h"
#include "explain/source.h"

namespace grader {
namespace {

using Votes = std::map<std::string, int>;

bool is_lock(std::string_view kind) {
    return kind.find("mutex") != std::string_view::npos || kind == "spin lock";
}

bool is_data(std::string_view kind) {
    return kind == "variable" || kind == "memory" || kind == "atomic" || kind == "pool word" ||
           kind == "spin lock";
}

// `std::scoped_lock lock(from.mutex, to.mutex)` locks in the order in which they stand there, so
// the first object that a thread meets in such a line is the first name, and so on.
std::string one_of_several(const std::string& several, const Finding& finding, std::size_t event) {
    const auto here = [&](std::size_t i) {
        const FoundEvent& e = finding.events[i];
        return e.at && e.at->place.line == finding.events[event].at->place.line;
    };
    // Back to where the thread came to this line.
    std::vector<std::size_t> visit;
    for (std::size_t i = event + 1; i-- > 0;) {
        const FoundEvent& e = finding.events[i];
        if (e.thread != finding.events[event].thread) continue;
        if (!here(i) || e.op == "unlock") break;
        visit.push_back(i);
    }
    std::vector<int> met;
    for (auto i = visit.rbegin(); i != visit.rend(); ++i) {
        const int object = finding.events[*i].object;
        if (std::find(met.begin(), met.end(), object) == met.end()) met.push_back(object);
    }
    std::vector<std::string> names;
    for (std::size_t from = 0; from <= several.size();) {
        const std::size_t comma = std::min(several.find(',', from), several.size());
        names.push_back(trimmed(std::string_view(several).substr(from, comma - from)));
        from = comma + 1;
    }
    return !met.empty() && met.size() <= names.size() ? names[met.size() - 1] : "";
}

std::string called(const std::string& line, const std::string& kind) {
    if (kind == "condition variable")
        return object_of_call(line, {"wait", "wait_for", "wait_until", "notify_one", "notify_all"});
    if (kind == "semaphore")
        return object_of_call(
            line, {"acquire", "try_acquire", "try_acquire_for", "try_acquire_until", "release"});
    if (kind == "barrier")
        return object_of_call(line, {"arrive_and_wait", "arrive", "wait", "count_down",
                                     "arrive_and_drop", "try_wait"});
    if (kind == "once") {
        static const std::regex once(R"(call_once\s*\(\s*([A-Za-z_][\w.]*))");
        std::smatch match;
        return std::regex_search(line, match, once) ? match[1].str() : "";
    }
    if (kind == "atomic" || kind == "spin lock" || kind == "pool word")
        return object_of_call(
            line, {"load", "store", "exchange", "compare_exchange_weak", "compare_exchange_strong",
                   "fetch_add", "fetch_sub", "fetch_or", "fetch_and", "fetch_xor", "test_and_set",
                   "test", "clear", "wait", "notify_one", "notify_all"});
    if (kind == "memory") {
        static const std::regex deleted(R"(\bdelete\s*(?:\[\s*\])?\s*([A-Za-z_][\w.]*))");
        std::smatch match;
        if (std::regex_search(line, match, deleted)) return match[1];
        return object_of_call(line, {"reset"});
    }
    return "";
}

// Data is named by what its lines have in common.
void vote_for_data(Votes& votes, const std::vector<std::pair<std::string, std::string>>& lines) {
    constexpr std::size_t enough = 6;  // lines; more of them say nothing new
    const std::size_t count = std::min(lines.size(), enough);
    for (std::size_t a = 0; a < count; ++a)
        for (std::size_t b = count == 1 ? a : a + 1; b < count; ++b) {
            const std::string name =
                shared_variable(lines[a].first, lines[a].second, lines[b].first, lines[b].second);
            if (!name.empty()) ++votes[name];
        }
}

// The line without the names that other objects have for certain.
std::string without(std::string line, const std::set<std::string>& names) {
    for (const std::string& name : names) {
        const auto in_name = [&](std::size_t at) {
            return at < line.size() &&
                   (std::isalnum(static_cast<unsigned char>(line[at])) || line[at] == '_');
        };
        for (std::size_t at = 0; (at = line.find(name, at)) != std::string::npos; ++at)
            if ((at == 0 || !in_name(at - 1)) && !in_name(at + name.size()))
                std::fill_n(line.begin() + static_cast<std::ptrdiff_t>(at), name.size(), '0');
    }
    return line;
}

Votes votes_for(const FoundObject& object, const Finding& finding,
                const std::set<std::string>& taken) {
    Votes votes;
    std::vector<std::pair<std::string, std::string>> lines;
    const auto line_of = [&](const std::optional<LearnersFrame>& at) {
        if (!at) return;
        const std::pair line(without(at->place.text, taken), at->inside);
        if (std::find(lines.begin(), lines.end(), line) == lines.end()) lines.push_back(line);
    };
    for (std::size_t i = 0; i < finding.events.size(); ++i) {
        const FoundEvent& event = finding.events[i];
        if (event.object != object.id || !event.at) continue;
        const std::string line = without(event.at->place.text, taken);
        std::string name;
        if (is_lock(object.kind)) {
            name = lock_in(line);
            if (name.find(',') != std::string::npos) name = one_of_several(name, finding, i);
        }
        if (name.empty() && object.kind == "atomic" && !event.at->inside.empty())
            name = object_of_call(line, {event.at->inside});
        if (name.empty()) name = called(line, object.kind);
        if (!name.empty()) ++votes[name];
        line_of(event.at);
    }
    for (const FoundWait& wait : finding.waits) {
        if (wait.object != object.id || !wait.at) continue;
        std::string name = lock_in(wait.at->place.text);
        if (!is_lock(object.kind) || name.find(',') != std::string::npos) name.clear();
        if (name.empty()) name = called(without(wait.at->place.text, taken), object.kind);
        if (!name.empty()) ++votes[name];
    }
    for (const FoundAccess& access : finding.accesses)
        if (access.object == object.id) line_of(access.at);
    if (votes.empty() && is_data(object.kind)) vote_for_data(votes, lines);
    return votes;
}

// "from.mutex" -> "mutex"
std::string last_part(const std::string& name) {
    const auto cut = name.find_last_of(".>");
    return cut == std::string::npos ? name : name.substr(cut + 1);
}

// "forks_[seat]" -> "forks_": the same line means another element each time.
std::string without_index(const std::string& name) {
    static const std::regex index(R"(\[(?!\d+\]$).*\]$)");
    return std::regex_replace(name, index, "");
}

// `from.mutex` in one call may be `to.mutex` in another: then only `mutex` is its name.
std::string winner(const Votes& votes) {
    std::set<std::string> parts;
    const std::string* best = nullptr;
    int most = 0;
    for (const auto& [name, count] : votes) {
        parts.insert(without_index(last_part(name)));
        if (count > most) most = count, best = &name;
    }
    if (!best) return "";
    return votes.size() > 1 && parts.size() == 1 ? *parts.begin() : without_index(*best);
}

}  // namespace

void name_objects(Finding& finding) {
    // A line may use several objects. Locks and condition variables are told by how they are used;
    // what is left of the line names its data.
    std::set<std::string> taken;
    for (const bool data : {false, true})
        for (FoundObject& object : finding.objects) {
            if (is_data(object.kind) != data) continue;
            object.name = object.name.empty() ? winner(votes_for(object, finding, taken))
                                              : short_name(object.name);
            if (!data && !object.name.empty() && !is_lock(object.kind)) taken.insert(object.name);
        }

    // Elements of one container share its name. Whoever shares the name of a lock, a condition
    // variable or the like gets a letter, or nobody could tell who waits for which.
    std::map<std::string, std::vector<FoundObject*>> same;
    for (FoundObject& object : finding.objects) {
        const bool used = std::any_of(
            finding.events.begin(), finding.events.end(),
            [&](const FoundEvent& event) { return event.object == object.id && event.at; });
        const bool plain = object.kind == "variable" || object.kind == "memory";
        if (used && !plain && !object.name.empty()) same[object.name].push_back(&object);
    }
    for (const auto& [name, objects] : same) {
        if (objects.size() < 2 || objects.size() > 26) continue;
        std::vector<std::string> letters;
        for (FoundObject* object : objects) {
            letters.push_back(std::string(1, static_cast<char>('A' + letters.size())));
            object->name += fmt::format(" {}", letters.back());
        }
        const std::string last = letters.back();
        letters.pop_back();
        const char* const noun = is_lock(objects[0]->kind) ? "locks" : "objects";
        finding.notes.push_back(
            fmt::format("{} different {} are called `{}` here: {} and {} tell them apart.",
                        objects.size() == 2 ? "Two" : std::to_string(objects.size()), noun, name,
                        joined(letters, ", "), last));
    }
}

}  // namespace grader
