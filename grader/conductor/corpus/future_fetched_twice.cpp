// Whether the future is still valid is asked under one lock and get() called under the next: the
// second to call it meets an empty future, and the exception leaves its thread.
// Finds: crash
#include <racecourse/kit.h>

#include <future>

namespace {

class Report {
  public:
    explicit Report(std::future<int> result) : result_(std::move(result)) {}

    bool fetched() {
        std::lock_guard lock(mutex_);
        return !result_.valid();
    }

    int pages() {
#ifdef FAULTY
        if (!fetched()) {
            std::lock_guard lock(mutex_);
            pages_ = result_.get();
        }
        std::lock_guard lock(mutex_);
#else
        std::lock_guard lock(mutex_);
        if (result_.valid()) pages_ = result_.get();
#endif
        return pages_;
    }

  private:
    std::mutex mutex_;
    std::future<int> result_;
    int pages_ = 0;
};

}  // namespace

TEST(Schedules, Program) {
    std::promise<int> written;
    Report report(written.get_future());
    std::atomic<int> sum{0};
    std::thread one([&] { sum += report.pages(); });
    std::thread two([&] { sum += report.pages(); });
    written.set_value(12);
    one.join();
    two.join();
    EXPECT_EQ(sum.load(), 24);
}
