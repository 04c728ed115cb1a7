// Why threads that wait for ever do so, or never could do their work, and what to do about it: the
// words that are the same whether the program was found stuck by gdb or led there by a chosen
// schedule.
#pragma once

#include <string_view>

#include "report/verdict.h"

namespace grader {

struct StuckWords {
    std::string_view why, mend;
    Pattern pattern = Pattern::none;
};
extern const StuckWords own_lock_words;            // a thread waits for a lock that it holds itself
extern const StuckWords own_lock_by_hand_words;    // ... and no guard says since when
extern const StuckWords ring_words;                // threads wait for each other's locks
extern const StuckWords join_ring_words;           // ... and one of them in join()
extern const StuckWords test_joins_words;          // ... the test's, and the lock is held there
extern const StuckWords held_while_waiting_words;  // a wait() with another lock held
extern const StuckWords never_unlocked_words;      // nobody is left who could unlock
extern const StuckWords too_many_threads_words;    // more alive at once than can be followed
// To be added to ring_words where all stand in the same lines.
extern const std::string_view same_lines;

struct WaitWords : StuckWords {
    std::string_view kind;       // "condition", "semaphore", "latch", "barrier", "future", "atomic"
    std::string_view who_could;  // "nobody is left who could notify it"
};
// Null for other kinds.
[[nodiscard]] const WaitWords* words_for_wait(std::string_view kind);

void say(Problem& problem, const StuckWords& words);

}  // namespace grader
