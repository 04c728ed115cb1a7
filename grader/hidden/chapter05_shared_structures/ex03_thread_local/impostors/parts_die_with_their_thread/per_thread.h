// Fails: examples, wrong, "total"
// Each thread owns its part, and the object looks them up while they are alive. What a thread that
// has ended had counted is lost.
#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <unordered_map>
#include <vector>

template <class T>
class PerThread {
  public:
    PerThread() : number_(next_number_.fetch_add(1)) {}

    PerThread(const PerThread&) = delete;
    PerThread& operator=(const PerThread&) = delete;

    [[nodiscard]] T& local() {
        thread_local std::unordered_map<long, std::shared_ptr<Part>> parts_of_this_thread;
        auto& part = parts_of_this_thread[number_];
        if (part == nullptr) {
            part = std::make_shared<Part>();
            const std::lock_guard lock(mutex_);
            parts_.push_back(part);
        }
        return part->value;
    }

    template <class Visit>
    void for_each(Visit visit) {
        const std::lock_guard lock(mutex_);
        for (auto& owned : parts_)
            if (const auto part = owned.lock()) visit(part->value);
    }

  private:
    struct alignas(64) Part {  // on cache lines of its own
        T value{};
    };

    static inline std::atomic<long> next_number_{0};
    const long number_;

    std::mutex mutex_;
    std::vector<std::weak_ptr<Part>> parts_;
};
