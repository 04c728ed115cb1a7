// The lock is released for the long computation, and nothing tells a second caller that it is
// going on.
// Finds: wrong
#include <racecourse/kit.h>

#include <map>

namespace {

class Cache {
  public:
    int get(int key) {
        std::unique_lock lock(mutex_);
        const auto found = values_.find(key);
        if (found != values_.end()) return found->second;
#ifdef FAULTY
        lock.unlock();
        const int value = compute(key);
        lock.lock();
#else
        const int value = compute(key);
#endif
        values_[key] = value;
        return value;
    }

    int computed() const {
        return computed_.load();
    }

  private:
    int compute(int key) {
        ++computed_;
        return key * key;
    }

    std::mutex mutex_;
    std::map<int, int> values_;
    std::atomic<int> computed_{0};
};

}  // namespace

TEST(Schedules, Program) {
    Cache cache;
    std::atomic<int> sum{0};
    std::thread one([&] { sum += cache.get(3); });
    std::thread two([&] { sum += cache.get(3); });
    one.join();
    two.join();
    EXPECT_EQ(sum.load(), 18);
    EXPECT_EQ(cache.computed(), 1);
}
