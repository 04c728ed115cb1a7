// Another design: the numbers of the objects are small, so each thread keeps a plain vector with a
// place for each. Quicker than a map, and it never gets smaller.
#pragma once

#include <atomic>
#include <cstddef>
#include <deque>
#include <mutex>
#include <vector>

template <class T>
class PerThread {
  public:
    PerThread() : number_(next_number_.fetch_add(1)) {}

    PerThread(const PerThread&) = delete;
    PerThread& operator=(const PerThread&) = delete;

    [[nodiscard]] T& local() {
        thread_local std::vector<T*> parts_of_this_thread;
        if (parts_of_this_thread.size() <= number_) parts_of_this_thread.resize(number_ + 1);
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
    struct alignas(64) Part {  // on cache lines of its own
        T value{};
    };

    T& new_part() {
        const std::lock_guard lock(mutex_);
        return parts_.emplace_back().value;
    }

    static inline std::atomic<std::size_t> next_number_{0};
    const std::size_t number_;

    std::mutex mutex_;
    std::deque<Part> parts_;  // guarded by mutex_; a deque's elements stay where they are
};
