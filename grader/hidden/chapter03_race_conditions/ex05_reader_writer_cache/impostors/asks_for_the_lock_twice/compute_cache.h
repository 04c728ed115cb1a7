// Fails: examples, deadlock, "waits"
// A reader that finds nothing wants to write, and asks for the write lock while it still has the
// read lock. The write lock waits until all readers are gone, this one among them.
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
        const std::shared_lock reading(mutex_);
        const auto found = values_.find(key);
        if (found != values_.end()) return found->second;
        auto value = std::make_shared<const Value>(compute_(key));
        const std::lock_guard writing(mutex_);
        values_.emplace(key, value);
        return value;
    }

  private:
    const std::function<Value(const Key&)> compute_;
    std::shared_mutex mutex_;
    std::unordered_map<Key, std::shared_ptr<const Value>> values_;  // guarded by mutex_
};
