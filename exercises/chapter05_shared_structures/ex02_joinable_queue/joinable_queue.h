// A queue that knows when everything that was put into it has been done.
#pragma once

#include <racecourse/not_started.h>

// First in, first out, without a limit. Any thread may call any function at any time. T can be
// moved; it need not be copyable or have a default constructor. Whoever waits does so asleep.
template <class T>
class JoinableQueue {
  public:
    // Adds an item, which counts as unfinished from now on.
    void put(T item) { racecourse::not_started("JoinableQueue::put"); }

    // Waits while the queue is empty, then takes out the oldest item. It stays unfinished.
    [[nodiscard]] T get() { racecourse::not_started("JoinableQueue::get"); }

    // Says that one of the items that were taken is finished. To be called once for each.
    // When nothing is unfinished it throws std::logic_error and changes nothing.
    void task_done() { racecourse::not_started("JoinableQueue::task_done"); }

    // Waits until nothing is unfinished. Any number of threads may wait here. What was done before
    // task_done() is seen by those who come back from join().
    void join() { racecourse::not_started("JoinableQueue::join"); }
};
