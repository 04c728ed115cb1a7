// A lock, a semaphore, an event and a bounded queue for coroutines: who waits keeps no thread.
#pragma once

#include <asio.hpp>
#include <asio/experimental/as_tuple.hpp>

#include <cstddef>
#include <deque>
#include <list>
#include <stdexcept>
#include <utility>

using asio::awaitable;

// All of this is for coroutines of one executor that runs one of them at a time: a loop that one
// thread runs, or a strand. The objects live longer than the coroutines that use them, and longer
// than the loop.

// The coroutines that wait for something, first come, first served.
class Line {
  public:
    // The place of one of them. It lives in the coroutine that waits, and goes with it: when that
    // has been woken, was cancelled, or is destroyed with the loop.
    class Place {
      public:
        Place(Line& line, const asio::any_io_executor& executor)
            : line_(line), bell_(executor, asio::steady_timer::time_point::max()) {
            line_.places_.push_back(this);
        }
        ~Place() {
            if (!called_) line_.places_.remove(this);
        }
        Place(const Place&) = delete;
        Place& operator=(const Place&) = delete;

        // Waits until it was called, or the coroutine is cancelled. Says whether it was called.
        awaitable<bool> wait() {
            co_await bell_.async_wait(asio::experimental::as_tuple(asio::use_awaitable));
            co_return called_;
        }

      private:
        friend Line;
        Line& line_;
        asio::steady_timer bell_;
        bool called_ = false;
    };

    // Calls the first, who then goes on from the loop, and not in here. False when nobody waits.
    bool call_next() {
        if (places_.empty()) return false;
        Place& first = *places_.front();
        places_.pop_front();
        first.called_ = true;
        first.bell_.cancel();
        return true;
    }

  private:
    std::list<Place*> places_;
};

class AsyncSemaphore {
  public:
    explicit AsyncSemaphore(std::size_t permits) : permits_(permits) {}

    AsyncSemaphore(const AsyncSemaphore&) = delete;
    AsyncSemaphore& operator=(const AsyncSemaphore&) = delete;

    // Waits for a permit and takes it. Whoever is cancelled meanwhile gets operation_aborted, and
    // no permit.
    awaitable<void> acquire() {
        if (permits_ > 0) {
            --permits_;
            co_return;
        }
        Line::Place place(line_, co_await asio::this_coro::executor);
        // Called and cancelled at once: then the permit is ours, and we give it back as usual.
        if (!co_await place.wait()) throw asio::system_error(asio::error::operation_aborted);
    }

    // Gives a permit back: to the one that has waited longest, else to whoever comes.
    void release() {
        if (!line_.call_next()) ++permits_;
    }

    [[nodiscard]] std::size_t available() const { return permits_; }

  private:
    std::size_t permits_;
    Line line_;
};

class AsyncLock {
  public:
    // Has the lock, and unlocks it when it is destroyed.
    class [[nodiscard]] Guard {
      public:
        explicit Guard(AsyncLock& lock) : lock_(&lock) {}
        Guard(Guard&& other) noexcept : lock_(std::exchange(other.lock_, nullptr)) {}
        Guard& operator=(Guard&&) = delete;
        ~Guard() {
            if (lock_ != nullptr) lock_->semaphore_.release();
        }

      private:
        AsyncLock* lock_;
    };

    AsyncLock() = default;
    AsyncLock(const AsyncLock&) = delete;
    AsyncLock& operator=(const AsyncLock&) = delete;

    awaitable<Guard> lock() {
        co_await semaphore_.acquire();
        co_return Guard(*this);
    }

    [[nodiscard]] bool locked() const { return semaphore_.available() == 0; }

  private:
    AsyncSemaphore semaphore_{1};
};

class AsyncEvent {
  public:
    AsyncEvent() = default;
    AsyncEvent(const AsyncEvent&) = delete;
    AsyncEvent& operator=(const AsyncEvent&) = delete;

    awaitable<void> wait() {
        if (set_) co_return;
        Line::Place place(line_, co_await asio::this_coro::executor);
        if (!co_await place.wait()) throw asio::system_error(asio::error::operation_aborted);
    }

    void set() {
        set_ = true;
        while (line_.call_next()) continue;
    }

    void clear() { set_ = false; }

    [[nodiscard]] bool is_set() const { return set_; }

  private:
    bool set_ = false;
    Line line_;
};

template <class T>
class AsyncQueue {
  public:
    explicit AsyncQueue(std::size_t capacity) : free_(capacity) {}

    AsyncQueue(const AsyncQueue&) = delete;
    AsyncQueue& operator=(const AsyncQueue&) = delete;

    awaitable<void> put(T item) {
        co_await free_.acquire();
        items_.push_back(std::move(item));
        ++unfinished_;
        all_done_.clear();
        filled_.release();
    }

    awaitable<T> get() {
        co_await filled_.acquire();
        T item = std::move(items_.front());
        items_.pop_front();
        free_.release();
        co_return item;
    }

    void task_done() {
        if (unfinished_ == 0) throw std::logic_error("task_done() without an item");
        if (--unfinished_ == 0) all_done_.set();
    }

    awaitable<void> join() {
        if (unfinished_ > 0) co_await all_done_.wait();
    }

    [[nodiscard]] std::size_t size() const { return items_.size(); }

  private:
    std::deque<T> items_;
    std::size_t unfinished_ = 0;
    AsyncSemaphore free_;       // a permit for each free place
    AsyncSemaphore filled_{0};  // a permit for each item
    AsyncEvent all_done_;
};
