// Fails: behaviour, crash, "freed"
// Remembers by the object's address where this thread's part is. A new object in the same place
// finds the pointer into the old one.
#pragma once

#include <deque>
#include <mutex>
#include <unordered_map>

template <class T>
class PerThread {
  public:
    PerThread() = default;

    PerThread(const PerThread&) = delete;
    PerThread& operator=(const PerThread&) = delete;

    [[nodiscard]] T& local() {
        thread_local std::unordered_map<const void*, T*> parts_of_this_thread;
        T*& part = parts_of_this_thread[this];
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

    std::mutex mutex_;
    std::deque<Part> parts_;  // guarded by mutex_; a deque's elements stay where they are
};
