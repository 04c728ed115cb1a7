// A packaged_task keeps what its function throws, and can be reset; the mistake: it is called a
// second time without reset.
// Finds: crash
#include <racecourse/kit.h>

#include <future>
#include <stdexcept>

TEST(Schedules, PackagedTaskException) {
    std::packaged_task<void(bool)> task([](bool fail) {
        if (fail) throw std::runtime_error("failed");
    });
    std::future<void> first = task.get_future();
    std::future<void> second;
    std::thread worker([&] {
        task(true);
#ifndef FAULTY
        task.reset();
        second = task.get_future();
#endif
        task(false);
    });
    EXPECT_THROW(first.get(), std::runtime_error);
    worker.join();
    second.get();
}
