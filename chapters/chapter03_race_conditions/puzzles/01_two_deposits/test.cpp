#include <racecourse/puzzle.h>

#include "program.h"

TEST(Schedules, BothDepositsArrive) {
    racecourse::run_all({{"alice", alice}, {"bob", bob}});
    EXPECT_EQ(balance.load(), 180)
        << racecourse::because << "100 were in the account, Alice paid in 50 and Bob 30. It must "
        << "hold 180, but it holds " << balance.load() << ": a deposit is lost.";
}
