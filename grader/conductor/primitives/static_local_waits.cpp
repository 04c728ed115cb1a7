// The making of a static waits for nobody; the mistake: it joins a thread that needs the static.
// Finds: deadlock
#include <racecourse/kit.h>

namespace {
struct Service {
    int value = 0;
    Service();
};

Service& service() {
    static Service made;
    return made;
}

Service::Service() {
    std::thread helper([this] {
#ifdef FAULTY
        service().value = 1;
#else
        value = 1;
#endif
    });
    helper.join();
}
}  // namespace

TEST(Schedules, StaticLocalWaits) {
    std::thread other([] { EXPECT_EQ(service().value, 1); });
    EXPECT_EQ(service().value, 1);
    other.join();
}
