// Who comes first raises the flag and then makes the value; who comes second finds the flag up
// and the value not yet there.
// Finds: wrong
#include <racecourse/kit.h>

namespace {

class Lazy {
  public:
    int get() {
#ifdef FAULTY
        if (!started_.exchange(true)) value_ = 42;
#else
        std::call_once(once_, [this] { value_ = 42; });
#endif
        return value_;
    }

  private:
    [[maybe_unused]] std::atomic<bool> started_{false};
    std::once_flag once_;
    std::atomic<int> value_{0};
};

}  // namespace

TEST(Schedules, Program) {
    Lazy lazy;
    int one = 0;
    int two = 0;
    std::thread first([&] { one = lazy.get(); });
    std::thread second([&] { two = lazy.get(); });
    first.join();
    second.join();
    EXPECT_EQ(one, 42);
    EXPECT_EQ(two, 42);
}
