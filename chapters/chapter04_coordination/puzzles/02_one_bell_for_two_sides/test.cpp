#include <racecourse/puzzle.h>

#include "program.h"

TEST(Schedules, EveryLetterIsPutInAndTakenOut) {
    racecourse::run_all({{"ann", ann}, {"carl", carl}, {"dora", dora}, {"ben", ben}});
    EXPECT_TRUE(full) << racecourse::because
                      << "A letter was in the box, two were put in and two taken out, so one must "
                         "be left.";
}
