// Members are destroyed in reverse order: the log goes first, and the thread that writes to it
// is joined only afterwards.
// Finds: race or use_after_free
#include <racecourse/kit.h>

namespace {

class Recorder {
  public:
    void start() {
        thread_ = std::jthread([this] { log_.push_back(1); });
    }

  private:
#ifdef FAULTY
    std::jthread thread_;
    std::vector<int> log_;
#else
    std::vector<int> log_;
    std::jthread thread_;
#endif
};

}  // namespace

TEST(Schedules, Program) {
    Recorder recorder;
    recorder.start();
    SUCCEED();
}
