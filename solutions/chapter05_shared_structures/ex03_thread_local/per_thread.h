// One value of each thread's own, and all of them together in the end.
#pragma once

#include <atomic>
#include <deque>
#include <mutex>
#include <unordered_map>

// Each PerThread object keeps a T for each thread that asks for one: its part. A part is made as
// T{}, and lives as long as the PerThread object, also when its thread has ended.
template <class T>
class PerThread {
  public:
    PerThread() : number_(next_number_.fetch_add(1)) {}

    PerThread(const PerThread&) = delete;
    PerThread& operator=(const PerThread&) = delete;

    // The calling thread's part of this object: made when this thread asks for the first time, and
    // the same one each time after. No other thread gets it, not even one that is started later.
    //
    // Any number of threads may call this at once. Asking again costs no lock, and threads that
    // write to their parts do not slow each other down: no two parts share a cache line, which has
    // 64 bytes.
    [[nodiscard]] T& local() {
        // What this thread has in each PerThread<T>, by that one's number. The thread keeps only
        // pointers: the parts have to outlive it.
        thread_local std::unordered_map<long, T*> parts_of_this_thread;
        T*& part = parts_of_this_thread[number_];
        if (part == nullptr) part = &new_part();
        return *part;
    }

    // Calls visit(part) for the part of every thread that ever asked, ended or not, in any order.
    // To be called when nobody else uses this object or its parts.
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

    // Not the address: a new object may be made where an old one was destroyed.
    static inline std::atomic<long> next_number_{0};
    const long number_;

    std::mutex mutex_;
    std::deque<Part> parts_;  // guarded by mutex_; a deque's elements stay where they are
};
