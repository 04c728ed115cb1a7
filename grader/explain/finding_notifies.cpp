// libstdc++'s notify_one() and notify_all() of an atomic ask first whether anybody waits, and do no
// more when nobody does. What the trace has of such a call is that question: a look at a counter
// that the learner has never heard of. Here it becomes what the learner wrote, a notify.
#include <algorithm>
#include <set>

#include "explain/finding.h"
#include "explain/source.h"

namespace grader {
namespace {

// Within an atomic's wait(): the thread is counted among those who wait.
bool counts_itself(const FoundEvent& event) {
    return event.at && event.at->inside == "wait" && event.op == "rmw";
}

bool in_notify(const FoundEvent& event) {
    return event.at && (event.at->inside == "notify_one" || event.at->inside == "notify_all") &&
           (event.op == "load" || event.op == "rmw" || event.op == "futex_wake");
}

std::string notified(const FoundEvent& event) {
    return object_of_call(event.at->place.text, {"notify_one", "notify_all"});
}

// The atomic that the line notifies, if only one can be meant; else 0.
int object_notified(const Finding& finding, const FoundEvent& notify) {
    const std::string name = notified(notify);
    std::set<int> candidates;
    for (const FoundEvent& event : finding.events) {
        const FoundObject* const object = finding.object(event.object);
        if (!object || object->kind != "atomic" || !event.at || in_notify(event) ||
            counts_itself(event))
            continue;
        if (shared_variable(event.at->place.text, "", notify.at->place.text, "") == name)
            candidates.insert(event.object);
    }
    return candidates.size() == 1 && !name.empty() ? *candidates.begin() : 0;
}

}  // namespace

void find_notifies(Finding& finding) {
    std::vector<FoundEvent> events;
    for (std::size_t i = 0; i < finding.events.size(); ++i) {
        FoundEvent& event = finding.events[i];
        if (counts_itself(event)) {
            if (event.deciding && i + 1 < finding.events.size())
                finding.events[i + 1].deciding = true;
            continue;
        }
        const bool mine = in_notify(event);
        // The rest of the same call, if it came so far.
        const auto next = std::find_if(
            finding.events.begin() + static_cast<std::ptrdiff_t>(i) + 1, finding.events.end(),
            [&](const FoundEvent& later) { return later.thread == event.thread; });
        const bool goes_on = mine && event.op != "futex_wake" && next != finding.events.end() &&
                             in_notify(*next) && next->op != "load" &&
                             next->at->place.line == event.at->place.line;
        if (goes_on) {
            next->deciding = next->deciding || event.deciding;
            continue;
        }
        if (mine && event.op == "load") {
            event.object = object_notified(finding, event);
            event.op = event.at->inside;
            event.value = "0";
        }
        events.push_back(event);
    }
    finding.events = std::move(events);
}

}  // namespace grader
