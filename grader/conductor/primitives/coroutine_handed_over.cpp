// A coroutine suspends in one thread and goes on in another, its handle released and acquired; the
// mistake: the handle is handed over relaxed, and the frame with it.
// Finds: race
#include <racecourse/kit.h>

#include <coroutine>

namespace {
#ifdef FAULTY
constexpr auto publish = std::memory_order_relaxed;
#else
constexpr auto publish = std::memory_order_release;
#endif

struct Task {
    struct promise_type {
        Task get_return_object() { return {}; }
        std::suspend_never initial_suspend() noexcept { return {}; }
        std::suspend_never final_suspend() noexcept { return {}; }
        void return_void() {}
        void unhandled_exception() { std::terminate(); }
    };
};

// Resuming happens in whoever takes the handle out of the slot.
class MoveTo {
  public:
    explicit MoveTo(std::atomic<void*>& slot) : slot_(slot) {}
    bool await_ready() const noexcept { return false; }
    void await_suspend(std::coroutine_handle<> handle) noexcept {
        // The other thread may end the coroutine, and this object, right after the store.
        std::atomic<void*>& slot = slot_;
        slot.store(handle.address(), publish);
        slot.notify_one();
    }
    void await_resume() const noexcept {}

  private:
    std::atomic<void*>& slot_;
};

Task count(std::atomic<void*>& slot, int& result) {
    int steps = 1;
    MoveTo other(slot);
    co_await other;
    ++steps;
    result = steps;
}
}  // namespace

TEST(Schedules, CoroutineHandedOver) {
    std::atomic<void*> slot{nullptr};
    int result = 0;
    std::thread other([&] {
        slot.wait(nullptr, std::memory_order_acquire);
        void* address = slot.load(std::memory_order_acquire);
        std::coroutine_handle<>::from_address(address).resume();
    });
    count(slot, result);
    other.join();
    EXPECT_EQ(result, 2);
}
