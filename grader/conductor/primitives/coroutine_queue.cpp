// Workers take coroutines from a queue under a mutex, each handle once; the mistake: the handle
// stays in the queue, and both workers resume it.
// Finds: race or use_after_free or crash or wrong
#include <racecourse/kit.h>

#include <coroutine>

namespace {
class Queue {
  public:
    void put(std::coroutine_handle<> handle) {
        const std::lock_guard lock(mutex_);
        handles_.push_back(handle);
    }
    std::coroutine_handle<> take() {
        const std::lock_guard lock(mutex_);
        if (handles_.empty()) return nullptr;
        const std::coroutine_handle<> handle = handles_.back();
#ifndef FAULTY
        handles_.pop_back();
#else
        if (++taken_ == 2) handles_.pop_back();
#endif
        return handle;
    }

  private:
    std::mutex mutex_;
    std::vector<std::coroutine_handle<>> handles_;
#ifdef FAULTY
    int taken_ = 0;
#endif
};

class Schedule {
  public:
    explicit Schedule(Queue& queue) : queue_(queue) {}
    bool await_ready() const noexcept { return false; }
    void await_suspend(std::coroutine_handle<> handle) { queue_.put(handle); }
    void await_resume() const noexcept {}

  private:
    Queue& queue_;
};

struct Task {
    struct promise_type {
        Task get_return_object() { return {}; }
        std::suspend_never initial_suspend() noexcept { return {}; }
        std::suspend_never final_suspend() noexcept { return {}; }
        void return_void() {}
        void unhandled_exception() { std::terminate(); }
    };
};

Task work(Queue& queue, std::atomic<int>& done) {
    std::string name = "a name that is too long for the string itself";
    Schedule there(queue);
    co_await there;
    name += '.';
    done.fetch_add(static_cast<int>(name.size() > 10));
}
}  // namespace

TEST(Schedules, CoroutineQueue) {
    Queue queue;
    std::atomic<int> done{0};
    work(queue, done);
    const auto run = [&] {
        if (const std::coroutine_handle<> handle = queue.take()) handle.resume();
    };
    std::thread first(run);
    std::thread second(run);
    first.join();
    second.join();
    EXPECT_EQ(done.load(), 1);
}
