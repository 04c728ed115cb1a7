// A function for many items in several threads, with the results in the order of the items.
#pragma once

#include <racecourse/not_started.h>

// Calls f on each item and hands the results to `take`, in the order of the items.
//
// - next_item() gives a std::optional with the next item, or an empty one after the last.
//   take(result) gets a result. Both are called only by the thread that called map_in_order, so
//   they need no lock. Items and results may be of types that can only be moved.
// - f(item) runs in threads of map_in_order's own. It starts `threads` of them and no more, however
//   many items there are. Several may be in f at once.
// - It reads ahead, but not without end: at any time at most 2 * threads items have been read whose
//   results have not been taken. Within this window nothing waits for a slow item: whenever a
//   thread is free and the window has room, the next item is begun.
// - Each result is taken as soon as it is ready and all before it have been taken, unless the
//   calling thread is busy in next_item or take.
// - If f throws, the results of the items before are still taken, and then the exception reaches
//   the caller. So if f throws for several items, it is the exception of the first of them in the
//   order of the items. What next_item or take throws reaches the caller, too.
// - After an exception nothing more is read. With a result or with an exception, the function comes
//   back only when no f runs any more.
//
// Throws std::invalid_argument if `threads` is less than 1.
template <class Source, class Function, class Sink>
void map_in_order(int threads, Source next_item, Function f, Sink take) {
    racecourse::not_started("map_in_order");
}
