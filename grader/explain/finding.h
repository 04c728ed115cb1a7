// One finding of the schedules check as data: what failed, in which order the threads' steps came,
// and what the learner calls the things they touched. Sentences are made elsewhere.
//
// The conductor writes a finding as JSON, with code addresses; the grader adds what they stand for
// (`places`). Only places in the learner's files are kept.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "explain/explain.h"
#include "explain/frames.h"

namespace grader {

struct FoundEvent {
    int number = 0;
    int thread = 0;
    std::string op;  // "lock", "read", "notify_one", ...
    int object = 0;  // 0: none
    std::string value;
    std::optional<LearnersFrame> at;
    std::string call;        // the learner's function that the test has called
    std::vector<int> holds;  // the locks that the thread holds after it
    bool stale = false;
    bool deciding = false;
    bool in_test = false;  // done by a function of the test that the learner's line called

    [[nodiscard]] bool failed() const { return value == "failed"; }
    [[nodiscard]] bool in_vain() const;  // failed, or wrote what was there already
    [[nodiscard]] bool looks() const;    // reads a variable or an atomic
    [[nodiscard]] bool changes() const;  // writes one
    [[nodiscard]] bool locks() const;    // has taken a lock
    [[nodiscard]] bool notifies() const;
};

struct FoundWait {
    int thread = 0;
    std::string op;
    int object = 0;
    int owner = -1;  // the thread that it waits for; -1: none in particular
    std::optional<LearnersFrame> at;
    std::vector<int> holds;
};

struct FoundAccess {
    int thread = 0;
    bool write = false, atomic = false;
    int object = 0;
    Stack stack;
    std::optional<LearnersFrame> at;
    std::vector<int> holds;
    int event = 0;
};

struct FoundObject {
    int id = 0;
    std::string kind;
    std::string name;  // what the learner calls it; empty when nobody knows
    std::string address;
};

struct FoundThread {
    int id = 0;
    std::string name;                      // "the test", "thread 1"
    std::optional<LearnersFrame> created;  // where it was started
};

struct Finding {
    std::string kind, test, text, file, strategy, token;
    int line = 0, schedule = 0, switches = 0, of = 0;
    std::vector<FoundThread> threads;
    std::vector<FoundObject> objects;
    std::vector<FoundEvent> events;
    std::vector<FoundWait> waits;
    std::vector<FoundAccess> accesses;
    // "Two different locks are called `mutex` here: A and B tell them apart."
    std::vector<std::string> notes;

    [[nodiscard]] const FoundObject* object(int id) const;
    [[nodiscard]] std::string thread(int id) const;      // "thread 1"
    [[nodiscard]] std::string who(int id) const;         // "Thread 1", to begin a sentence with
    [[nodiscard]] std::string named(int object) const;   // "mutex_", "a mutex"
    [[nodiscard]] std::string quoted(int object) const;  // "`mutex_`", "a mutex"
    // The thread that holds the lock after `events` steps; -1 when nobody does.
    [[nodiscard]] int holder(int object, std::size_t events, int except) const;
};

// Throws Error when the text is no finding.
[[nodiscard]] Finding read_finding(std::string_view json, const Names& names);

// Makes of the library's steps within an atomic's notify one step that says so: part of
// read_finding.
void find_notifies(Finding& finding);

// Fills in the objects' names and Finding::notes: part of read_finding.
void name_objects(Finding& finding);

}  // namespace grader
