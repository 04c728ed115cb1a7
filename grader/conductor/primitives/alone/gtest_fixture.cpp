// A fixture's SetUp starts a thread and TearDown joins it; the mistake: the test looks at its data
// meanwhile.
// Finds: race
#include <racecourse/kit.h>

class Schedules : public testing::Test {
  protected:
    void SetUp() override {
        worker_ = std::thread([this] { value_ = 42; });
    }
    void TearDown() override {
        worker_.join();
        EXPECT_EQ(value_, 42);
    }

    std::thread worker_;
    int value_ = 0;
};

TEST_F(Schedules, GtestFixture) {
#ifdef FAULTY
    racecourse::use(value_);
#endif
    EXPECT_TRUE(worker_.joinable());
}

TEST_F(Schedules, GtestFixtureAgain) {
    EXPECT_TRUE(worker_.joinable());
}
