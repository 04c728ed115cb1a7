// A lock, a semaphore, an event and a bounded queue for coroutines: who waits keeps no thread.
#pragma once

#include <racecourse/not_started.h>

#include <asio.hpp>

#include <cstddef>
#include <stdexcept>

using asio::awaitable;

// All of this is for coroutines of one executor that runs one of them at a time: a loop that one
// thread runs, or a strand. The objects live longer than the coroutines that use them, and longer
// than the loop: when it has gone, with all who still wait in it, they keep no timer of it.
//
// Whoever waits is woken at once (not by looking again and again), and goes on from the loop: never
// inside of the function that has woken it. Those who wait for the same are served in the order in
// which they came, and nobody who comes later gets ahead of them.
//
// Whoever is cancelled while waiting gets asio::system_error with operation_aborted, and has taken
// nothing. If it was woken at the same time, it either gets what it waited for all the same, or
// that goes to the next: nothing is lost.

class AsyncSemaphore {
  public:
    explicit AsyncSemaphore(std::size_t permits) {}

    AsyncSemaphore(const AsyncSemaphore&) = delete;
    AsyncSemaphore& operator=(const AsyncSemaphore&) = delete;

    // Waits until there is a permit, and takes it.
    awaitable<void> acquire() { racecourse::not_started("AsyncSemaphore::acquire"); }

    // Gives a permit back: to the one that has waited longest, else to whoever comes. So it is gone
    // again at once if somebody waits.
    void release() { racecourse::not_started("AsyncSemaphore::release"); }

    // How many permits whoever comes could have at once.
    [[nodiscard]] std::size_t available() const {
        racecourse::not_started("AsyncSemaphore::available");
    }
};

class AsyncLock {
  public:
    // Has the lock, and unlocks it when it is destroyed: for the one that has waited longest, if
    // anybody waits.
    class [[nodiscard]] Guard {
      public:
        explicit Guard(AsyncLock& lock) {}
        Guard(Guard&& other) noexcept {}
        Guard& operator=(Guard&&) = delete;
        ~Guard() {}
    };

    AsyncLock() = default;
    AsyncLock(const AsyncLock&) = delete;
    AsyncLock& operator=(const AsyncLock&) = delete;

    // Waits until the lock is free, and takes it.
    awaitable<Guard> lock() { racecourse::not_started("AsyncLock::lock"); }

    [[nodiscard]] bool locked() const { racecourse::not_started("AsyncLock::locked"); }
};

class AsyncEvent {
  public:
    AsyncEvent() = default;
    AsyncEvent(const AsyncEvent&) = delete;
    AsyncEvent& operator=(const AsyncEvent&) = delete;

    // Waits until the event is set; not at all if it is set now.
    awaitable<void> wait() { racecourse::not_started("AsyncEvent::wait"); }

    // Wakes all who wait, and lets pass all who come, until clear(). Who was waiting at set() goes
    // on, also when the event is cleared right after it.
    void set() { racecourse::not_started("AsyncEvent::set"); }

    void clear() { racecourse::not_started("AsyncEvent::clear"); }

    [[nodiscard]] bool is_set() const { racecourse::not_started("AsyncEvent::is_set"); }
};

// Never holds more than `capacity` items; the first that was put in comes out first.
template <class T>
class AsyncQueue {
  public:
    explicit AsyncQueue(std::size_t capacity) {}

    AsyncQueue(const AsyncQueue&) = delete;
    AsyncQueue& operator=(const AsyncQueue&) = delete;

    // Waits until there is room, and puts the item in.
    awaitable<void> put(T item) { racecourse::not_started("AsyncQueue::put"); }

    // Waits until there is an item, and takes it out. A cancelled get() takes none.
    awaitable<T> get() { racecourse::not_started("AsyncQueue::get"); }

    // Says that an item that was got has been dealt with. Throws std::logic_error when that was
    // said as often as items were put in.
    void task_done() { racecourse::not_started("AsyncQueue::task_done"); }

    // Waits until task_done() was called for each item that was put in; not at all if so now.
    awaitable<void> join() { racecourse::not_started("AsyncQueue::join"); }

    // How many items are in it.
    [[nodiscard]] std::size_t size() const { racecourse::not_started("AsyncQueue::size"); }
};
