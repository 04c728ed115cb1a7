// Reads a finding's JSON, and answers simple questions about it.
#include "explain/finding.h"

#include <algorithm>
#include <cctype>
#include <initializer_list>
#include <map>

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "common/error.h"

namespace grader {
namespace {

using nlohmann::json;

bool one_of(std::string_view op, std::initializer_list<std::string_view> ops) {
    return std::find(ops.begin(), ops.end(), op) != ops.end();
}

class Reader {
  public:
    Reader(const json& document, const Names& names)
        : places_(document.value("places", json::object())), names_(names) {}

    // Inline frames stand for one address each; unknown addresses are left out.
    [[nodiscard]] Stack stack(const json& owner, const char* member) const {
        Stack stack;
        for (const json& address : owner.value(member, json::array())) {
            const auto known = places_.find(address.get<std::string>());
            if (known == places_.end()) continue;
            for (const json& frame : *known)
                stack.push_back(
                    {frame.value("function", ""), frame.value("file", ""), frame.value("line", 0)});
        }
        return stack;
    }

    [[nodiscard]] FoundThread thread(const json& one) const {
        FoundThread thread{one.at("id"), one.value("role", ""), {}};
        if (thread.name.empty()) thread.name = fmt::format("thread {}", thread.id);
        thread.created = learners_frame(stack(one, "start"), names_);
        return thread;
    }

    [[nodiscard]] FoundEvent event(const json& one) const {
        FoundEvent event;
        event.number = one.at("n");
        event.thread = one.at("t");
        event.op = one.at("op");
        event.object = one.value("o", 0);
        event.value = one.value("value", "");
        const Stack frames = stack(one, "stack");
        event.at = learners_frame(frames, names_);
        event.in_test = event.at && is_in_test(frames, names_);
        for (const Frame& frame : frames)
            if (names_.is_learners(frame.file)) event.call = frame.function;
        event.holds = one.value("holds", std::vector<int>());
        event.stale = one.value("stale", false);
        event.deciding = one.value("mark", "") == "deciding";
        return event;
    }

    [[nodiscard]] FoundWait wait(const json& one) const {
        return {one.at("t"),
                one.value("op", ""),
                one.value("o", 0),
                one.value("owner", -1),
                learners_frame(stack(one, "stack"), names_),
                one.value("holds", std::vector<int>())};
    }

    [[nodiscard]] FoundAccess access(const json& one) const {
        FoundAccess access;
        access.thread = one.at("t");
        access.write = one.value("write", false);
        access.atomic = one.value("atomic", false);
        access.object = one.value("o", 0);
        access.stack = stack(one, "stack");
        access.at = learners_frame(access.stack, names_);
        access.holds = one.value("holds", std::vector<int>());
        access.event = one.value("n", 0);
        return access;
    }

  private:
    json places_;
    const Names& names_;
};

template <class T, class Read>
void read_all(std::vector<T>& into, const json& document, const char* member, Read read) {
    for (const json& one : document.value(member, json::array())) into.push_back(read(one));
}

Finding read_document(const json& document, const Names& names) {
    Finding finding;
    finding.kind = document.at("kind");
    finding.test = document.value("test", "");
    finding.text = document.value("text", "");
    finding.file = document.value("file", "");
    finding.line = document.value("line", 0);
    finding.token = document.value("token", "");
    const json found = document.value("found", json::object());
    finding.schedule = found.value("schedule", 0);
    finding.strategy = found.value("strategy", "");
    finding.switches = found.value("switches", 0);
    finding.of = found.value("of", 0);
    const Reader reader(document, names);
    read_all(finding.threads, document, "threads", [&](const json& o) { return reader.thread(o); });
    read_all(finding.objects, document, "objects", [](const json& o) {
        return FoundObject{o.at("id"), o.value("kind", ""), o.value("name", ""),
                           o.value("address", "")};
    });
    read_all(finding.events, document, "events", [&](const json& o) { return reader.event(o); });
    read_all(finding.waits, document, "waits", [&](const json& o) { return reader.wait(o); });
    read_all(finding.accesses, document, "accesses",
             [&](const json& o) { return reader.access(o); });
    return finding;
}

// What tells nothing of the fault: variables inside what the test has handed to the learner's code,
// a lock that counts for one, and those that were touched before there was a second thread.
void leave_out_asides(std::vector<FoundEvent>& events) {
    bool alone = std::ranges::any_of(events, [](const auto& each) { return each.op == "create"; });
    std::erase_if(events, [&](const FoundEvent& event) {
        alone = alone && event.op != "create";
        const bool variable = event.looks() || one_of(event.op, {"write", "store", "rmw", "cas"});
        return variable && (alone || event.in_test) && !event.stale && !event.deciding;
    });
}

}  // namespace

bool FoundEvent::in_vain() const {
    const auto arrow = value.find(" -> ");
    return failed() || (op == "rmw" && arrow != std::string::npos &&
                        value.substr(0, arrow) == value.substr(arrow + 4));
}

bool FoundEvent::looks() const {
    return one_of(op, {"read", "load"});
}

bool FoundEvent::changes() const {
    return one_of(op, {"write", "store", "rmw", "cas"}) && !failed();
}

bool FoundEvent::locks() const {
    return one_of(op, {"lock", "trylock", "timedlock", "rdlock", "wrlock", "tryrdlock"}) &&
           !failed();
}

bool FoundEvent::notifies() const {
    return one_of(op, {"notify_one", "notify_all", "futex_wake"});
}

const FoundObject* Finding::object(int id) const {
    const auto found = std::find_if(objects.begin(), objects.end(),
                                    [&](const FoundObject& one) { return one.id == id; });
    return id == 0 || found == objects.end() ? nullptr : &*found;
}

std::string Finding::thread(int id) const {
    for (const FoundThread& one : threads)
        if (one.id == id) return one.name;
    return id < 0 ? "a thread" : fmt::format("thread {}", id);
}

std::string Finding::who(int id) const {
    std::string name = thread(id);
    if (!name.empty())
        name[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(name[0])));
    return name;
}

std::string Finding::named(int id) const {
    const FoundObject* const found = object(id);
    if (found && !found->name.empty()) return found->name;
    const std::string kind = found ? found->kind : "";
    if (kind == "pool word" || kind == "variable" || kind.empty()) return "a variable";
    if (kind == "memory") return "some memory";
    if (kind == "once") return "a once flag";
    return (one_of(kind.substr(0, 1), {"a", "e", "i", "o"}) ? "an " : "a ") + kind;
}

std::string Finding::quoted(int id) const {
    const FoundObject* const found = object(id);
    if (!found || found->name.empty()) return named(id);
    // The letter that tells two objects of one name apart is not part of the name.
    const std::size_t size = found->name.size();
    if (size < 3 || found->name[size - 2] != ' ') return fmt::format("`{}`", found->name);
    return fmt::format("`{}`{}", found->name.substr(0, size - 2), found->name.substr(size - 2));
}

int Finding::holder(int lock, std::size_t count, int except) const {
    std::map<int, bool> holds;
    for (std::size_t i = 0; i < std::min(count, events.size()); ++i) {
        const auto& held = events[i].holds;
        holds[events[i].thread] = std::find(held.begin(), held.end(), lock) != held.end();
    }
    for (const auto& [thread, has] : holds)
        if (has && thread != except) return thread;
    return -1;
}

Finding read_finding(std::string_view text, const Names& names) {
    const json document = json::parse(text, nullptr, false);
    if (!document.is_object())
        throw Error(
            "What the schedules check found cannot be read: it is not JSON. Please report this "
            "with the command that you gave.");
    try {
        Finding finding = read_document(document, names);
        find_notifies(finding);
        leave_out_asides(finding.events);
        name_objects(finding);
        return finding;
    } catch (const json::exception& error) {
        throw Error(fmt::format(
            "What the schedules check found cannot be read ({}). Please report this with the "
            "command that you gave.",
            error.what()));
    }
}

}  // namespace grader
