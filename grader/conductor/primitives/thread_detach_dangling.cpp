// A detached thread owns what it uses; the mistake: it refers to an object that its starter
// deletes.
// Finds: use_after_free or race
#include <racecourse/kit.h>

#include <memory>

TEST(Schedules, ThreadDetachDangling) {
    auto done = std::make_shared<std::latch>(1);
    auto value = std::make_shared<std::atomic<int>>(0);
#ifdef FAULTY
    std::thread([done, counter = value.get()] {
#else
    std::thread([done, counter = value] {
#endif
        counter->fetch_add(1);
        done->count_down();
    }).detach();
    value.reset();
    done->wait();
}
