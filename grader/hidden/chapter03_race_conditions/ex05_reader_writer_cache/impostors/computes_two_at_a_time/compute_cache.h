// Fails: speed, too slow, "at once"
// "Computing is expensive, so no more than two threads may do it at a time", whatever the number of
// cores. All others wait, though they need quite different keys.
#pragma once

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <shared_mutex>
#include <unordered_map>
#include <utility>

template <class Key, class Value>
class ComputeCache {
  public:
    explicit ComputeCache(std::function<Value(const Key&)> compute)
        : compute_(std::move(compute)) {}

    [[nodiscard]] std::shared_ptr<const Value> get(const Key& key) {
        if (auto value = ready_value(key)) return value;

        Entry& entry = entry_of(key);
        const std::lock_guard computing(entry.computing);
        if (auto value = ready_value(key)) return value;

        const Permit permit(*this);
        auto value = std::make_shared<const Value>(compute_(key));
        const std::lock_guard writing(mutex_);
        entry.value = value;
        return value;
    }

  private:
    struct Entry {
        std::mutex computing;
        std::shared_ptr<const Value> value;
    };

    // A thread that computes one value because it needs it for another has a permit already.
    class Permit {
      public:
        explicit Permit(ComputeCache& cache) : cache_(cache) {
            if (depth++ > 0) return;
            std::unique_lock lock(cache_.permits_mutex_);
            cache_.permit_free_.wait(lock, [&] { return cache_.permits_ > 0; });
            --cache_.permits_;
        }
        ~Permit() {
            if (--depth > 0) return;
            {
                const std::lock_guard lock(cache_.permits_mutex_);
                ++cache_.permits_;
            }
            cache_.permit_free_.notify_one();
        }

      private:
        static inline thread_local int depth = 0;
        ComputeCache& cache_;
    };

    std::shared_ptr<const Value> ready_value(const Key& key) const {
        const std::shared_lock reading(mutex_);
        const auto found = entries_.find(key);
        return found == entries_.end() ? nullptr : found->second.value;
    }
    Entry& entry_of(const Key& key) {
        const std::lock_guard writing(mutex_);
        return entries_[key];
    }

    const std::function<Value(const Key&)> compute_;
    mutable std::shared_mutex mutex_;
    std::unordered_map<Key, Entry> entries_;  // guarded by mutex_
    std::mutex permits_mutex_;
    std::condition_variable permit_free_;
    int permits_ = 2;  // guarded by permits_mutex_
};
