// A spinning thread waits for what will come; the mistake: nobody ever sets the flag.
// Finds: livelock
#include <racecourse/kit.h>

TEST(Schedules, SpinForEver) {
    std::atomic<bool> wanted{false}, done{false};
    std::thread worker([&] {
        while (!wanted.load()) std::this_thread::yield();
#ifndef FAULTY
        done.store(true);
#endif
    });
    wanted.store(true);
    while (!done.load()) std::this_thread::yield();
    worker.join();
}
