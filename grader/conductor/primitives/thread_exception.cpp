// An exception is caught inside its thread and handed over; the mistake: it leaves the thread.
// Finds: crash
#include <racecourse/kit.h>

#include <stdexcept>

TEST(Schedules, ThreadException) {
    std::exception_ptr error;
    std::thread worker([&] {
#ifdef FAULTY
        throw std::runtime_error("disk full");
#else
        try {
            throw std::runtime_error("disk full");
        } catch (...) {
            error = std::current_exception();
        }
#endif
    });
    worker.join();
    ASSERT_TRUE(error);
    EXPECT_THROW(std::rethrow_exception(error), std::runtime_error);
}
