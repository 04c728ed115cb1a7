// The reader makes sure that no write was going on when it began, but not that none has begun
// since.
// Finds: wrong
#include <racecourse/kit.h>

namespace {

// One writer. The fields are atomic, so a torn pair is wrong but no data race.
class Position {
  public:
    void move_to(int value) {
        const unsigned version = version_.load(std::memory_order_relaxed);
        version_.store(version + 1, std::memory_order_relaxed);
        x_.store(value, std::memory_order_release);
        y_.store(value, std::memory_order_release);
        version_.store(version + 2, std::memory_order_release);
    }

    bool read(int& x, int& y) const {
        const unsigned before = version_.load(std::memory_order_acquire);
        if (before % 2 != 0) return false;
        x = x_.load(std::memory_order_acquire);
        y = y_.load(std::memory_order_acquire);
#ifdef FAULTY
        return true;
#else
        return version_.load(std::memory_order_relaxed) == before;
#endif
    }

  private:
    std::atomic<unsigned> version_{0};
    std::atomic<int> x_{0};
    std::atomic<int> y_{0};
};

}  // namespace

TEST(Schedules, Program) {
    Position position;
    bool torn = false;
    std::thread reader([&] {
        int x = 0;
        int y = 0;
        if (position.read(x, y) && x != y) torn = true;
    });
    position.move_to(1);
    position.move_to(2);
    reader.join();
    EXPECT_FALSE(torn);
}
