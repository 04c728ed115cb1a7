// The last user deletes the object while it still holds the mutex inside it.
// Finds: use_after_free or race or destroyed_in_use
#include <racecourse/kit.h>

namespace {

struct Shared {
    std::mutex mutex;
    int users = 2;
};

void leave(Shared* shared) {
    std::unique_lock lock(shared->mutex);
    const bool last = --shared->users == 0;
#ifndef FAULTY
    lock.unlock();
#endif
    if (last) delete shared;
}

}  // namespace

TEST(Schedules, Program) {
    auto* shared = new Shared;
    std::thread one(leave, shared);
    std::thread two(leave, shared);
    one.join();
    two.join();
    SUCCEED();
}
