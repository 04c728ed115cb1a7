// What the parts of a schedule's explanation share.
#pragma once

#include <string>
#include <vector>

#include "explain/finding.h"
#include "report/verdict.h"

namespace grader {

// A finding with its timeline, and the step that each event went into.
struct Told {
    const Finding& finding;
    const Names& names;
    Timeline timeline;
    std::vector<int> step_of;  // by the event's index; 0: it is not shown

    // " (step 7)"; empty when the event is not shown.
    [[nodiscard]] std::string step(std::size_t event) const;
    // "Thread 1 reads value_ → 0 (step 7):" with its place.
    [[nodiscard]] Step event(std::size_t event) const;
};
[[nodiscard]] Told tell(const Finding& finding, const Names& names);

// Whether names stand in quotes, as in sentences, or not, as in a timeline.
enum class Quotes { no, yes };
// "reads value_ → 0"
[[nodiscard]] std::string action(const Finding& finding, std::size_t event,
                                 Quotes quotes = Quotes::no);
// "waits for mutex_, held by thread 2"
[[nodiscard]] std::string action(const Finding& finding, const FoundWait& wait,
                                 Quotes quotes = Quotes::no);

// The thread that a create or join speaks of. Where the event does not say it: in the order of
// their making, threads have ascending numbers.
[[nodiscard]] std::string other_thread(const Finding& finding, std::size_t event);

// What the deciding switch did, as far as the trace shows it.
struct Decision {
    std::string sentence;
    std::string mend;  // may be empty
    Pattern pattern = Pattern::none;
    std::vector<std::size_t> events;  // that the sentence speaks of, in their order
};
[[nodiscard]] Decision decision(const Finding& finding);

// Each fills in headline, steps, why and mend.
void explain_stuck(Problem& problem, const Told& told);   // deadlock, lost wake-up, ...
void explain_memory(Problem& problem, const Told& told);  // races, freed memory, misused locks

// A place that is the learner's, as a step wants it.
[[nodiscard]] inline std::optional<Place> place_of(const std::optional<LearnersFrame>& at) {
    return at ? std::optional(at->place) : std::nullopt;
}

}  // namespace grader
