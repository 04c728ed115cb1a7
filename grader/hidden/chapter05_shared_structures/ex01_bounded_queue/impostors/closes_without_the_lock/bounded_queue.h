// Fails: schedules, deadlock, "wait"
// The flag is atomic, so why lock? Because a consumer may have looked at it, and not be asleep yet,
// when the flag is set and the call to wake up goes out. It then sleeps for ever.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <utility>

template <class T>
class BoundedQueue {
  public:
    explicit BoundedQueue(std::size_t capacity) : capacity_(capacity) {
        if (capacity == 0) throw std::invalid_argument("a queue needs room for one item at least");
    }

    [[nodiscard]] bool put(T&& item) {
        std::unique_lock lock(mutex_);
        not_full_.wait(lock, [this] { return closed_ || has_room(); });
        return add(item);
    }

    [[nodiscard]] bool put_for(T&& item, std::chrono::milliseconds limit) {
        std::unique_lock lock(mutex_);
        if (!not_full_.wait_for(lock, limit, [this] { return closed_ || has_room(); }))
            return false;
        return add(item);
    }

    [[nodiscard]] std::optional<T> get() {
        std::unique_lock lock(mutex_);
        not_empty_.wait(lock, [this] { return closed_ || !items_.empty(); });
        return take();
    }

    [[nodiscard]] std::optional<T> get_for(std::chrono::milliseconds limit) {
        std::unique_lock lock(mutex_);
        not_empty_.wait_for(lock, limit, [this] { return closed_ || !items_.empty(); });
        return take();
    }

    void close() {
        closed_ = true;
        not_full_.notify_all();
        not_empty_.notify_all();
    }

    [[nodiscard]] std::size_t size() const {
        const std::lock_guard lock(mutex_);
        return items_.size();
    }

  private:
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
    std::condition_variable not_full_;
    std::condition_variable not_empty_;
    std::deque<T> items_;  // guarded by mutex_
    std::atomic<bool> closed_ = false;
};
