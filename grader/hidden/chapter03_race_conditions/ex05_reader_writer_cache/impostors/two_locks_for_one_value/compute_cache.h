// Fails: races, race, "value"
// The value is written under the lock of its entry and read under the lock of the map. Two
// different locks keep nobody apart.
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
        if (auto value = ready_value(key)) return value;
        Entry& entry = entry_of(key);
        const std::lock_guard computing(entry.computing);
        if (!entry.value) entry.value = std::make_shared<const Value>(compute_(key));
        return entry.value;
    }

  private:
    struct Entry {
        std::mutex computing;
        std::shared_ptr<const Value> value;
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
};
