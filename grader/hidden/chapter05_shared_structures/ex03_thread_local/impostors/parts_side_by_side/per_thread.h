// Fails: speed, too slow, "cache line"
// No lock, no waiting, and eight counters on one cache line, which goes from core to core at each
// write.
#pragma once

#include <atomic>
#include <deque>
#include <mutex>
#include <unordered_map>

template <class T>
class PerThread {
  public:
    PerThread() : number_(next_number_.fetch_add(1)) {}

    PerThread(const PerThread&) = delete;
    PerThread& operator=(const PerThread&) = delete;

    [[nodiscard]] T& local() {
        thread_local std::unordered_map<long, T*> parts_of_this_thread;
        T*& part = parts_of_this_thread[number_];
        if (part == nullptr) part = &new_part();
        return *part;
    }

    template <class Visit>
    void for_each(Visit visit) {
        const std::lock_guard lock(mutex_);
        for (Part& part : parts_) visit(part.value);
    }

  private:
    struct Part {
        T value{};
    };

    T& new_part() {
        const std::lock_guard lock(mutex_);
        return parts_.emplace_back().value;
    }

    static inline std::atomic<long> next_number_{0};
    const long number_;

    std::mutex mutex_;
    std::deque<Part> parts_;  // guarded by mutex_; a deque's elements stay where they are
};
