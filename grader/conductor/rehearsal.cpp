#include "conductor/rehearsal.h"

#include <time.h>
#include <x86intrin.h>

#include <algorithm>
#include <cstdio>
#include <cstring>
#include <sstream>

#include "conductor/child.h"
#include "conductor/runtime/runtime.h"
#include "conductor/trace.h"

namespace conductor {
namespace {

std::uint64_t monotonic() {
    timespec time{};
    clock_gettime(CLOCK_MONOTONIC, &time);
    return static_cast<std::uint64_t>(time.tv_sec) * 1'000'000'000 +
           static_cast<std::uint64_t>(time.tv_nsec);
}

struct Instant {
    std::uint64_t nanoseconds, ticks;
};

// Both clocks at the same time: of several readings the one that took least.
Instant both_clocks() {
    Instant best{};
    std::uint64_t least = never;
    for (int i = 0; i < 50; ++i) {
        const std::uint64_t before = __rdtsc();
        const std::uint64_t time = monotonic();
        const std::uint64_t after = __rdtsc();
        if (after - before >= least) continue;
        least = after - before;
        best = {time, before + least / 2};
    }
    return best;
}

double nanoseconds_per_tick() {
    static const double measured = [] {
        const Instant begin = both_clocks();
        while (monotonic() < begin.nanoseconds + 5'000'000) {
        }
        const Instant end = both_clocks();
        return static_cast<double>(end.nanoseconds - begin.nanoseconds) /
               static_cast<double>(end.ticks - begin.ticks);
    }();
    return measured;
}

constexpr const char* wait_kinds(Op op, Thing thing) {
    if (thing == Thing::condition_variable) return "condition";
    if (thing == Thing::semaphore) return "semaphore";
    if (thing == Thing::barrier) return "barrier";
    if (thing == Thing::once) return "once";
    if (thing == Thing::pool_word) return "futex";
    if (thing == Thing::atomic) return "atomic";
    if (op == Op::sleep) return "sleep";
    if (op == Op::events) return "events";
    if (op == Op::yield) return "yield";
    if (op == Op::trylock || op == Op::tryrdlock) return "try";
    if (op == Op::join || thing == Thing::thread) return "join";
    return "lock";
}

class Writer {
  public:
    Writer(const Shared& shared) : result_(shared.result), rehearsal_(shared.rehearsal) {}

    std::string whole(const std::string& test) {
        out_ << "{\"test\":" << quoted(test.c_str()) << ",\"end\":\"" << name(result_.found)
             << "\",\"text\":" << quoted(result_.text) << ",\"file\":" << quoted(result_.file)
             << ",\"line\":" << result_.line << ",\"cores\":" << rehearsal_.cores
             << ",\"span\":{\"begin\":0,\"end\":" << rehearsal_.end - rehearsal_.begin << '}';
        if (rehearsal_.ended_at != 0) stack("at", rehearsal_.ended_at, true);
        list("demands", rehearsal_.demand_count, [&](int i) { demand(rehearsal_.demands[i]); });
        if (rehearsal_.end > rehearsal_.begin && !rehearsal_.wall_clock) lanes();
        std::vector<Waited> waited(rehearsal_.waited, rehearsal_.waited + rehearsal_.waited_count);
        std::ranges::stable_sort(waited, std::greater(), &Waited::nanoseconds);
        while (waited.size() > 8 || (!waited.empty() && waited.back().nanoseconds == 0))
            waited.pop_back();
        list("waits", static_cast<int>(waited.size()), [&](int i) { wait(waited[i]); });
        std::vector<HotLine> lines(rehearsal_.lines, rehearsal_.lines + rehearsal_.line_count);
        std::ranges::stable_sort(lines, std::greater(), &HotLine::misses);
        list("lines", static_cast<int>(lines.size()), [&](int i) { line(lines[i]); });
        list("wall", rehearsal_.pair_count, [&](int i) {
            out_ << "{\"sequential\":" << rehearsal_.pair[i][0]
                 << ",\"parallel\":" << rehearsal_.pair[i][1] << '}';
        });
        out_ << '}';
        return out_.str();
    }

  private:
    template <class Each>
    void list(const char* key, int count, const Each& each) {
        out_ << ",\"" << key << "\":[";
        for (int i = 0; i < count; ++i) {
            if (i > 0) out_ << ',';
            each(i);
        }
        out_ << ']';
    }

    void demand(const Demand& demand) {
        const char* kind = demand.kind == 's'   ? "speedup"
                           : demand.kind == 'm' ? "at_most"
                                                : "at_least";
        const Took& took = demand.took;
        out_ << "{\"kind\":\"" << kind << "\",\"what\":" << quoted(demand.what) << ",\"unit\":\""
             << (demand.is_time ? "ns" : "count") << "\",\"measured\":" << demand.measured
             << ",\"limit\":" << demand.limit << ",\"sequential\":" << demand.sequential
             << ",\"parallel\":" << demand.parallel << ",\"because\":" << quoted(demand.because)
             << ",\"file\":" << quoted(demand.file) << ",\"line\":" << demand.line
             << ",\"took\":{\"time\":" << took.time << ",\"work\":" << took.work
             << ",\"spun\":" << took.spun << ",\"threads\":" << took.threads
             << "},\"misses\":" << took.misses
             << ",\"shown\":" << (demand.stretch == rehearsal_.shown ? "true" : "false") << '}';
    }

    void stack(const char* key, std::uint32_t number, bool whole) {
        out_ << ",\"" << key << "\":[";
        char text[24];
        if (!whole) {
            std::snprintf(text, sizeof text, "\"%x\"", number);
            if (number != 0) out_ << text;
        } else if (number != 0 && number < result_.stack_count) {
            const char* comma = "";
            for (const std::uint64_t frame : result_.stacks[number]) {
                if (frame == 0) break;
                std::snprintf(text, sizeof text, "%s\"%lx\"", comma, frame);
                out_ << text;
                comma = ",";
            }
        }
        out_ << ']';
    }

    void lanes() {
        const auto slices = static_cast<int>(std::min<std::uint64_t>(
            most_slices,
            (rehearsal_.end - rehearsal_.begin + rehearsal_.slice - 1) / rehearsal_.slice));
        out_ << ",\"slice\":" << rehearsal_.slice;
        std::vector<int> threads;
        for (int i = 0; i < static_cast<int>(result_.threads); ++i) {
            bool ran = i == 0;
            for (const auto& slice : rehearsal_.lanes[i])
                for (const auto spent : slice) ran |= spent != 0;
            if (ran) threads.push_back(i);
        }
        list("lanes", static_cast<int>(threads.size()), [&](int n) {
            const int i = threads[n];
            out_ << "{\"thread\":" << i
                 << ",\"role\":" << quoted(i == 0 ? "the test" : result_.role[i]);
            stack("start", i == 0 ? 0 : result_.creation[i], true);
            out_ << ",\"buckets\":[";
            for (int s = 0; s < slices; ++s) {
                out_ << (s > 0 ? ",[" : "[");
                for (int k = 0; k < lane_kinds; ++k)
                    out_ << (k > 0 ? "," : "") << rehearsal_.lanes[i][s][k];
                out_ << ']';
            }
            out_ << "]}";
        });
    }

    void wait(const Waited& wait) {
        char address[24];
        std::snprintf(address, sizeof address, "\"%lx\"", wait.address);
        out_ << "{\"kind\":\"" << wait_kinds(wait.op, wait.thing) << "\",\"address\":" << address
             << ",\"ns\":" << wait.nanoseconds << ",\"times\":" << wait.times
             << ",\"longest\":" << wait.longest;
        stack("stack", wait.stack, true);
        stack("held", wait.held, false);
        out_ << '}';
    }

    void line(const HotLine& line) {
        char text[96];
        std::snprintf(text, sizeof text, "\"%lx\",\"stack\":[\"%x\",\"%x\"]", line.address,
                      line.stack[0], line.stack[1]);
        out_ << "{\"misses\":" << line.misses << ",\"threads\":" << line.threads << ",\"offsets\":["
             << line.offset[0] << ',' << line.offset[1] << "],\"address\":" << text << '}';
    }

    const Result& result_;
    const Rehearsal& rehearsal_;
    std::ostringstream out_;
};

}  // namespace

Rehearsed rehearse(const std::string& test, const Stage& stage, RunTest run) {
    Shared& memory = shared();
    Rehearsal& rehearsal = memory.rehearsal;
    std::memset(static_cast<void*>(&rehearsal), 0, sizeof rehearsal);
    rehearsal.on = true;
    rehearsal.wall_clock = stage.pairs > 0;
    rehearsal.count_misses = stage.count_misses;
    rehearsal.cores = stage.cores;
    rehearsal.pairs = stage.pairs;
    rehearsal.costs = stage.costs;
    rehearsal.nanoseconds_per_tick = nanoseconds_per_tick();
    memory.config.strategy = Strategy::forced;
    memory.config.forced_count = 0;
    memory.config.trace = false;
    memory.config.quiet = true;
    memory.config.seed = 0;
    (void)at_the_start(test, run, [] {
        run_once();
        return std::string();
    });
    rehearsal.on = false;
    Rehearsed rehearsed;
    rehearsed.found = memory.result.found;
    rehearsed.text = memory.result.text;
    rehearsed.file = memory.result.file;
    rehearsed.line = memory.result.line;
    rehearsed.json = Writer(memory).whole(test);
    return rehearsed;
}

}  // namespace conductor

// What the kit's speed.cpp calls.
using namespace conductor;

namespace {

Rehearsal* stage() {
    return in_schedule() && state.shared->rehearsal.on ? &state.shared->rehearsal : nullptr;
}

template <std::size_t room>
void keep(char (&to)[room], const char* text) {
    std::snprintf(to, room, "%s", text);
}

Took last_took;

}  // namespace

extern "C" int racecourse_cores() {
    return stage() != nullptr ? stage()->cores : 0;
}
extern "C" int racecourse_speed_mode() {
    return stage() != nullptr && !stage()->wall_clock ? 1 : 0;
}
extern "C" int racecourse_pairs() {
    return stage() == nullptr ? 0 : stage()->pairs;
}
extern "C" void racecourse_pair(std::uint64_t sequential, std::uint64_t parallel) {
    Rehearsal& r = *stage();
    if (r.pair_count == most_pairs) return;
    r.pair[r.pair_count][0] = sequential;
    r.pair[r.pair_count++][1] = parallel;
}
extern "C" void racecourse_took_begins() {
    took_begins();
}
extern "C" void racecourse_took_ends(Took* took) {
    *took = last_took = took_ends();
}
extern "C" void racecourse_demand(char kind, int is_time, std::int64_t measured, std::int64_t limit,
                                  std::uint64_t sequential, const char* what, const char* file,
                                  int line, const char* because) {
    if (stage() == nullptr || stage()->demand_count == most_demands) return;
    Demand& demand = stage()->demands[stage()->demand_count++];
    demand.kind = kind;
    demand.is_time = is_time != 0;
    demand.measured = measured;
    demand.limit = limit;
    demand.sequential = sequential;
    demand.parallel = kind == 's' ? static_cast<std::uint64_t>(measured) : 0;
    demand.line = line;
    demand.took = last_took;
    demand.stretch = stage()->stretch;
    // Whoever reads wants to see what took too long, and not what came after it. Where misses are
    // counted, no time is judged.
    const bool held = kind == 'm' ? measured <= limit : kind != 'l' || measured >= limit;
    if (!held && !stage()->count_misses) stage()->keeps = true;
    keep(demand.what, what);
    keep(demand.file, file);
    keep(demand.because, because);
}
