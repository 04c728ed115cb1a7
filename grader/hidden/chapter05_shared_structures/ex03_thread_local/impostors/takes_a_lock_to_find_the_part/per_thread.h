// Fails: speed, too slow, "lock"
// Right, and all threads queue up: each look for one's own part takes the lock that all share.
#pragma once

#include <atomic>
#include <map>
#include <mutex>

template <class T>
class PerThread {
  public:
    PerThread() = default;

    PerThread(const PerThread&) = delete;
    PerThread& operator=(const PerThread&) = delete;

    [[nodiscard]] T& local() {
        thread_local const long me = next_thread_.fetch_add(1);
        const std::lock_guard lock(mutex_);
        return parts_[me].value;
    }

    template <class Visit>
    void for_each(Visit visit) {
        const std::lock_guard lock(mutex_);
        for (auto& [thread, part] : parts_) visit(part.value);
    }

  private:
    struct alignas(64) Part {  // on cache lines of its own
        T value{};
    };

    static inline std::atomic<long> next_thread_{0};

    std::mutex mutex_;
    std::map<long, Part> parts_;  // guarded by mutex_
};
