// The next id is counted up and then read: two threads that count before either reads get the
// same.
// Finds: wrong
#include <racecourse/kit.h>

namespace {

class Ids {
  public:
    int next() {
#ifdef FAULTY
        last_.fetch_add(1);
        return last_.load();
#else
        return last_.fetch_add(1) + 1;
#endif
    }

  private:
    std::atomic<int> last_{0};
};

}  // namespace

TEST(Schedules, Program) {
    Ids ids;
    int one = 0;
    int two = 0;
    std::thread first([&] { one = ids.next(); });
    std::thread second([&] { two = ids.next(); });
    first.join();
    second.join();
    EXPECT_NE(one, two);
}
