// weak_ptr::lock gives an owner or nothing; the mistake: expired() is asked, then the bare pointer
// used.
// Finds: use_after_free or race
#include <racecourse/kit.h>

#include <memory>

TEST(Schedules, WeakPtrLock) {
    // Not make_shared, which would keep the memory as long as there is a weak_ptr.
    std::shared_ptr<std::atomic<int>> owner(new std::atomic<int>(42));
    std::thread other([weak = std::weak_ptr(owner), bare = owner.get()] {
#ifdef FAULTY
        if (!weak.expired()) {
            EXPECT_EQ(bare->load(), 42);
        }
#else
        (void)bare;
        if (const auto mine = weak.lock()) {
            EXPECT_EQ(mine->load(), 42);
        }
#endif
    });
    owner.reset();
    other.join();
}
