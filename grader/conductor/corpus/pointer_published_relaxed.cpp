// A new version is built and its pointer stored relaxed: who sees the pointer need not see the
// content.
// Finds: race
#include <racecourse/kit.h>

#include <memory>

namespace {

struct Route {
    int hops = 0;
    int cost = 0;
};

#ifdef FAULTY
constexpr auto publish = std::memory_order_relaxed;
#else
constexpr auto publish = std::memory_order_release;
#endif

}  // namespace

TEST(Schedules, Program) {
    std::unique_ptr<Route> owner;
    std::atomic<const Route*> current{nullptr};
    int seen = 12;
    std::thread reader([&] {
        const Route* route = current.load(std::memory_order_acquire);
        if (route != nullptr) seen = route->hops * route->cost;
    });
    owner = std::make_unique<Route>(Route{3, 4});
    current.store(owner.get(), publish);
    reader.join();
    EXPECT_EQ(seen, 12);
}
