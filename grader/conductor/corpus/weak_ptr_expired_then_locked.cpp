// The weak_ptr has not expired when it is asked, but when it is locked its object may be gone.
// Finds: crash
#include <racecourse/kit.h>

#include <memory>

namespace {

struct Session {
    int requests = 3;
};

int requests(const std::weak_ptr<Session>& session) {
#ifdef FAULTY
    if (session.expired()) return 0;
    return session.lock()->requests;
#else
    const std::shared_ptr<Session> locked = session.lock();
    return locked ? locked->requests : 0;
#endif
}

}  // namespace

TEST(Schedules, Program) {
    auto session = std::make_shared<Session>();
    int seen = -1;
    std::thread monitor([&seen, weak = std::weak_ptr<Session>(session)] { seen = requests(weak); });
    session.reset();
    monitor.join();
    EXPECT_TRUE(seen == 0 || seen == 3);
}
