// Store buffering with the lock taken for each operation: whoever locks last to read finds both
// stores done.
// Quiz: chapter03: r1=0 r2=0 | r1=1 r2=1
// Allowed: r1=0 r2=1 | r1=1 r2=0 | r1=1 r2=1
// Forbidden: r1=0 r2=0
#include <racecourse/litmus.h>

LITMUS(StoreBufferingMutexTwice) {
    std::mutex mutex;
    int x = 0, y = 0;
    int r1 = -1, r2 = -1;
    const auto set = [&](int& variable) {
        const std::lock_guard lock(mutex);
        variable = 1;
    };
    const auto get = [&](const int& variable) {
        const std::lock_guard lock(mutex);
        return variable;
    };
    racecourse::litmus::threads(
        [&] {
            set(x);
            r1 = get(y);
        },
        [&] {
            set(y);
            r2 = get(x);
        });
    racecourse::litmus::outcome("r1={} r2={}", r1, r2);
}
