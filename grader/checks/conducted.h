// Programs run by the conductor outside of grading: the proof corpus and litmus tests.
#pragma once

#include <cstdint>
#include <map>
#include <stop_token>
#include <string>
#include <vector>

#include "checks/check.h"
#include "checks/corpus.h"

namespace grader {

// The files as a test program for both ThreadSanitizer and the conductor.
[[nodiscard]] Built build_conducted(Workshop& workshop, const Code& code,
                                    Flavour flavour = Flavour::thread,
                                    const std::stop_token& stop = {});
[[nodiscard]] Built build_corpus(Workshop& workshop, const std::vector<CorpusProgram>& programs,
                                 bool faulty, Flavour flavour = Flavour::thread);

struct SearchOptions {
    int schedules = 1000;
    std::uint64_t seed = 0;
    int strategy = -1;  // shared.h's number; -1: the mix
    std::string test = "*";
    bool shorten = true;  // the schedule that fails
};
struct Searched {
    std::string test, found;  // "nothing": no schedule failed
    int schedules = 0, preemptions = -1;
    double seconds = 0;  // of processor time
    std::string strategy, token;
    int steps = 0;  // of one schedule, on average
};
// One line for each test of the program.
[[nodiscard]] std::vector<Searched> search(const Sandbox& sandbox, const fs::path& program,
                                           const SearchOptions& options);
// What each test of the program measured on virtual cores, as JSON, by its name.
// `options` are more for the program.
[[nodiscard]] std::map<std::string, std::string> rehearsals(
    const Sandbox& sandbox, const fs::path& program, int cores = 8,
    const std::vector<std::string>& options = {});
// The finding of a token as JSON.
[[nodiscard]] std::string trace_of(const Sandbox& sandbox, const fs::path& program,
                                   const std::string& test, const std::string& token);

// For a player: where the test stands after these choices, and the failing schedule with the fewest
// switches (conductor/play.h). Both as the finding's JSON, with a member "play" and with places.
[[nodiscard]] std::string played(const Sandbox& sandbox, const fs::path& program,
                                 const std::string& test, const std::vector<int>& choices,
                                 bool plain);
[[nodiscard]] std::string shortest_failure(const Sandbox& sandbox, const fs::path& program,
                                           const std::string& test);

struct LitmusSeen {
    std::string outcome;
    int times = 0;
    std::string token;
};
[[nodiscard]] std::vector<LitmusSeen> litmus_outcomes(const Sandbox& sandbox, const Built& built,
                                                      const std::string& test, int schedules,
                                                      const std::stop_token& stop = {});

}  // namespace grader
