// The owner of a work-stealing deque takes the last task without competing for it with the
// thieves.
// Finds: wrong
#include <racecourse/kit.h>

#include <array>

namespace {

constexpr int tasks = 2;

class Deque {
  public:
    int pop() {
        const int bottom = bottom_.load() - 1;
        bottom_.store(bottom);
        int top = top_.load();
        if (top < bottom) return bottom;
        bool mine = top == bottom;
#ifdef FAULTY
        if (mine) top_.store(top + 1);
#else
        if (mine) mine = top_.compare_exchange_strong(top, top + 1);
#endif
        bottom_.store(bottom + 1);
        return mine ? bottom : -1;
    }

    int steal() {
        int top = top_.load();
        if (top >= bottom_.load()) return -1;
        return top_.compare_exchange_strong(top, top + 1) ? top : -1;
    }

  private:
    std::atomic<int> top_{0};
    std::atomic<int> bottom_{tasks};
};

}  // namespace

TEST(Schedules, Program) {
    Deque deque;
    std::array<std::atomic<int>, tasks> done{};
    const auto run = [&](int task) {
        if (task >= 0) ++done[task];
    };
    std::thread owner([&] {
        for (int i = 0; i < tasks; ++i) run(deque.pop());
    });
    std::thread thief([&] { run(deque.steal()); });
    owner.join();
    thief.join();
    for (int i = 0; i < tasks; ++i) EXPECT_EQ(done[i].load(), 1);
}
