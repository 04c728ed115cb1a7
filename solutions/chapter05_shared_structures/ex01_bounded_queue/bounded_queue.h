// A queue between any number of producers and consumers, with room for a limited number of items.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <utility>

// First in, first out. Any thread may call any function at any time. Nothing that was put is lost
// or comes out twice. T can be moved; it need not be copyable or have a default constructor.
// Whoever has to wait does so asleep, and goes on as soon as there is room, or an item, for it.
template <class T>
class BoundedQueue {
  public:
    // At most `capacity` items are in the queue at once. A capacity of 0 throws
    // std::invalid_argument.
    explicit BoundedQueue(std::size_t capacity) : capacity_(capacity) {
        if (capacity == 0) throw std::invalid_argument("a queue needs room for one item at least");
    }

    // Waits while the queue is full, then moves `item` in and returns true.
    // Returns false when the queue is closed, also when that happens during the wait. `item` is
    // then as it was: the caller still has it.
    [[nodiscard]] bool put(T&& item) {
        std::unique_lock lock(mutex_);
        not_full_.wait(lock, [this] { return closed_ || has_room(); });
        return add(item);
    }

    // The same, but waits for `limit` at most. When there was no room all that time it returns
    // false, and `item` is as it was. A limit of 0 tries once.
    [[nodiscard]] bool put_for(T&& item, std::chrono::milliseconds limit) {
        std::unique_lock lock(mutex_);
        if (!not_full_.wait_for(lock, limit, [this] { return closed_ || has_room(); }))
            return false;
        return add(item);
    }

    // Waits while the queue is empty and not closed, then takes out the oldest item.
    // Returns nothing only when the queue is closed and empty: what was put before close() still
    // comes out.
    [[nodiscard]] std::optional<T> get() {
        std::unique_lock lock(mutex_);
        not_empty_.wait(lock, [this] { return closed_ || !items_.empty(); });
        return take();
    }

    // The same, but waits for `limit` at most, and returns nothing when no item came in all that
    // time. A limit of 0 tries once.
    [[nodiscard]] std::optional<T> get_for(std::chrono::milliseconds limit) {
        std::unique_lock lock(mutex_);
        not_empty_.wait_for(lock, limit, [this] { return closed_ || !items_.empty(); });
        return take();
    }

    // From now on nothing more is let in. Wakes everybody who waits. May be called again.
    void close() {
        {
            const std::lock_guard lock(mutex_);
            closed_ = true;
        }
        not_full_.notify_all();
        not_empty_.notify_all();
    }

    // How many items are in the queue, at one moment during the call.
    [[nodiscard]] std::size_t size() const {
        const std::lock_guard lock(mutex_);
        return items_.size();
    }

  private:
    // These three need mutex_ to be held.
    bool has_room() const { return items_.size() < capacity_; }

    bool add(T& item) {
        if (closed_) return false;
        items_.push_back(std::move(item));  // not before: a caller who is refused keeps its item
        not_empty_.notify_one();            // one item more is for one consumer
        return true;
    }

    std::optional<T> take() {
        if (items_.empty()) return std::nullopt;
        std::optional<T> item(std::move(items_.front()));
        items_.pop_front();
        not_full_.notify_one();  // one place more is for one producer
        return item;
    }

    const std::size_t capacity_;
    mutable std::mutex mutex_;
    // Two conditions, so that who is woken is always one who can go on.
    std::condition_variable not_full_;
    std::condition_variable not_empty_;
    std::deque<T> items_;  // guarded by mutex_
    bool closed_ = false;  // guarded by mutex_
};
