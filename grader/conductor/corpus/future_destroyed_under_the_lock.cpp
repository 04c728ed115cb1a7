// The future of std::async waits in its destructor, which runs before the lock that was taken
// earlier is released.
// Finds: deadlock
#include <racecourse/kit.h>

#include <future>

namespace {

class Index {
  public:
    void refresh() {
#ifdef FAULTY
        std::lock_guard lock(mutex_);
        std::future<void> building;
#else
        std::future<void> building;
        std::lock_guard lock(mutex_);
#endif
        ++version_;
        building = std::async(std::launch::async, [this] { build(); });
    }

    int version() {
        std::lock_guard lock(mutex_);
        return version_;
    }

  private:
    void build() {
        std::lock_guard lock(mutex_);
        ++version_;
    }

    std::mutex mutex_;
    int version_ = 0;
};

}  // namespace

TEST(Schedules, Program) {
    Index index;
    std::thread user([&] { index.refresh(); });
    user.join();
    EXPECT_EQ(index.version(), 2);
}
