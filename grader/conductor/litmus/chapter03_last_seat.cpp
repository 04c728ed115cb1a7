// First a look, then the sale: both may look while the seat is still free, and both sell it.
// Quiz: chapter03: sold=2 | sold=0
// Allowed: sold=1 | sold=2
// Forbidden: sold=0
#include <racecourse/litmus.h>

LITMUS(Chapter03LastSeat) {
    std::atomic<int> seats{1}, sold{0};
    const auto sell = [&] {
        if (seats > 0) {
            --seats;
            ++sold;
        }
    };
    racecourse::litmus::threads(sell, sell);
    racecourse::litmus::outcome("sold={}", sold.load());
}
