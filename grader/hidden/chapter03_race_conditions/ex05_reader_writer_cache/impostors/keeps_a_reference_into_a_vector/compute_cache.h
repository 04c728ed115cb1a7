// Fails: behaviour, crash, "used that was freed"
// For a few keys a vector is as fast as a map, but a vector that grows moves its elements. The
// entry is kept by reference, without the lock, while compute may add others.
#pragma once

#include <algorithm>
#include <functional>
#include <memory>
#include <mutex>
#include <shared_mutex>
#include <utility>
#include <vector>

template <class Key, class Value>
class ComputeCache {
  public:
    explicit ComputeCache(std::function<Value(const Key&)> compute)
        : compute_(std::move(compute)) {}

    [[nodiscard]] std::shared_ptr<const Value> get(const Key& key) {
        if (auto value = ready_value(key)) return value;
        Entry& entry = entry_of(key);
        const std::lock_guard computing(*entry.computing);
        if (auto value = ready_value(key)) return value;
        auto value = std::make_shared<const Value>(compute_(key));
        const std::lock_guard writing(mutex_);
        entry.value = value;
        return value;
    }

  private:
    struct Entry {
        Key key;
        std::shared_ptr<std::mutex> computing;
        std::shared_ptr<const Value> value;
    };
    auto find(const Key& key) {
        return std::find_if(entries_.begin(), entries_.end(),
                            [&](const Entry& entry) { return entry.key == key; });
    }
    std::shared_ptr<const Value> ready_value(const Key& key) {
        const std::shared_lock reading(mutex_);
        const auto found = find(key);
        return found == entries_.end() ? nullptr : found->value;
    }
    Entry& entry_of(const Key& key) {
        const std::lock_guard writing(mutex_);
        const auto found = find(key);
        if (found != entries_.end()) return *found;
        return entries_.emplace_back(Entry{key, std::make_shared<std::mutex>(), nullptr});
    }

    const std::function<Value(const Key&)> compute_;
    std::shared_mutex mutex_;
    std::vector<Entry> entries_;  // guarded by mutex_
};
