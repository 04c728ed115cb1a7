// Fails: races, race, "parts_"
// Each thread uses a part of its own, so nothing seems to need a lock. But two threads may be
// getting their parts at the same time.
#pragma once

#include <atomic>
#include <deque>
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
        for (Part& part : parts_) visit(part.value);
    }

  private:
    struct alignas(64) Part {  // on cache lines of its own
        T value{};
    };

    T& new_part() { return parts_.emplace_back().value; }

    static inline std::atomic<long> next_number_{0};
    const long number_;

    std::deque<Part> parts_;  // guarded by mutex_; a deque's elements stay where they are
};
