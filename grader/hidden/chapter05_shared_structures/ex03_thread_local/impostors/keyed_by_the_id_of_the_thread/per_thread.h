// Fails: behaviour, wrong, "may be given to a new one"
// A map from thread ids to parts, under a lock. The id of a thread that has ended is given to a new
// one, which then finds what the old one left.
#pragma once

#include <map>
#include <mutex>
#include <thread>

template <class T>
class PerThread {
  public:
    PerThread() = default;

    PerThread(const PerThread&) = delete;
    PerThread& operator=(const PerThread&) = delete;

    [[nodiscard]] T& local() {
        const std::lock_guard lock(mutex_);
        return parts_[std::this_thread::get_id()].value;
    }

    template <class Visit>
    void for_each(Visit visit) {
        const std::lock_guard lock(mutex_);
        for (auto& [id, part] : parts_) visit(part.value);
    }

  private:
    struct alignas(64) Part {  // on cache lines of its own
        T value{};
    };

    std::mutex mutex_;
    std::map<std::thread::id, Part> parts_;
};
