// What the kit's main program calls when the conductor is linked in: every test of the list is
// explored, and what was found is told to the grader, or printed when nobody grades.
#include <link.h>
#include <sys/resource.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <string_view>

#include "conductor/explorer.h"
#include "conductor/play.h"
#include "conductor/rehearsal.h"
#include "conductor/runtime/runtime.h"
#include "conductor/trace.h"

namespace {

using namespace conductor;

bool option(const char* argument, std::string_view name, std::string& value) {
    const std::string_view text = argument;
    if (!text.starts_with(name)) return false;
    value = text.substr(name.size());
    return true;
}

// The first library whose code is not instrumented and not known to be harmless.
std::string foreign_library() {
    std::string foreign;
    dl_iterate_phdr(
        [](dl_phdr_info* info, std::size_t, void* to) {
            constexpr std::string_view known[] = {
                "libc.so", "libm.so", "libstdc++.so", "libgcc_s.so", "ld-linux", "linux-vdso",
                "libatomic.so", "libgtest.so", "libpthread.so", "libdl.so", "librt.so",
                // What html.h and png.h use: they start no threads and take no locks.
                "libgumbo.so", "libpng16.so", "libz.so"};
            std::string_view name = info->dlpi_name;
            name.remove_prefix(name.rfind('/') + 1);
            auto& found = *static_cast<std::string*>(to);
            bool harmless = name.empty() || !found.empty();
            for (const auto each : known) harmless = harmless || name.starts_with(each);
            if (!harmless) found = name;
            return 0;
        },
        &foreign);
    return foreign;
}

// What this process and its ended children have used.
double processor_seconds() {
    double seconds = 0;
    for (const auto who : {RUSAGE_SELF, RUSAGE_CHILDREN}) {
        rusage used{};
        getrusage(who, &used);
        for (const timeval& each : {used.ru_utime, used.ru_stime})
            seconds += static_cast<double>(each.tv_sec) + static_cast<double>(each.tv_usec) / 1e6;
    }
    return seconds;
}

}  // namespace

// `say` sends a message of the kit's protocol; its kinds are those of protocol.h.
extern "C" void racecourse_conduct(int argc, char** argv, const char* const* tests, int count,
                                   void (*run)(const char*),
                                   void (*say)(char, const char*, std::size_t)) {
    static void (*run_one)(const char*) = run;
    Budget budget;
    std::string value, token;
    std::vector<int> choices;
    bool playing = false, plain = false, shortest = false;
    bool debugger = false, litmus = false, summary = false, json = false, rehearsing = false;
    Stage stage;
    for (int i = 1; i < argc; ++i) {
        if (option(argv[i], "--schedules=", value)) budget.schedules = std::stoul(value);
        if (option(argv[i], "--steps=", value)) budget.steps = std::stoul(value);
        if (option(argv[i], "--seed=", value)) budget.seed = std::stoul(value);
        if (option(argv[i], "--strategy=", value)) budget.only = std::stoi(value);
        if (option(argv[i], "--replay=", value)) token = value;
        if (option(argv[i], "--play=", value)) {
            playing = true;
            for (std::size_t at = 0; at < value.size(); at = value.find(',', at) + 1) {
                choices.push_back(std::atoi(value.c_str() + at));
                if (value.find(',', at) == std::string::npos) break;
            }
        }
        shortest |= std::strcmp(argv[i], "--play-shortest") == 0;
        plain |= std::strcmp(argv[i], "--play-plain") == 0;
        if (option(argv[i], "--cores=", value)) stage.cores = std::stoi(value);
        if (option(argv[i], "--wall-clock=", value)) stage.pairs = std::stoi(value);
        if (option(argv[i], "--costs=", value)) {
            Costs& costs = stage.costs;
            std::sscanf(value.c_str(), "%u,%u,%u,%u", &costs.thread_start, &costs.hand_over,
                        &costs.contended, &costs.miss);
        }
        if (std::strcmp(argv[i], "--as-found") == 0) budget.shorten = false;
        rehearsing |= std::strcmp(argv[i], "--rehearse") == 0;
        stage.count_misses |= std::strcmp(argv[i], "--count-misses") == 0;
        debugger |= std::strcmp(argv[i], "--under-debugger") == 0;
        litmus |= std::strcmp(argv[i], "--litmus") == 0;
        json |= std::strcmp(argv[i], "--json") == 0;
        summary |= std::strcmp(argv[i], "--summary") == 0;
    }
    const RunTest run_test = [](const std::string& test) { run_one(test.c_str()); };
    const std::string zero(1, '\0');
    const std::string foreign = foreign_library();
    const auto send = [&](char kind, const std::string& text) {
        say(kind, text.data(), text.size());
    };
    for (int i = 0; i < count; ++i) {
        const std::string test = tests[i];
        if (litmus) {
            for (const Seen& seen : outcomes(test, budget, run_test))
                std::printf("%s\t%u\t%s\n", seen.outcome.c_str(), seen.times, seen.token.c_str());
            continue;
        }
        if (playing || shortest) {
            const Explored explored = shortest ? play_shortest(test, budget, run_test)
                                               : play(test, choices, plain, budget, run_test);
            std::printf("%s\n", explored.json.c_str());
            continue;
        }
        // What must fail or race is there to show that failing and racing is seen.
        Budget mine = budget;
        const bool own = test == "Tripwire.MustFail" || test == "Canary.MustBeReported";
        if (own) mine.schedules = 20;
        send('S', test);
        if (!own && !foreign.empty()) {
            send('X', "The program uses " + foreign +
                          ", which is not compiled for this check: what it does between threads "
                          "cannot be seen here.");
            send('E', test + zero + "1" + zero + "0");
            continue;
        }
        if (rehearsing && test != "Canary.MustBeReported") {
            const Rehearsed rehearsed = rehearse(test, stage, run_test);
            const bool wrong = rehearsed.found == Found::wrong;
            if (wrong) {
                send('F', rehearsed.file + zero + std::to_string(rehearsed.line) + zero +
                              rehearsed.text);
            }
            if (rehearsed.found == Found::unstarted) send('N', rehearsed.text);
            if (!own) send('M', rehearsed.json);
            if (json) std::printf("%s\n", rehearsed.json.c_str());
            send('E', test + zero + (rehearsed.found == Found::nothing ? "0" : "1") + zero + "0");
            continue;
        }
        const double before = processor_seconds();
        const Explored explored = token.empty() || own
                                      ? explore(test, mine, run_test)
                                      : replay(test, token, mine, run_test, debugger);
        const double seconds = processor_seconds() - before;
        if (summary) {
            std::printf("%s\t%s\t%u\t%d\t%.6f\t%s\t%s\t%lu\n", test.c_str(),
                        name(explored.found).c_str(), explored.schedules, explored.preemptions,
                        seconds, explored.strategy.c_str(), explored.token.c_str(),
                        explored.steps / std::max(explored.schedules, 1u));
            std::fflush(stdout);
        }
        if (json) {
            // What is no token of this program has no finding.
            const std::string why = "{\"kind\":" + quoted(name(explored.found).c_str()) +
                                    ",\"text\":" + quoted(explored.text.c_str()) + "}";
            std::printf("%s\n", explored.json.empty() ? why.c_str() : explored.json.c_str());
        }
        const bool failed = explored.found != Found::nothing;
        if (explored.found == Found::unstarted) {
            send('N', explored.text);
        } else if (explored.found == Found::wrong) {
            send('F', explored.file + zero + std::to_string(explored.line) + zero + explored.text);
        }
        if (failed && !own && explored.found != Found::unstarted)
            send('X', explored.json.empty() ? explored.text : explored.json);
        if (!failed) {
            send('P',
                 std::to_string(explored.schedules) + zero + std::to_string(explored.preemptions));
        }
        send('E', test + zero + (failed && explored.found != Found::race ? "1" : "0") + zero +
                      (explored.found == Found::race ? "1" : "0"));
    }
}

extern "C" void racecourse_turn_begins(int most) {
    if (controlled()) turn_begins(most);
}
extern "C" void racecourse_turn_ends() {
    if (controlled()) turn_ends();
}

extern "C" int racecourse_in_schedule() {
    return in_schedule() ? 1 : 0;
}
extern "C" void racecourse_begin_test() {
    begin_test();
}
extern "C" void racecourse_end_test() {
    end_test();
}
extern "C" void racecourse_failed(const char* file, int line, const char* message) {
    failed(file, line, message);
}
extern "C" void racecourse_not_started(const char* function) {
    not_started(function);
}
