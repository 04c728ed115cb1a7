// Who may do what is kept per thread and not reset between two tasks: a guest's task that
// follows an administrator's on the same thread has the administrator's rights.
// Finds: wrong
#include <racecourse/kit.h>

namespace {

thread_local bool is_administrator = false;

}  // namespace

TEST(Schedules, Program) {
    std::atomic<int> next{0};
    std::atomic<bool> guest_has_rights{false};
    const auto work = [&] {
        for (int task = next++; task < 2; task = next++) {
#ifdef FAULTY
            if (task == 0) is_administrator = true;
#else
            is_administrator = task == 0;
#endif
            if (task == 1 && is_administrator) guest_has_rights = true;
        }
    };
    std::thread one(work);
    std::thread two(work);
    one.join();
    two.join();
    EXPECT_FALSE(guest_has_rights.load());
}
