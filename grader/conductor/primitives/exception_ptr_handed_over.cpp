// An exception_ptr is handed over under a mutex; the mistake: without it.
// Finds: race
#include <racecourse/kit.h>

#include <stdexcept>

TEST(Schedules, ExceptionPtrHandedOver) {
    std::mutex mutex;
    std::exception_ptr first;
    const auto fail = [&](const char* why) {
        try {
            throw std::runtime_error(why);
        } catch (...) {
#ifndef FAULTY
            const std::lock_guard lock(mutex);
#endif
            if (!first) first = std::current_exception();
        }
    };
    std::thread one([&] { fail("one"); });
    std::thread two([&] { fail("two"); });
    one.join();
    two.join();
    ASSERT_TRUE(first);
    EXPECT_THROW(std::rethrow_exception(first), std::runtime_error);
}
