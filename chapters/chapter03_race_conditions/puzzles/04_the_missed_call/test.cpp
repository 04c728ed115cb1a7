#include <racecourse/puzzle.h>

#include "program.h"

TEST(Schedules, TheGuestComesToEat) {
    racecourse::run_all({{"guest", guest}, {"cook", cook}});
    EXPECT_TRUE(ready.load()) << racecourse::because << "The cook has cooked.";
}
