// Two threads, each with a counter of its own, side by side: g++ keeps both in registers while the
// loop runs, and so makes up a read that the program does not do.
#include <racecourse/kit.h>

struct Score {
    long hits = 0;
    long misses = 0;
} score;

[[gnu::noinline]] void count(bool hit, int rounds) {
    for (int i = 0; i < rounds; ++i) (hit ? score.hits : score.misses)++;
}

TEST(Right, Neighbours) {
    racecourse::start_together(2, [](int number) { count(number == 0, 1000); });
    racecourse::use(score);
}
TEST(Wrong, Neighbours) {
    racecourse::start_together(2, [](int) { count(true, 1000); });
    racecourse::use(score);
}
