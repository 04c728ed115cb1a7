// How Promise and Future are used. Try your own ideas here; the grader's hidden tests go further.
#include "promise.h"

#include <gtest/gtest.h>

#include <exception>
#include <stdexcept>
#include <string>
#include <thread>

TEST(Examples, CarriesAValueToAnotherThread) {
    Promise<int> promise;
    const Future<int> answer = promise.future();
    EXPECT_FALSE(answer.is_ready());
    std::jthread worker([&] { promise.set_value(42); });
    EXPECT_EQ(answer.get(), 42);
    EXPECT_EQ(answer.get(), 42) << "A future can be asked again.";
}

TEST(Examples, CarriesAnException) {
    Promise<int> promise;
    const Future<int> page = promise.future();
    promise.set_exception(std::make_exception_ptr(std::runtime_error("no network")));
    EXPECT_THROW((void)page.get(), std::runtime_error);
}

TEST(Examples, ContinuesWithWhatComes) {
    Promise<int> promise;
    const Future<std::string> text =
        promise.future().then([](int number) { return number + 1; }).then([](int number) {
            return std::to_string(number);
        });
    promise.set_value(7);
    EXPECT_EQ(text.get(), "8");
}
