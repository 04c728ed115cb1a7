// The pointed-to settings are never changed, but the shared_ptr itself is replaced while it is
// copied.
// Finds: race or use_after_free
#include <racecourse/kit.h>

#include <memory>

namespace {

class Settings {
  public:
    std::shared_ptr<const int> get() {
#ifndef FAULTY
        std::lock_guard lock(mutex_);
#endif
        return current_;
    }

    void reload(int value) {
        auto fresh = std::make_shared<const int>(value);
        std::lock_guard lock(mutex_);
        current_.swap(fresh);
    }

  private:
    std::mutex mutex_;
    std::shared_ptr<const int> current_ = std::make_shared<const int>(1);
};

}  // namespace

TEST(Schedules, Program) {
    Settings settings;
    int seen = 0;
    std::thread reader([&] { seen = *settings.get(); });
    settings.reload(2);
    reader.join();
    EXPECT_TRUE(seen == 1 || seen == 2);
}
