// wait on a struct of 8 bytes; the mistake: it is changed back, and the waiter sleeps on.
// Finds: lost_wakeup or deadlock
#include <racecourse/kit.h>

namespace {
struct State {
    int phase = 0;
    int users = 0;
};
}  // namespace

TEST(Schedules, AtomicWaitStruct) {
    std::atomic<State> state{State{}};
    std::thread waiter([&] { state.wait(State{}); });
    state.store(State{1, 1});
    state.notify_all();
#ifdef FAULTY
    state.store(State{});
#endif
    waiter.join();
}
