// Another design: who waits and who wakes share a small record. Whoever is cancelled only marks it,
// and whoever wakes passes over those marks. The queue hands its items over itself.
#pragma once

#include <asio.hpp>
#include <asio/experimental/as_tuple.hpp>

#include <cstddef>
#include <deque>
#include <memory>
#include <optional>
#include <stdexcept>
#include <utility>

using asio::awaitable;

struct Nothing {};

// Somebody who waits for a thing, and gets it into the hand.
template <class Thing>
struct Waiting {
    explicit Waiting(const asio::any_io_executor& executor)
        : bell(std::in_place, executor, asio::steady_timer::time_point::max()) {}

    std::optional<asio::steady_timer> bell;  // as long as somebody waits
    bool called = false;
    bool left = false;
    std::optional<Thing> thing;
};

template <class Thing>
class Hall {
  public:
    // Waits; gives what it was handed. `thing` is what it brings along.
    awaitable<std::shared_ptr<Waiting<Thing>>> wait(std::optional<Thing> thing) {
        auto waiting = std::make_shared<Waiting<Thing>>(co_await asio::this_coro::executor);
        waiting->thing = std::move(thing);
        waiting_.push_back(waiting);
        const Leaves leaves(waiting);
        co_await waiting->bell->async_wait(asio::experimental::as_tuple(asio::use_awaitable));
        if (!waiting->called) throw asio::system_error(asio::error::operation_aborted);
        co_return waiting;
    }

    // The first who is still there, or nobody.
    std::shared_ptr<Waiting<Thing>> next() {
        while (!waiting_.empty()) {
            auto first = waiting_.front();
            waiting_.pop_front();
            if (first->left) continue;
            first->called = true;
            first->bell->cancel();
            return first;
        }
        return nullptr;
    }

  private:
    class Leaves {
      public:
        explicit Leaves(std::shared_ptr<Waiting<Thing>> who) : who_(std::move(who)) {}
        Leaves(const Leaves&) = delete;
        Leaves& operator=(const Leaves&) = delete;
        ~Leaves() {
            who_->left = true;
            who_->bell.reset();
        }

      private:
        std::shared_ptr<Waiting<Thing>> who_;
    };

    std::deque<std::shared_ptr<Waiting<Thing>>> waiting_;
};

class AsyncSemaphore {
  public:
    explicit AsyncSemaphore(std::size_t permits) : permits_(permits) {}
    AsyncSemaphore(const AsyncSemaphore&) = delete;
    AsyncSemaphore& operator=(const AsyncSemaphore&) = delete;

    awaitable<void> acquire() {
        if (permits_ == 0) {
            std::optional<Nothing> nothing;
            co_await hall_.wait(nothing);
        } else {
            --permits_;
        }
    }

    void release() {
        if (hall_.next() == nullptr) ++permits_;
    }

    [[nodiscard]] std::size_t available() const { return permits_; }

  private:
    std::size_t permits_;
    Hall<Nothing> hall_;
};

class AsyncLock {
  public:
    class [[nodiscard]] Guard {
      public:
        explicit Guard(AsyncLock& lock) : lock_(&lock) {}
        Guard(Guard&& other) noexcept : lock_(std::exchange(other.lock_, nullptr)) {}
        Guard& operator=(Guard&&) = delete;
        ~Guard() {
            if (lock_ != nullptr && lock_->hall_.next() == nullptr) lock_->locked_ = false;
        }

      private:
        AsyncLock* lock_;
    };

    AsyncLock() = default;
    AsyncLock(const AsyncLock&) = delete;
    AsyncLock& operator=(const AsyncLock&) = delete;

    awaitable<Guard> lock() {
        if (locked_) {
            std::optional<Nothing> nothing;
            co_await hall_.wait(nothing);
        }
        locked_ = true;
        co_return Guard(*this);
    }

    [[nodiscard]] bool locked() const { return locked_; }

  private:
    bool locked_ = false;
    Hall<Nothing> hall_;
};

class AsyncEvent {
  public:
    AsyncEvent() = default;
    AsyncEvent(const AsyncEvent&) = delete;
    AsyncEvent& operator=(const AsyncEvent&) = delete;

    awaitable<void> wait() {
        if (set_) co_return;
        std::optional<Nothing> nothing;
        co_await hall_.wait(nothing);
    }
    void set() {
        set_ = true;
        while (hall_.next() != nullptr) continue;
    }
    void clear() { set_ = false; }
    [[nodiscard]] bool is_set() const { return set_; }

  private:
    bool set_ = false;
    Hall<Nothing> hall_;
};

template <class T>
class AsyncQueue {
  public:
    explicit AsyncQueue(std::size_t capacity) : capacity_(capacity) {}
    AsyncQueue(const AsyncQueue&) = delete;
    AsyncQueue& operator=(const AsyncQueue&) = delete;

    awaitable<void> put(T item) {
        std::optional<T> brought(std::move(item));
        if (items_.size() == capacity_) {
            co_await putting_.wait(std::move(brought));
            co_return;  // the one who made room has put it in
        }
        put_in(std::move(*brought));
    }

    awaitable<T> get() {
        if (items_.empty()) {
            std::optional<T> none;
            const auto me = co_await getting_.wait(none);
            co_return std::move(*me->thing);
        }
        T item = std::move(items_.front());
        items_.pop_front();
        if (const auto next = putting_.next()) put_in(std::move(*next->thing));
        co_return item;
    }

    void task_done() {
        if (unfinished_ == 0) throw std::logic_error("task_done() without an item");
        if (--unfinished_ > 0) return;
        while (joining_.next() != nullptr) continue;
    }

    awaitable<void> join() {
        if (unfinished_ == 0) co_return;
        std::optional<Nothing> nothing;
        co_await joining_.wait(nothing);
    }

    [[nodiscard]] std::size_t size() const { return items_.size(); }

  private:
    void put_in(T item) {
        ++unfinished_;
        if (const auto next = getting_.next()) {
            next->thing = std::move(item);
        } else {
            items_.push_back(std::move(item));
        }
    }

    std::size_t capacity_;
    std::size_t unfinished_ = 0;
    std::deque<T> items_;
    Hall<T> putting_;
    Hall<T> getting_;
    Hall<Nothing> joining_;
};
