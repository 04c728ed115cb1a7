// What a step does, in a few words for a timeline or a sentence.
#include <algorithm>

#include <fmt/format.h>

#include "common/text.h"
#include "explain/schedule_parts.h"

namespace grader {
namespace {

bool is_thread(const Finding& finding, int object) {
    const FoundObject* const found = finding.object(object);
    return found && found->kind == "thread";
}

std::string waits_for(const Finding& finding, const std::string& op, int object, int owner,
                      const std::string& name) {
    if (op == "join" || is_thread(finding, object))
        return fmt::format("waits for {} to end", finding.thread(owner));
    if (op == "wait") return "waits on " + name;
    if (op == "futex_wait") return "waits for a change of " + name;
    if (owner >= 0) return fmt::format("waits for {}, held by {}", name, finding.thread(owner));
    return "waits for " + name;
}

// Where something lies in memory tells nobody anything: numbers of that size are not shown.
std::string readable(const std::string& value) {
    static constexpr std::string_view digits = "0123456789";
    std::string text;
    for (std::size_t at = 0; at < value.size();) {
        const std::size_t from = std::min(value.find_first_of(digits, at), value.size());
        const std::size_t to = std::min(value.find_first_not_of(digits, from), value.size());
        const std::string number = value.substr(from, to - from);
        const unsigned long high =
            number.size() == 14 || number.size() == 15 ? std::stoul(number) >> 40 : 0;
        const bool address = high == 0x55 || high == 0x56 || (high >= 0x7b && high <= 0x7f);
        text += value.substr(at, from - at) + (address ? "an address" : number);
        at = to;
    }
    return text;
}

// What does not need the object's state: the operation in a few words, "{}" being the object.
struct Verb {
    std::string_view op, text, failed;
};
constexpr Verb verbs[] = {
    {"start", "begins", ""},
    {"exit", "ends", ""},
    {"lock", "locks {}", ""},
    {"wrlock", "locks {}", ""},
    {"rdlock", "locks {} for reading", ""},
    {"trylock", "tries to lock {}, gets it", "tries to lock {}, it is taken"},
    {"tryrdlock", "tries to lock {} for reading, gets it",
     "tries to lock {} for reading, it is taken"},
    {"timedlock", "locks {} in time", "gives up waiting for {}"},
    {"unlock", "unlocks {}", ""},
    {"wait", "waits on {}", ""},
    {"woken", "is woken", ""},
    {"timeout", "its time limit runs out", ""},
    {"spurious", "is woken without a notify", ""},
    {"fence", "passes a fence", ""},
    {"sem_wait", "acquires {}", "cannot acquire {}"},
    {"sem_post", "releases {}", ""},
    {"barrier", "arrives at {}", ""},
    {"once", "comes to {}", ""},
    {"sleep", "sleeps", ""},
    {"events", "is told of events", ""},
    {"yield", "lets others run", ""},
    {"futex_wait", "waits for a change of {}", ""},
    {"free", "frees {}", ""},
};

}  // namespace

std::string other_thread(const Finding& finding, std::size_t event) {
    const FoundEvent& here = finding.events[event];
    if (!here.value.empty() && here.value.find_first_not_of("0123456789") == std::string::npos)
        return finding.thread(std::stoi(here.value.substr(0, 6)));
    std::vector<int> made;
    for (const FoundEvent& each : finding.events)
        if (each.op == "create") made.push_back(each.object);
    const auto at = std::find(made.begin(), made.end(), here.object) - made.begin();
    std::vector<int> ids;
    for (const FoundThread& thread : finding.threads) ids.push_back(thread.id);
    std::sort(ids.begin(), ids.end());
    const auto index = static_cast<std::size_t>(at) + 1;  // the first one was not made
    if (here.object == 0 || index >= ids.size()) return "a thread";
    return finding.thread(ids[index]);
}

std::string action(const Finding& finding, std::size_t index, Quotes quotes) {
    const FoundEvent& event = finding.events[index];
    const std::string name =
        quotes == Quotes::yes ? finding.quoted(event.object) : finding.named(event.object);
    const std::string value = readable(event.value);
    if (event.op == "create") return "starts " + other_thread(finding, index);
    if (event.op == "join") return "sees the end of " + other_thread(finding, index);
    if (event.op == "blocked") {
        if (is_thread(finding, event.object))
            return fmt::format("waits for {} to end", other_thread(finding, index));
        return waits_for(finding, event.op, event.object,
                         finding.holder(event.object, index, event.thread), name);
    }
    if (event.looks()) {
        std::string text = "reads " + name;
        if (!value.empty()) text += " → " + value;
        return event.stale ? text + ", an old value" : text;
    }
    if (event.op == "rmw" || event.op == "cas") {
        if (event.failed()) return fmt::format("finds {} changed, does nothing", name);
        if (event.in_vain())
            return fmt::format("leaves {} as it is: {}", name, value.substr(0, value.find(" -> ")));
        return value.empty() ? "changes " + name
                             : fmt::format("changes {}: {}", name, replaced(value, "->", "→"));
    }
    if (event.op == "write" || event.op == "store")
        return value.empty() ? "writes " + name : fmt::format("writes {} = {}", name, value);
    if (event.notifies())
        return fmt::format("notifies {}{}", name, value == "0" ? ", nobody waits" : "");
    const FoundObject* const object = finding.object(event.object);
    if (event.op == "free" && object && object->kind != "memory" && object->kind != "variable")
        return "destroys " + name;
    for (const Verb& verb : verbs)
        if (verb.op == event.op)
            return fmt::format(
                fmt::runtime(event.failed() && !verb.failed.empty() ? verb.failed : verb.text),
                name);
    return "goes on";
}

std::string action(const Finding& finding, const FoundWait& wait, Quotes quotes) {
    constexpr std::string_view waiting[] = {"lock", "wrlock",     "rdlock",  "timedlock",
                                            "wait", "sem_wait",   "barrier", "once",
                                            "join", "futex_wait", "blocked"};
    if (std::find(std::begin(waiting), std::end(waiting), wait.op) == std::end(waiting))
        return "is still running";
    return waits_for(
        finding, wait.op, wait.object, wait.owner,
        quotes == Quotes::yes ? finding.quoted(wait.object) : finding.named(wait.object));
}

}  // namespace grader
