// An over-aligned object is deleted once, by its owner; the mistake: it is used after that.
// Finds: use_after_free
#include <racecourse/kit.h>

#include <cstdint>
#include <memory>

namespace {
struct alignas(64) Line {
    int value = 0;
};
}  // namespace

TEST(Schedules, AlignedNew) {
    auto line = std::make_unique<Line>();
    EXPECT_EQ(reinterpret_cast<std::uintptr_t>(line.get()) % 64, 0U);
    Line* bare = line.get();
    std::thread other([&] {
        bare->value = 1;
#ifdef FAULTY
        line.reset();
#endif
    });
    other.join();
    EXPECT_EQ(bare->value, 1);
}
