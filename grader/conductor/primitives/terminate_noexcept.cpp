// A callback that may throw is caught; the mistake: it is called in a function that is noexcept.
// Finds: crash
#include <racecourse/kit.h>

#include <functional>
#include <stdexcept>

namespace {
#ifdef FAULTY
void run(const std::function<void()>& callback) noexcept {
    callback();
}
#else
void run(const std::function<void()>& callback) noexcept {
    try {
        callback();
    } catch (const std::exception&) {
        return;
    }
}
#endif
}  // namespace

TEST(Schedules, TerminateNoexcept) {
    std::atomic<int> calls{0};
    const std::function<void()> callback = [&] {
        if (calls.fetch_add(1) == 1) throw std::runtime_error("second call");
    };
    std::thread other([&] { run(callback); });
    run(callback);
    other.join();
    EXPECT_EQ(calls.load(), 2);
}
