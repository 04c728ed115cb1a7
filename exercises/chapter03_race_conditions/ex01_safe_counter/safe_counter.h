// A counter that any number of threads may use at once.
#pragma once

#include <racecourse/not_started.h>

// Any thread may call any function at any time. Each call takes effect at one moment: no other
// thread ever sees half of it, and no call undoes another's. A new counter is at 0.
class SafeCounter {
  public:
    // Adds 1 and returns the value that this very call reached.
    long increment() { racecourse::not_started("SafeCounter::increment"); }

    // Adds `amount`; a negative amount takes away.
    void add(long amount) { racecourse::not_started("SafeCounter::add"); }

    // The value at one moment during the call.
    [[nodiscard]] long value() const { racecourse::not_started("SafeCounter::value"); }

    // Sets the value to 0 and returns the value that it replaced. Whatever was counted comes out of
    // exactly one reset() or is still in value(): nothing is lost, nothing is handed out twice.
    long reset() { racecourse::not_started("SafeCounter::reset"); }

    // Adds 1 if the value is below `limit`, and says whether it did. However many threads call it
    // with the same limit, the value does not pass the limit through these calls.
    [[nodiscard]] bool increment_if_below(long limit) {
        racecourse::not_started("SafeCounter::increment_if_below");
    }
};
