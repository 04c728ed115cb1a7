// No lock and no atomic: starting the thread and joining it put everything in order.
// Quiz: chapter03: seen=0 left=2
// Allowed: seen=1 left=2
// Forbidden: seen=0 left=1 | seen=0 left=2 | seen=1 left=1
#include <racecourse/litmus.h>

LITMUS(Chapter03StartAndJoin) {
    int x = 0, seen = -1;
    x = 1;
    racecourse::litmus::threads([&] {
        seen = x;
        x = 2;
    });
    racecourse::litmus::outcome("seen={} left={}", seen, x);
}
