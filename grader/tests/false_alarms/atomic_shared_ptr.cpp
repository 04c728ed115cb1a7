// std::atomic<std::shared_ptr>: libstdc++ 12 locks it with a bit that it releases relaxed, which
// ThreadSanitizer rightly blames, but on the library.
#include <racecourse/kit.h>

#include <memory>

// One thread replaces the object that the other has read.
TEST(Right, AtomicSharedPtr) {
    std::atomic<std::shared_ptr<int>> current{std::make_shared<int>(1)};
    std::atomic<bool> loaded{false};  // relaxed: comes first without ordering anything
    racecourse::start_together(2, [&](int number) {
        if (number == 0) {
            while (!loaded.load(std::memory_order_relaxed)) std::this_thread::yield();
            current.store(std::make_shared<int>(2));
        } else {
            const std::shared_ptr<int> mine = current.load();
            racecourse::use(*mine);
            loaded.store(true, std::memory_order_relaxed);
        }
    });
}

// Both write into the object itself.
TEST(Wrong, AtomicSharedPtr) {
    std::atomic<std::shared_ptr<int>> current{std::make_shared<int>(1)};
    std::latch both_have_it(2);  // or giving one copy back might order the other's writing
    racecourse::start_together(2, [&](int) {
        const std::shared_ptr<int> mine = current.load();
        both_have_it.arrive_and_wait();
        ++*mine;
    });
}
