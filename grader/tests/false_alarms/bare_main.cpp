// A test program without any of the grader's cures: it names each test among ThreadSanitizer's
// reports.
#include <gtest/gtest.h>
#include <unistd.h>

#include <string>

#include "sandbox/descriptors.h"

extern "C" void __sanitizer_set_report_fd(void*);

class Marks : public testing::EmptyTestEventListener {
    void OnTestStart(const testing::TestInfo& test) override {
        const std::string mark =
            std::string("\n@ ") + test.test_suite_name() + "." + test.name() + "\n";
        [[maybe_unused]] const auto written = write(grader::evidence_fd, mark.data(), mark.size());
    }
};

int main(int argc, char** argv) {
    __sanitizer_set_report_fd(reinterpret_cast<void*>(static_cast<long>(grader::evidence_fd)));
    testing::InitGoogleTest(&argc, argv);
    testing::UnitTest::GetInstance()->listeners().Append(new Marks);
    return RUN_ALL_TESTS();
}
