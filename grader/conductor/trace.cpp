#include "conductor/trace.h"

#include <algorithm>
#include <cstdio>
#include <map>
#include <set>

namespace conductor {
namespace {

constexpr std::size_t most_shown = 600;

constexpr const char* ops[] = {
    "none",       "create",     "start",    "exit",      "join",  "lock",  "trylock", "timedlock",
    "unlock",     "rdlock",     "wrlock",   "tryrdlock", "wait",  "woken", "timeout", "spurious",
    "notify_one", "notify_all", "load",     "store",     "rmw",   "cas",   "fence",   "read",
    "write",      "sem_wait",   "sem_post", "barrier",   "once",  "sleep", "yield",   "futex_wait",
    "futex_wake", "free",       "blocked",  "clock",     "events"};
constexpr const char* things[] = {
    "none",      "mutex",   "recursive mutex", "shared mutex", "condition variable",
    "semaphore", "barrier", "spin lock",       "once",         "atomic",
    "variable",  "memory",  "thread",          "pool word"};

}  // namespace

std::string quoted(const char* text) {
    std::string out = "\"";
    for (; *text != '\0'; ++text) {
        const auto c = static_cast<unsigned char>(*text);
        if (c == '"' || c == '\\') {
            out += '\\';
            out += *text;
        } else if (c < 0x20 || c >= 0x7f) {
            char escaped[8];
            std::snprintf(escaped, sizeof escaped, "\\u%04x", c);
            out += escaped;
        } else {
            out += *text;
        }
    }
    return out + "\"";
}

namespace {

std::string number(std::uint64_t value) {
    return std::to_string(value);
}

class Writer {
  public:
    Writer(const Result& result, const std::vector<Decision>& decisions)
        : result_(result), decisions_(decisions) {
        mark_shared();
    }

    // For a player: variables that others use only later are seen from the beginning.
    std::string play(const std::string& test, const Explored& explored, bool plain) {
        std::string values;
        for (const Watched& watched : result_.watched) {
            if (watched.size == 0) continue;
            shared_.insert(watched.address);
            if (!watched.known) continue;
            values +=
                (values.empty() ? "" : ",") + std::string("{\"o\":") +
                number(object(watched.address, watched.atomic ? Thing::atomic : Thing::variable)) +
                ",\"value\":" + quoted(plain_value(watched.value, watched.size).c_str()) + "}";
        }
        std::string choices;
        for (std::uint32_t i = 0; i < result_.branch_count; ++i) {
            const Branch& branch = result_.branches[i];
            choices += (choices.empty() ? "" : ",") + std::string("{\"t\":") +
                       number(branch.chosen) + ",\"among\":" + threads_in(branch.enabled) +
                       ",\"n\":" + number(branch.all_steps) + "}";
        }
        std::string json = whole(test, explored, 1);
        json.pop_back();
        return json + ",\"play\":{\"plain\":" + (plain ? "true" : "false") +
               ",\"raced\":" + (result_.race_count > 0 ? "true" : "false") +
               ",\"diverged\":" + (result_.diverged ? "true" : "false") +
               ",\"can_run\":" + threads_in(result_.can_run) + ",\"choices\":[" + choices +
               "],\"values\":[" + values + "]}}";
    }

    std::string whole(const std::string& test, const Explored& explored, std::uint32_t of) {
        std::string events = all_events();
        std::string waits = all_waits();
        std::string accesses = both_accesses();
        std::string out = "{\"kind\":" + quoted(name(result_.found).c_str()) +
                          ",\"test\":" + quoted(test.c_str()) +
                          ",\"text\":" + quoted(result_.text) +
                          ",\"file\":" + quoted(result_.file) +
                          ",\"line\":" + number(static_cast<std::uint64_t>(result_.line)) +
                          ",\"found\":{\"schedule\":" + number(explored.schedules) +
                          ",\"strategy\":" + quoted(explored.strategy.c_str()) +
                          ",\"switches\":" + number(result_.switches) + ",\"of\":" + number(of) +
                          "},\"token\":" + quoted(explored.token.c_str());
        if (result_.lost_notify_step != 0) {
            out += ",\"lost_notify\":" + number(result_.lost_notify_step) +
                   ",\"lost_wait\":" + number(result_.lost_wait_step);
        }
        out += ",\"threads\":[";
        for (std::uint32_t i = 0; i < result_.threads; ++i) {
            out += (i == 0 ? "" : ",") + std::string("{\"id\":") + number(i) +
                   ",\"role\":" + quoted(i == 0 ? "the test" : result_.role[i]) +
                   ",\"parent\":" + std::to_string(i == 0 ? -1 : result_.parent[i]) +
                   ",\"start\":" + (i == 0 ? "[]" : stack(result_.creation[i])) + "}";
        }
        out += "],\"objects\":[";
        bool first = true;
        for (const auto& [address, object] : objects_) {
            char hex[32];
            std::snprintf(hex, sizeof hex, "%llx", static_cast<unsigned long long>(address));
            out += (first ? "" : ",") + std::string("{\"id\":") + number(object.id) +
                   ",\"kind\":" + quoted(things[static_cast<std::size_t>(object.thing)]) +
                   ",\"address\":\"" + hex + "\",\"name\":\"\"}";
            first = false;
        }
        return out + "],\"events\":[" + events + "],\"waits\":[" + waits + "],\"accesses\":[" +
               accesses + "]}";
    }

  private:
    struct Object {
        std::uint32_t id;
        Thing thing;
    };

    // Plain variables that only one thread touches are nobody's business, nor is what was written
    // for the last time before the others began.
    void mark_shared() {
        struct Use {
            std::uint64_t threads = 0;
            bool written = false;
        };
        std::map<std::uint64_t, Use> uses;
        std::uint32_t begun = 0;  // when the first other thread began
        for (std::uint32_t i = 0; i < result_.event_count; ++i) {
            const Event& event = result_.events[i];
            if (event.op == Op::start && begun == 0) begun = i;
        }
        for (std::uint32_t i = 0; i < result_.event_count; ++i) {
            const Event& event = result_.events[i];
            if (event.op != Op::read && event.op != Op::write) continue;
            Use& use = uses[event.address];
            use.threads |= std::uint64_t{1} << event.thread;
            use.written |= event.op == Op::write && i > begun;
        }
        for (const auto& [address, use] : uses)
            if (use.written && (use.threads & (use.threads - 1)) != 0) shared_.insert(address);
        for (std::uint32_t i = 0; i < result_.access_count; ++i)
            shared_.insert(result_.accesses[i].address);
    }

    [[nodiscard]] bool shown(const Event& event) const {
        // That memory is freed matters where it, or a lock in it, is used all the same.
        if (event.op == Op::free && event.thing == Thing::memory) {
            return result_.found == Found::use_after_free || result_.found == Found::double_free ||
                   result_.found == Found::race;
        }
        return (event.op != Op::read && event.op != Op::write) || shared_.contains(event.address);
    }

    std::uint32_t object(std::uint64_t address, Thing thing) {
        const auto [found, fresh] = objects_.try_emplace(address, Object{next_, thing});
        if (fresh) ++next_;
        return found->second.id;
    }

    [[nodiscard]] std::string stack(std::uint32_t id) const {
        std::string out = "[";
        if (id < result_.stack_count) {
            for (int i = 0; i < stack_depth && result_.stacks[id][i] != 0; ++i) {
                char hex[32];
                std::snprintf(hex, sizeof hex, "%llx",
                              static_cast<unsigned long long>(result_.stacks[id][i]));
                out += (i == 0 ? "\"" : ",\"") + std::string(hex) + "\"";
            }
        }
        return out + "]";
    }

    std::string ids(const std::uint64_t* held, int count) {
        std::string out = "[";
        for (int i = 0; i < count; ++i)
            out += (i == 0 ? "" : ",") + number(object(held[i], Thing::mutex));
        return out + "]";
    }

    static std::string threads_in(std::uint64_t mask) {
        std::string out = "[";
        for (int i = 0; i < most_threads; ++i)
            if ((mask >> i & 1) != 0) out += (out.size() == 1 ? "" : ",") + std::to_string(i);
        return out + "]";
    }

    static std::string plain_value(std::uint64_t value, unsigned size) {
        switch (size) {
            case 1:
                return std::to_string(static_cast<std::int8_t>(value));
            case 2:
                return std::to_string(static_cast<std::int16_t>(value));
            case 4:
                return std::to_string(static_cast<std::int32_t>(value));
            default:
                return std::to_string(static_cast<std::int64_t>(value));
        }
    }

    static std::string value_of(const Event& event) {
        const auto plain = [&](std::uint64_t value) { return plain_value(value, event.size); };
        switch (event.op) {
            case Op::trylock:
            case Op::tryrdlock:
            case Op::sem_wait:
                return event.failed ? "failed" : "";
            case Op::cas:
                if (event.failed) return "failed";
                [[fallthrough]];
            case Op::rmw:
                return plain(event.before) + " -> " + plain(event.value);
            case Op::load:
            case Op::store:
            case Op::write:
            case Op::read:
                return event.size <= 8 ? plain(event.value) : "";
            case Op::create:
            case Op::join:
                return number(event.other);
            case Op::notify_one:
            case Op::notify_all:
            case Op::futex_wake:
                return number(event.value);
            default:
                return "";
        }
    }

    std::string all_events() {
        std::vector<const Event*> list;
        for (std::uint32_t i = 0; i < result_.event_count; ++i)
            if (shown(result_.events[i])) list.push_back(&result_.events[i]);
        // What a thread wrote is known only behind its step: the value that the next one finds.
        const Event* deciding = nullptr;
        for (const Decision& decision : decisions_) {
            if (decision.choice != Choice::run) continue;
            for (const Event* event : list)
                if (event->thread == decision.thread && event->own_step < decision.step)
                    deciding = event;
        }
        // The step before which the switch came: the first one behind the interrupted thread's
        // last.
        if (deciding != nullptr) {
            const auto at = std::ranges::find(list, deciding) + 1;
            deciding = at == list.end() ? nullptr : *at;
        }
        std::map<int, std::vector<std::uint64_t>> held;
        std::string out;
        const std::size_t from = list.size() > most_shown ? list.size() - most_shown : 0;
        for (std::size_t i = 0; i < list.size(); ++i) {
            const Event& event = *list[i];
            auto& mine = held[event.thread];
            switch (event.op) {
                case Op::lock:
                case Op::timedlock:
                case Op::rdlock:
                case Op::wrlock:
                    mine.push_back(event.address);
                    break;
                case Op::trylock:
                case Op::tryrdlock:
                    if (!event.failed) mine.push_back(event.address);
                    break;
                case Op::wait:
                    // It gives up the mutex, and locks it again when it is woken.
                    if (const auto at = std::ranges::find(mine, event.before); at != mine.end())
                        mine.erase(at);
                    break;
                case Op::unlock:
                    if (const auto at = std::ranges::find(mine, event.address); at != mine.end())
                        mine.erase(at);
                    break;
                default:
                    break;
            }
            if (i < from) continue;
            if (!out.empty()) out += ",";
            const std::uint32_t o = event.address == 0 ? 0 : object(event.address, event.thing);
            out += "{\"n\":" + number(event.step) + ",\"t\":" + number(event.thread) +
                   ",\"op\":\"" + ops[static_cast<std::size_t>(event.op)] +
                   "\",\"o\":" + number(o) + ",\"other\":" + number(event.other) +
                   ",\"value\":" + quoted(value_of(event).c_str()) +
                   ",\"stack\":" + stack(event.stack) +
                   ",\"holds\":" + ids(mine.data(), static_cast<int>(mine.size())) +
                   ",\"stale\":" + (event.stale ? "true" : "false") + ",\"mark\":\"" +
                   (&event == deciding ? "deciding" : "") + "\"}";
        }
        return out;
    }

    std::string all_waits() {
        std::string out;
        for (std::uint32_t i = 0; i < result_.wait_count; ++i) {
            const Wait& wait = result_.waits[i];
            if (!out.empty()) out += ",";
            out += "{\"t\":" + number(wait.thread) + ",\"op\":\"" +
                   ops[static_cast<std::size_t>(wait.op)] +
                   "\",\"o\":" + number(wait.address == 0 ? 0 : object(wait.address, wait.thing)) +
                   ",\"owner\":" + std::to_string(wait.owner) + ",\"stack\":" + stack(wait.stack) +
                   ",\"holds\":" + ids(wait.held, wait.held_count) + "}";
        }
        return out;
    }

    std::string both_accesses() {
        std::string out;
        for (std::uint32_t i = 0; i < result_.access_count; ++i) {
            const Access& access = result_.accesses[i];
            if (!out.empty()) out += ",";
            out += "{\"t\":" + number(access.thread) +
                   ",\"write\":" + (access.write ? "true" : "false") +
                   ",\"atomic\":" + (access.atomic ? "true" : "false") +
                   ",\"free\":" + (access.freed ? "true" : "false") +
                   ",\"size\":" + number(access.size) +
                   ",\"o\":" + number(object(access.address, Thing::variable)) +
                   ",\"stack\":" + stack(access.stack) +
                   ",\"holds\":" + ids(access.held, access.held_count) + step_of(access) + "}";
        }
        return out;
    }

    // ,"n":7 - the event that is the access, where there is one
    [[nodiscard]] std::string step_of(const Access& access) const {
        for (std::uint32_t i = result_.event_count; i-- > 0;) {
            const Event& event = result_.events[i];
            if (event.thread == access.thread && event.stack == access.stack &&
                event.op != Op::blocked)
                return ",\"n\":" + number(event.step);
        }
        return "";
    }

    const Result& result_;
    const std::vector<Decision>& decisions_;
    std::set<std::uint64_t> shared_;
    std::map<std::uint64_t, Object> objects_;
    std::uint32_t next_ = 1;
};

}  // namespace

std::string trace_as_json(const std::string& test, const Result& result,
                          const std::vector<Decision>& decisions, const Explored& explored,
                          std::uint32_t of) {
    return Writer(result, decisions).whole(test, explored, of);
}

std::string play_as_json(const std::string& test, const Result& result,
                         const std::vector<Decision>& decisions, const Explored& explored,
                         bool plain) {
    return Writer(result, decisions).play(test, explored, plain);
}

std::vector<Watched> shared_variables(const Result& result) {
    struct Use {
        std::uint64_t threads = 0;
        Watched as;
    };
    std::map<std::uint64_t, Use> uses;
    for (std::uint32_t i = 0; i < result.event_count; ++i) {
        const Event& event = result.events[i];
        const bool atomic = event.thing == Thing::atomic;
        const bool plain = event.op == Op::read || event.op == Op::write;
        // The test itself makes them and looks at them in the end.
        if ((!atomic && !plain) || event.thread == 0 || event.size == 0 || event.size > 8) continue;
        Use& use = uses[event.address];
        use.threads |= std::uint64_t{1} << event.thread;
        use.as = {event.address, 0, event.size, atomic, false};
    }
    std::vector<Watched> shared;
    for (const auto& [address, use] : uses) {
        if (shared.size() < most_watched && (use.threads & (use.threads - 1)) != 0)
            shared.push_back(use.as);
    }
    return shared;
}

}  // namespace conductor
