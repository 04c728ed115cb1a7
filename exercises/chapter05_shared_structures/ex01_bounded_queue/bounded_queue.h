// A queue between any number of producers and consumers, with room for a limited number of items.
#pragma once

#include <racecourse/not_started.h>

#include <chrono>
#include <cstddef>
#include <optional>

// First in, first out. Any thread may call any function at any time. Nothing that was put is lost
// or comes out twice. T can be moved; it need not be copyable or have a default constructor.
// Whoever has to wait does so asleep, and goes on as soon as there is room, or an item, for it.
template <class T>
class BoundedQueue {
  public:
    // At most `capacity` items are in the queue at once. A capacity of 0 throws
    // std::invalid_argument.
    explicit BoundedQueue(std::size_t capacity) {}

    // Waits while the queue is full, then moves `item` in and returns true.
    // Returns false when the queue is closed, also when that happens during the wait. `item` is
    // then as it was: the caller still has it.
    [[nodiscard]] bool put(T&& item) { racecourse::not_started("BoundedQueue::put"); }

    // The same, but waits for `limit` at most. When there was no room all that time it returns
    // false, and `item` is as it was. A limit of 0 tries once.
    [[nodiscard]] bool put_for(T&& item, std::chrono::milliseconds limit) {
        racecourse::not_started("BoundedQueue::put_for");
    }

    // Waits while the queue is empty and not closed, then takes out the oldest item.
    // Returns nothing only when the queue is closed and empty: what was put before close() still
    // comes out.
    [[nodiscard]] std::optional<T> get() { racecourse::not_started("BoundedQueue::get"); }

    // The same, but waits for `limit` at most, and returns nothing when no item came in all that
    // time. A limit of 0 tries once.
    [[nodiscard]] std::optional<T> get_for(std::chrono::milliseconds limit) {
        racecourse::not_started("BoundedQueue::get_for");
    }

    // From now on nothing more is let in. Wakes everybody who waits. May be called again.
    void close() { racecourse::not_started("BoundedQueue::close"); }

    // How many items are in the queue, at one moment during the call.
    [[nodiscard]] std::size_t size() const { racecourse::not_started("BoundedQueue::size"); }
};
