// get() throws what the async function threw; the mistake: the result is used without get().
// Finds: race or wrong
#include <racecourse/kit.h>

#include <future>
#include <stdexcept>

TEST(Schedules, AsyncException) {
    int pages = 0;
    std::future<void> loading = std::async(std::launch::async, [&] {
        pages = 3;
        throw std::runtime_error("page 4 is missing");
    });
#ifdef FAULTY
    EXPECT_EQ(pages, 3);
#else
    EXPECT_THROW(loading.get(), std::runtime_error);
    EXPECT_EQ(pages, 3);
#endif
}
