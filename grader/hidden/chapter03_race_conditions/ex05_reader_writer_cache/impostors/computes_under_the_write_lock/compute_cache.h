// Fails: behaviour, wrong, "its own thread holds already"
// Looks again under the write lock, rightly, and then computes there. Nothing is computed twice,
// but compute may ask for another key, and a shared_mutex refuses a lock to the thread that writes.
#pragma once

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
        {
            const std::shared_lock reading(mutex_);
            const auto found = values_.find(key);
            if (found != values_.end()) return found->second;
        }
        const std::lock_guard writing(mutex_);
        const auto found = values_.find(key);
        if (found != values_.end()) return found->second;
        auto value = std::make_shared<const Value>(compute_(key));
        values_.emplace(key, value);
        return value;
    }

  private:
    const std::function<Value(const Key&)> compute_;
    std::shared_mutex mutex_;
    std::unordered_map<Key, std::shared_ptr<const Value>> values_;  // guarded by mutex_
};
