// The entry is found under the lock and read after it, when it may have been erased.
// Finds: race or use_after_free
#include <racecourse/kit.h>

#include <map>

namespace {

class Users {
  public:
    Users() { ages_[1] = 30; }

    int age(int id) {
        std::unique_lock lock(mutex_);
        const auto found = ages_.find(id);
        if (found == ages_.end()) return 0;
#ifdef FAULTY
        lock.unlock();
#endif
        return found->second;
    }

    void erase(int id) {
        std::lock_guard lock(mutex_);
        ages_.erase(id);
    }

  private:
    std::mutex mutex_;
    std::map<int, int> ages_;
};

}  // namespace

TEST(Schedules, Program) {
    Users users;
    int age = -1;
    std::thread reader([&] { age = users.age(1); });
    std::thread eraser([&] { users.erase(1); });
    reader.join();
    eraser.join();
    EXPECT_TRUE(age == 0 || age == 30);
}
