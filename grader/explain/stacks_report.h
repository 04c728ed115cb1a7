// What stacks.py printed, as data: who waits where, for what, held by whom.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "explain/frames.h"

namespace grader {

struct StuckThread {
    long lwp = 0;
    bool is_main = false;
    std::string who;     // "Thread 1", "The main thread"
    std::string kind;    // what it waits for: "mutex", "condition", ...; empty: it runs
    bool timed = false;  // the wait ends by itself
    long holder = 0;     // the LWP that it waits for; 0 when nobody in particular
    long readers = 0;    // of a reader-writer lock
    bool wants_write = false;
    std::string address;
    std::optional<LearnersFrame> at;
    struct Guard {
        Place place;
        std::string address;
    };
    std::vector<Guard> guards;  // lock guards that are alive in its frames, outermost last

    [[nodiscard]] bool waits_for_ever() const { return !kind.empty() && !timed && kind != "call"; }
    // In sentences after the first word.
    [[nodiscard]] std::string name() const {
        return (who[0] == 'T' ? "t" : who.substr(0, 1)) + who.substr(1);
    }
};

// Empty when the text holds no stacks.
[[nodiscard]] std::vector<StuckThread> parse_stacks(std::string_view text, const Names& names);

}  // namespace grader
