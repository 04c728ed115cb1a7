#include <racecourse/puzzle.h>

#include "program.h"

TEST(Schedules, BothPaymentsGoThrough) {
    racecourse::run_all({{"alice", alice_pays}, {"bob", bob_pays}});
    EXPECT_TRUE(alice_has == 12 && bob_has == 8)
        << racecourse::because
        << "Alice and Bob had 10 each, she paid him 3 and he paid her 5. She "
        << "must have 12 now and he 8, but they have " << alice_has << " and " << bob_has << ".";
}
