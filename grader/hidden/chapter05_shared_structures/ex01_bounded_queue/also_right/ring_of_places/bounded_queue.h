// Another design: a ring with a fixed number of places, made once. No memory is asked for or given
// back while the queue is in use.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <utility>
#include <vector>

template <class T>
class BoundedQueue {
  public:
    explicit BoundedQueue(std::size_t capacity) : places_(capacity) {
        if (capacity == 0) throw std::invalid_argument("a queue needs room for one item at least");
    }

    [[nodiscard]] bool put(T&& item) {
        std::unique_lock lock(mutex_);
        while (!closed_ && count_ == places_.size()) not_full_.wait(lock);
        return add(std::move(item), lock);
    }
    [[nodiscard]] bool put_for(T&& item, std::chrono::milliseconds limit) {
        const auto deadline = std::chrono::steady_clock::now() + limit;
        std::unique_lock lock(mutex_);
        while (!closed_ && count_ == places_.size()) {
            if (not_full_.wait_until(lock, deadline) == std::cv_status::timeout) break;
        }
        return add(std::move(item), lock);
    }
    [[nodiscard]] std::optional<T> get() {
        std::unique_lock lock(mutex_);
        while (!closed_ && count_ == 0) not_empty_.wait(lock);
        return take(lock);
    }
    [[nodiscard]] std::optional<T> get_for(std::chrono::milliseconds limit) {
        const auto deadline = std::chrono::steady_clock::now() + limit;
        std::unique_lock lock(mutex_);
        while (!closed_ && count_ == 0) {
            if (not_empty_.wait_until(lock, deadline) == std::cv_status::timeout) break;
        }
        return take(lock);
    }
    void close() {
        const std::lock_guard lock(mutex_);
        closed_ = true;
        not_full_.notify_all();
        not_empty_.notify_all();
    }
    [[nodiscard]] std::size_t size() const {
        const std::lock_guard lock(mutex_);
        return count_;
    }

  private:
    bool add(T&& item, std::unique_lock<std::mutex>& lock) {
        if (closed_ || count_ == places_.size()) return false;
        places_[(first_ + count_) % places_.size()].emplace(std::move(item));
        ++count_;
        lock.unlock();
        not_empty_.notify_one();
        return true;
    }
    std::optional<T> take(std::unique_lock<std::mutex>& lock) {
        if (count_ == 0) return std::nullopt;
        std::optional<T> item(std::move(places_[first_]));
        places_[first_].reset();
        first_ = (first_ + 1) % places_.size();
        --count_;
        lock.unlock();
        not_full_.notify_one();
        return item;
    }

    mutable std::mutex mutex_;
    std::condition_variable not_full_;
    std::condition_variable not_empty_;
    std::vector<std::optional<T>> places_;  // guarded by mutex_, as is what follows
    std::size_t first_ = 0;
    std::size_t count_ = 0;
    bool closed_ = false;
};
