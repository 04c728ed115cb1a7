// Fails: behaviour, wrong, "of another"
// A thread_local variable is there once per thread, not once per thread and object: the second
// object gets the part of the first.
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
        thread_local T* part = nullptr;
        if (part == nullptr || owner_of_part() != number_) {
            part = &new_part();
            owner_of_part() = number_;
        }
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

    static long& owner_of_part() {
        thread_local long owner = -1;
        return owner;
    }
    T& new_part() {
        const std::lock_guard lock(mutex_);
        return parts_.emplace_back().value;
    }

    static inline std::atomic<long> next_number_{0};
    const long number_;

    std::mutex mutex_;
    std::deque<Part> parts_;  // guarded by mutex_; a deque's elements stay where they are
};
