// ThreadSanitizer's text as data: what tsan.cpp makes sentences of.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "explain/frames.h"

namespace grader {

struct Access {
    bool write = false;
    bool atomic = false;
    std::string thread;                               // "T1", or "main"
    std::string who;                                  // "Thread 1"; empty: made from `thread`
    std::vector<std::pair<std::string, bool>> locks;  // "M32", and whether held for writing
    Stack stack;
};

struct TsanReport {
    std::string kind;                        // "data race"
    std::vector<Access> accesses;            // the one that was noticed, then the previous one
    std::map<std::string, Stack> lock_made;  // where each mutex was locked for the first time
    std::string location;  // "stack of main thread", "global 'total' of size 4 at ..."
    Stack allocated;       // where the memory comes from, if it is a heap block
    Stack slept;           // a sleep that came between the two accesses
    Stack own;             // the stack of a report that is about one place
    Stack thread_made;     // where the first thread named in the report was started
    struct Taken {
        std::string lock, held;
        Stack here, held_since;
    };
    std::vector<Taken> taken;  // of a lock-order inversion: `lock` was taken while `held` was held
    // Names that are known already and need no guess: of the variable, and of locks.
    std::string variable;
    std::map<std::string, std::string> lock_names;
    std::string raw;
};

[[nodiscard]] std::vector<TsanReport> parse_tsan(std::string_view text);

}  // namespace grader
