// The session is given free while the detached thread still counts on it.
// Finds: race or use_after_free or still_running
#include <racecourse/kit.h>

#include <memory>

namespace {

struct Session {
    std::atomic<int> requests{0};
};

}  // namespace

TEST(Schedules, Program) {
    auto session = std::make_unique<Session>();
    std::thread worker([session = session.get()] { ++session->requests; });
#ifdef FAULTY
    worker.detach();
#else
    worker.join();
#endif
    EXPECT_LE(session->requests.load(), 1);
}
