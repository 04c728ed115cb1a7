#include <racecourse/puzzle.h>

#include "program.h"

TEST(Schedules, EveryCoinIsCountedOnce) {
    racecourse::run_all({{"mover", mover}, {"auditor", auditor}});
    EXPECT_EQ(counted, 10)
        << racecourse::because
        << "10 coins lie in two boxes, and one of them was moved from one box to "
        << "the other. Whoever counts must find 10, but the auditor counted " << counted << ".";
}
