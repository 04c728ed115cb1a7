// Where a played test stands: what each thread would do next, what the variables hold, who has
// which lock, and how it came to that. Made from the conductor's JSON; runs nothing.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "explain/explain.h"
#include "report/verdict.h"

namespace grader {

struct Lane {
    enum State { can_run, waits, ended };
    int thread = 0;
    std::string name;  // "alice", "thread 1"
    State state = can_run;
    std::string next;         // "locks `first`", "waits for `first`, held by bob"
    std::optional<Place> at;  // the line that it does next; of one that has ended its last
};

struct Stand {
    // "asked": somebody must choose; "nothing": the test is over and all is well; else the finding.
    std::string kind;
    std::vector<Lane> lanes;
    std::vector<int> can_run;  // threads of which one must be chosen
    std::vector<int> choices;  // that led here
    struct Did {
        std::string thread, what;
        bool fresh = false;  // since the last choice
    };
    std::vector<Did> steps;
    std::vector<std::pair<std::string, std::string>> variables;  // name, value
    std::vector<std::pair<std::string, std::string>> locks;      // name, "held by bob"
    bool plain = false;              // uses of plain variables are steps, too
    bool raced = false;              // threads used a plain variable without an order
    bool diverged = false;           // the last choice was none
    std::string schedule;            // the token's last part
    std::optional<Problem> problem;  // the finding in words

    [[nodiscard]] bool asked() const { return kind == "asked"; }
    [[nodiscard]] bool failed() const;  // what the player wants to bring about
    [[nodiscard]] const Lane* lane(int thread) const;
};

// What the objects of a program are called, by their addresses: known from a run in which every
// thread came to its end, for those in which it has hardly begun.
using Known = std::map<std::string, std::string>;
[[nodiscard]] Known names_in(std::string_view json, const Names& names);

// Throws Error when the text is nothing that the conductor says.
[[nodiscard]] Stand read_stand(std::string_view json, const Names& names, const Known& known);

}  // namespace grader
