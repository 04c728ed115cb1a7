// The dictionary of waits that never end.
#include "explain/stuck_words.h"

#include <algorithm>

namespace grader {

const StuckWords own_lock_words = {
    "A std::mutex cannot be locked twice by the same thread (Python's RLock can). The second "
    "lock() waits for an unlock() that only this thread could call.",
    "Lock once, in the public function, and let it call private functions that expect the lock to "
    "be held.",
    Pattern::own_lock};
const StuckWords own_lock_by_hand_words = {
    "This thread locked the mutex before and has not unlocked it since. With lock() and unlock() "
    "by "
    "hand that happens when a function ends before it comes to its unlock(): by an early return, "
    "or by an exception. (Or one function that holds the lock calls another that takes it.)",
    "Let std::lock_guard unlock: it does so on every way out of the function.",
    Pattern::never_unlocked};
const StuckWords ring_words = {
    "Each of them holds the lock that the next one needs, so none can ever go on. This happens "
    "when locks are taken in different orders.",
    "Take all the locks at once with `std::scoped_lock lock(a, b);`, or everywhere in one fixed "
    "order.",
    Pattern::lock_ring};
const StuckWords join_ring_words = {
    "join() waits for the other thread's end, and the other thread needs a lock before it can end: "
    "the one that is held during the join.",
    "Do not hold a lock while you join a thread that needs it.", Pattern::join_ring};
const StuckWords test_joins_words = {
    "The test holds this lock until the other thread has ended. Either it plays somebody who is "
    "busy for long, and your function waits for that without a limit; or a function of yours took "
    "the lock there and never gave it back.",
    "Wait no longer than the task allows: with a time limit, or not at all. And let "
    "std::lock_guard or std::unique_lock unlock what you lock.",
    Pattern::join_ring};
const StuckWords held_while_waiting_words = {
    "A wait() unlocks only the lock that it is given. Any other lock stays locked, and keeps out "
    "whoever would have made the condition true.",
    "Hold no other lock while you wait.", Pattern::waits_holding_a_lock};
const StuckWords never_unlocked_words = {"On some path the lock was taken and not given back.",
                                         "Let std::lock_guard or std::unique_lock unlock: they do "
                                         "it on every way out, also when an exception is thrown.",
                                         Pattern::never_unlocked};
const StuckWords too_many_threads_words = {
    "Each thread costs time to start and memory for its stack, and no more of them compute at the "
    "same time than there are cores.",
    "Do not start a thread for each item. Start as many as there are cores "
    "(std::thread::hardware_concurrency()), and give each of them a share of the items.",
    Pattern::many_threads};
const std::string_view same_lines =
    "Here all of them are in the same lines, but with the objects the other way round: the first "
    "lock of one is the second lock of another.";

namespace {

const WaitWords waits[] = {
    {{"A notification wakes only who is waiting at that moment; it is not kept for later. Here it "
      "never came, came before the wait began, or woke only one of several.",
      "Look at every place that makes the awaited condition true: it must change it while the "
      "mutex is locked, and then notify. If several threads wait, notify_one() wakes only one of "
      "them.",
      Pattern::never_woken},
     "condition",
     "nobody is left who could notify it"},
    {{"Each acquire() takes one permit; only release() gives it back. On some path the release is "
      "missing.",
      "Check that every acquire() meets a release(), also when an exception is thrown.",
      Pattern::never_woken},
     "semaphore",
     "nobody is left who could release it"},
    {{"A latch opens when its count reaches zero; it was given a higher count than there are "
      "count_down() calls.",
      "Count who really arrives, and give the latch that number.", Pattern::never_woken},
     "latch",
     "nobody is left who could count it down"},
    {{"A barrier opens when as many threads have arrived as it was made for; here fewer threads "
      "ever come.",
      "Give the barrier the number of threads that really use it; one that leaves early calls "
      "arrive_and_drop().",
      Pattern::never_woken},
     "barrier",
     "nobody is left who could arrive"},
    {{"get() waits until the promise is kept. Here nobody calls set_value() or set_exception() "
      "(any more).",
      "Keep the promise on every path, also when the work fails.", Pattern::never_woken},
     "future",
     "nobody is left who could give it a value"},
    {{"std::atomic::wait() returns after notify_one() or notify_all(); a store alone does not wake "
      "anybody.",
      "Call notify_one() or notify_all() after each change that somebody may wait for.",
      Pattern::never_woken},
     "atomic",
     "nobody is left who could change it and notify"},
    {{"An event loop sleeps while no coroutine can go on. Here it sleeps for ever: what its "
      "coroutines wait for is not going to happen, no timer is running, and nobody posts anything.",
      "Ask of each coroutine that has not ended what it awaits, and who is to make that happen.",
      Pattern::never_woken},
     "events",
     "no event can come any more"},
};

}  // namespace

const WaitWords* words_for_wait(std::string_view kind) {
    const auto* const found = std::find_if(std::begin(waits), std::end(waits),
                                           [&](const WaitWords& one) { return one.kind == kind; });
    return found == std::end(waits) ? nullptr : found;
}

void say(Problem& problem, const StuckWords& words) {
    problem.why = words.why;
    problem.mend = words.mend;
    problem.pattern = words.pattern;
}

}  // namespace grader
