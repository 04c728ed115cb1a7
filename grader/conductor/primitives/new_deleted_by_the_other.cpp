// The deleting thread is told that the other is done; the mistake: it guesses.
// Finds: use_after_free or race
#include <racecourse/kit.h>

TEST(Schedules, NewDeletedByTheOther) {
    auto* value = new std::atomic<int>(0);
    std::latch done(1);
    std::thread other([&] {
        value->fetch_add(1);
        done.count_down();
    });
#ifndef FAULTY
    done.wait();
#endif
    delete value;
    other.join();
}
