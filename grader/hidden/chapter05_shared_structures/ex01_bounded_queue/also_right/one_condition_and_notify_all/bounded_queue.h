// Another design: one condition variable for both sides. Then every change has to wake all, because
// nobody knows who sleeps there; simpler, and slower when many wait.
#pragma once

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
        changed_.wait(lock, [this] { return closed_ || has_room(); });
        return add(item);
    }

    [[nodiscard]] bool put_for(T&& item, std::chrono::milliseconds limit) {
        std::unique_lock lock(mutex_);
        if (!changed_.wait_for(lock, limit, [this] { return closed_ || has_room(); })) return false;
        return add(item);
    }

    [[nodiscard]] std::optional<T> get() {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [this] { return closed_ || !items_.empty(); });
        return take();
    }

    [[nodiscard]] std::optional<T> get_for(std::chrono::milliseconds limit) {
        std::unique_lock lock(mutex_);
        changed_.wait_for(lock, limit, [this] { return closed_ || !items_.empty(); });
        return take();
    }

    void close() {
        {
            const std::lock_guard lock(mutex_);
            closed_ = true;
        }
        changed_.notify_all();
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
        changed_.notify_all();              // one item more is for one consumer
        return true;
    }

    std::optional<T> take() {
        if (items_.empty()) return std::nullopt;
        std::optional<T> item(std::move(items_.front()));
        items_.pop_front();
        changed_.notify_all();  // one place more is for one producer
        return item;
    }

    const std::size_t capacity_;
    mutable std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<T> items_;  // guarded by mutex_
    bool closed_ = false;  // guarded by mutex_
};
