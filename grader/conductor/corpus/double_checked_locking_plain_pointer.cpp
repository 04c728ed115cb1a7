// The first look at the pointer takes no lock, and the pointer is a plain one.
// Finds: race
#include <racecourse/kit.h>

#include <memory>

namespace {

class Registry {
  public:
    ~Registry() { delete instance_; }

    int* instance() {
        if (instance_ == nullptr) {
            std::lock_guard lock(mutex_);
            if (instance_ == nullptr) instance_ = new int(42);
        }
        return instance_;
    }

  private:
    std::mutex mutex_;
#ifdef FAULTY
    int* instance_ = nullptr;
#else
    std::atomic<int*> instance_{nullptr};
#endif
};

}  // namespace

TEST(Schedules, Program) {
    Registry registry;
    int one = 0;
    int two = 0;
    std::thread first([&] { one = *registry.instance(); });
    std::thread second([&] { two = *registry.instance(); });
    first.join();
    second.join();
    EXPECT_EQ(one, 42);
    EXPECT_EQ(two, 42);
}
