#include "play/stand.h"

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "common/error.h"
#include "explain/schedule.h"
#include "explain/schedule_parts.h"

namespace grader {
namespace {

using nlohmann::json;

// What the step does that a thread would take now; "{}" is the object.
struct Verb {
    std::string_view op, text;
};
constexpr Verb verbs[] = {
    {"load", "reads {}"},
    {"read", "reads {}"},
    {"store", "writes {}"},
    {"write", "writes {}"},
    {"rmw", "changes {}"},
    {"cas", "changes {} if nobody else has"},
    {"fence", "passes a fence"},
    {"lock", "locks {}"},
    {"wrlock", "locks {}"},
    {"timedlock", "locks {}"},
    {"rdlock", "locks {} for reading"},
    {"trylock", "tries to lock {}"},
    {"tryrdlock", "tries to lock {} for reading"},
    {"unlock", "unlocks {}"},
    {"wait", "begins to wait on {}"},
    {"notify_one", "notifies {}"},
    {"notify_all", "notifies all on {}"},
    {"sem_wait", "acquires {}"},
    {"sem_post", "releases {}"},
    {"barrier", "arrives at {}"},
    {"once", "comes to {}"},
    {"futex_wait", "looks whether {} has changed"},
    {"futex_wake", "wakes those who wait for {}"},
    {"sleep", "sleeps"},
    {"events", "waits for events"},
    {"yield", "lets others run"},
};

bool is_lock(const FoundObject& object) {
    return object.kind.find("mutex") != std::string::npos || object.kind == "spin lock";
}

class Reader {
  public:
    Reader(std::string_view text, const Names& names, const Known& known)
        : finding_(read_finding(text, names)), play_(json::parse(text).value("play", json())) {
        for (FoundObject& object : finding_.objects) {
            const auto name = known.find(object.address + object.kind);
            if (name != known.end()) object.name = name->second;
        }
    }

    Stand stand(std::string_view text, const Names& names) {
        Stand stand;
        stand.kind = finding_.kind;
        stand.schedule = finding_.token;
        stand.plain = play_.value("plain", false);
        stand.raced = play_.value("raced", false);
        stand.diverged = play_.value("diverged", false);
        stand.can_run = play_.value("can_run", std::vector<int>());
        int last = 0;
        for (const json& one : play_.value("choices", json::array())) {
            stand.choices.push_back(one.at("t"));
            last = one.at("n");
        }
        for (const FoundThread& thread : finding_.threads) {
            if (thread.id != 0 || is_in(stand.can_run, 0) || is_in(stand.choices, 0))
                stand.lanes.push_back(lane(thread, stand));
        }
        for (const json& one : play_.value("values", json::array())) {
            const FoundObject* object = finding_.object(one.at("o"));
            if (object != nullptr && !object->name.empty())
                stand.variables.emplace_back(object->name, one.at("value"));
        }
        std::ranges::sort(stand.variables);
        add_locks(stand);
        const Told told = tell(finding_, names);
        std::set<int> fresh;  // a row holds several events
        for (std::size_t i = 0; i < finding_.events.size(); ++i)
            if (finding_.events[i].number >= last) fresh.insert(told.step_of[i]);
        for (const TimelineRow& row : told.timeline.rows) {
            if (row.action == "begins") continue;  // that comes by itself
            stand.steps.push_back(
                {told.timeline.threads[row.thread], row.action, fresh.contains(row.number)});
        }
        if (stand.failed()) stand.problem = explain_schedule(text, names);
        return stand;
    }

  private:
    static bool is_in(const std::vector<int>& list, int value) {
        return std::ranges::find(list, value) != list.end();
    }

    [[nodiscard]] const FoundEvent* last_event(int thread) const {
        const FoundEvent* last = nullptr;
        for (const FoundEvent& event : finding_.events)
            if (event.thread == thread) last = &event;
        return last;
    }

    [[nodiscard]] Lane lane(const FoundThread& thread, const Stand& stand) const {
        Lane lane;
        lane.thread = thread.id;
        lane.name = thread.name;
        const auto wait = std::ranges::find(finding_.waits, thread.id, &FoundWait::thread);
        if (wait == finding_.waits.end()) {
            lane.state = Lane::ended;
            lane.next = "has ended";
            for (const FoundEvent& event : finding_.events)
                if (event.thread == thread.id && event.at) lane.at = event.at->place;
            return lane;
        }
        lane.at = place_of(wait->at);
        // Where the test is over, nobody goes on.
        lane.state =
            is_in(stand.can_run, thread.id) || stand.kind == "wrong" ? Lane::can_run : Lane::waits;
        lane.next = lane.state == Lane::can_run ? next(*wait) : action(finding_, *wait);
        return lane;
    }

    [[nodiscard]] std::string next(const FoundWait& wait) const {
        const std::string name = finding_.named(wait.object);
        if (wait.op == "wait") {
            const FoundEvent* last = last_event(wait.thread);
            if (last != nullptr && last->op == "wait" && last->object == wait.object)
                return "wakes up";
        }
        for (const Verb& verb : verbs)
            if (verb.op == wait.op) return fmt::format(fmt::runtime(verb.text), name);
        return "goes on";
    }

    void add_locks(Stand& stand) const {
        for (const FoundObject& object : finding_.objects) {
            if (object.name.empty()) continue;
            if (object.kind == "condition variable") {
                std::string who;
                for (const FoundWait& wait : finding_.waits) {
                    const Lane* lane = stand.lane(wait.thread);
                    if (wait.object == object.id && lane != nullptr && lane->state == Lane::waits)
                        who += (who.empty() ? "" : ", ") + lane->name;
                }
                stand.locks.emplace_back(object.name,
                                         who.empty() ? "nobody waits" : who + " waits");
            }
            if (!is_lock(object)) continue;
            std::string who;
            for (const FoundWait& wait : finding_.waits) {
                if (is_in(wait.holds, object.id))
                    who += (who.empty() ? "" : ", ") + finding_.thread(wait.thread);
            }
            stand.locks.emplace_back(object.name, who.empty() ? "free" : "held by " + who);
        }
        std::ranges::sort(stand.locks);
    }

    Finding finding_;
    json play_;
};

}  // namespace

bool Stand::failed() const {
    constexpr std::string_view none[] = {"asked",       "nothing",  "unstarted",
                                         "environment", "too_long", "vanished"};
    return std::ranges::find(none, kind) == std::end(none);
}

const Lane* Stand::lane(int thread) const {
    const auto found = std::ranges::find(lanes, thread, &Lane::thread);
    return found == lanes.end() ? nullptr : &*found;
}

Known names_in(std::string_view text, const Names& names) {
    Known known;
    const Finding finding = read_finding(text, names);
    for (const FoundObject& object : finding.objects)
        if (!object.name.empty()) known[object.address + object.kind] = object.name;
    return known;
}

Stand read_stand(std::string_view text, const Names& names, const Known& known) {
    try {
        return Reader(text, names, known).stand(text, names);
    } catch (const json::exception& error) {
        throw Error(fmt::format(
            "What the program did cannot be read ({}). Please report this with the command that "
            "you gave.",
            error.what()));
    }
}

}  // namespace grader
