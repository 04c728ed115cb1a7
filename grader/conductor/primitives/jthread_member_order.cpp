// A jthread is the last member, so it ends first; the mistake: it outlives the data it uses.
// Finds: use_after_free or race
#include <racecourse/kit.h>

#include <memory>

namespace {
class Collector {
  public:
    Collector() {
        worker_ = std::jthread([this] { values_->fetch_add(1); });
    }

  private:
#ifdef FAULTY
    std::jthread worker_;
    std::unique_ptr<std::atomic<int>> values_ = std::make_unique<std::atomic<int>>(0);
#else
    std::unique_ptr<std::atomic<int>> values_ = std::make_unique<std::atomic<int>>(0);
    std::jthread worker_;
#endif
};
}  // namespace

TEST(Schedules, JthreadMemberOrder) {
    const Collector collector;
}
