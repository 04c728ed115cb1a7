// notify_all wakes two waiters on a bool; the mistake: nobody is notified. (libstdc++ wakes all
// waiters of a bool even for notify_one: they share a word.)
// Finds: lost_wakeup or deadlock
#include <racecourse/kit.h>

TEST(Schedules, AtomicWaitBool) {
    std::atomic<bool> open{false};
    std::thread first([&] { open.wait(false); });
    std::thread second([&] { open.wait(false); });
    open.store(true);
#ifndef FAULTY
    open.notify_all();
#endif
    first.join();
    second.join();
}
