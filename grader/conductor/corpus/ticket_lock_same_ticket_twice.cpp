// A ticket is drawn by a load and a store, so two threads may draw the same one: both enter, or
// the second waits for a number that has gone by.
// Finds: wrong or livelock
#include <racecourse/kit.h>

namespace {

class TicketLock {
  public:
    void lock() {
#ifdef FAULTY
        const int mine = next_.load();
        next_.store(mine + 1);
#else
        const int mine = next_.fetch_add(1);
#endif
        while (serving_.load() != mine) std::this_thread::yield();
    }

    void unlock() {
        serving_.fetch_add(1);
    }

  private:
    std::atomic<int> next_{0};
    std::atomic<int> serving_{0};
};

}  // namespace

TEST(Schedules, Program) {
    TicketLock ticket_lock;
    racecourse::Gauge gauge;
    const auto work = [&] {
        std::lock_guard lock(ticket_lock);
        racecourse::Gauge::Inside inside(gauge);
    };
    std::thread one(work);
    std::thread two(work);
    one.join();
    two.join();
    EXPECT_EQ(gauge.highest(), 1);
}
