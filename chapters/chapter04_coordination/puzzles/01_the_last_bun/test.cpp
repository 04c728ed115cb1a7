#include <racecourse/puzzle.h>

#include "program.h"

TEST(Schedules, NobodyTakesABunThatIsNotThere) {
    racecourse::run_all({{"ann", ann}, {"ben", ben}, {"baker", baker}});
    EXPECT_EQ(fewest, 0) << racecourse::because
                         << "Two guests took a bun each, and two were baked. There should never "
                            "be fewer than none, but at one time there were "
                         << fewest << ": somebody took one that was not there.";
}
