// The version is checked before and after, but the fields are relaxed: a reader may see a new
// field and still the old version, twice.
// Finds: wrong
#include <racecourse/kit.h>

namespace {

#ifdef FAULTY
constexpr auto on_store = std::memory_order_relaxed;
constexpr auto on_load = std::memory_order_relaxed;
#else
constexpr auto on_store = std::memory_order_release;
constexpr auto on_load = std::memory_order_acquire;
#endif

class Position {
  public:
    void move_to(int value) {
        const unsigned version = version_.load(std::memory_order_relaxed);
        version_.store(version + 1, std::memory_order_relaxed);
        x_.store(value, on_store);
        y_.store(value, on_store);
        version_.store(version + 2, std::memory_order_release);
    }

    bool read(int& x, int& y) const {
        const unsigned before = version_.load(std::memory_order_acquire);
        if (before % 2 != 0) return false;
        x = x_.load(on_load);
        y = y_.load(on_load);
        return version_.load(std::memory_order_relaxed) == before;
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
    reader.join();
    EXPECT_FALSE(torn);
}
