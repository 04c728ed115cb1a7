// The last of two users deletes; the mistake: each deletes, under the lock, what is not null.
// Finds: use_after_free or crash
#include <racecourse/kit.h>

TEST(Schedules, DoubleDelete) {
    std::mutex mutex;
    int users = 2;
    int* value = new int(42);
    const auto leave = [&] {
        const std::lock_guard lock(mutex);
        --users;
#ifdef FAULTY
        if (value != nullptr) delete value;
#else
        if (users == 0) {
            delete value;
            value = nullptr;
        }
#endif
    };
    std::thread other(leave);
    leave();
    other.join();
}
