// Fails: behaviour, wrong, "one reader waited for the other"
// Right in all else, but with a std::mutex: readers change nothing, and yet go through one by one.
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
        if (auto value = ready_value(key)) return value;
        Entry& entry = entry_of(key);
        const std::lock_guard computing(entry.computing);
        if (auto value = ready_value(key)) return value;
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
    std::shared_ptr<const Value> ready_value(const Key& key) const {
        const std::lock_guard reading(mutex_);
        const auto found = entries_.find(key);
        return found == entries_.end() ? nullptr : found->second.value;
    }
    Entry& entry_of(const Key& key) {
        const std::lock_guard writing(mutex_);
        return entries_[key];
    }
    const std::function<Value(const Key&)> compute_;
    mutable std::mutex mutex_;
    std::unordered_map<Key, Entry> entries_;  // guarded by mutex_
};
