#include "checks/patience.h"

#include <gtest/gtest.h>

namespace grader {
namespace {

// A test with a limit of ten seconds, looked at twenty times a second; `share` is how much of one
// core it gets, `wants` for how much of the time one of its threads runs or could.
class Waited {
  public:
    Waited(double share, double wants, double head_start = 0) {
        patience_.begin(head_start, head_start);
        for (int tick = 0; !patience_.over() && tick < 20'000; ++tick) {
            wall_ += 0.05;
            cpu_ += 0.05 * share;
            owed_ += wants;
            const bool now = owed_ >= 1;
            if (now) owed_ -= 1;
            patience_.tick(head_start + wall_, head_start + cpu_, now);
        }
    }
    [[nodiscard]] double seconds() const { return wall_; }
    [[nodiscard]] bool starved() const { return patience_.starved(); }

  private:
    Patience patience_{10};
    double wall_ = 0, cpu_ = 0, owed_ = 0;
};

TEST(Patience, ALoopWithoutEndIsEndedAtTheLimit) {
    for (const double share : {0.6, 1.0, 2.0, 8.0}) {
        const Waited spins(share, 1, 100);
        EXPECT_NEAR(spins.seconds(), 10, 0.2) << share;
        EXPECT_FALSE(spins.starved()) << share;
    }
}

TEST(Patience, WhoOnlySleepsIsEndedAtTheLimit) {
    for (const double wants : {0.0, 0.01, 0.4}) {
        const Waited sleeps(wants / 2, wants);
        EXPECT_NEAR(sleeps.seconds(), 10, 0.2) << wants;
        EXPECT_FALSE(sleeps.starved()) << wants;
    }
}

TEST(Patience, WhoGetsHalfOfTheLimitLaterIsEndedThen) {
    const Waited slowed(0.2, 1);
    EXPECT_NEAR(slowed.seconds(), 25, 0.2);
    EXPECT_FALSE(slowed.starved());
}

TEST(Patience, WhoHardlyGetsAProcessorIsWaitedForAndNotJudged) {
    for (const double share : {0.0, 0.01, 0.06, 0.12}) {
        const Waited starves(share, 0.9, 7);
        EXPECT_NEAR(starves.seconds(), 40, 0.2) << share;
        EXPECT_TRUE(starves.starved()) << share;
    }
}

TEST(Patience, BeginsAnewWithEachTest) {
    Patience patience(10);
    patience.begin(0, 0);
    patience.tick(9, 9, true);
    EXPECT_FALSE(patience.over());
    patience.begin(9, 9);
    patience.tick(18, 18, true);
    EXPECT_FALSE(patience.over());
    patience.tick(20, 20, true);
    EXPECT_TRUE(patience.over());
}

}  // namespace
}  // namespace grader
