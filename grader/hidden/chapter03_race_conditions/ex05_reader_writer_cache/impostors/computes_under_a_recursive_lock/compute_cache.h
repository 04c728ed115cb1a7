// Fails: behaviour, wrong, "Neither needs key 1"
// A recursive mutex ends the deadlock with oneself, not the waiting of all others: while one value
// is being computed, nobody else gets even those that are ready.
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <unordered_map>
#include <utility>

template <class Key, class Value>
class ComputeCache {
  public:
    explicit ComputeCache(std::function<Value(const Key&)> compute)
        : compute_(std::move(compute)) {}

    [[nodiscard]] std::shared_ptr<const Value> get(const Key& key) {
        const std::lock_guard lock(mutex_);
        const auto found = values_.find(key);
        if (found != values_.end()) return found->second;
        auto value = std::make_shared<const Value>(compute_(key));
        values_.emplace(key, value);
        return value;
    }

  private:
    const std::function<Value(const Key&)> compute_;
    std::recursive_mutex mutex_;
    std::unordered_map<Key, std::shared_ptr<const Value>> values_;  // guarded by mutex_
};
