// Fails: speed, too slow, "wait"
// Hashes the key before it takes the lock, so that "the look-up itself is short", and then does
// with a plain mutex. But a look-up compares keys, too, and that can take as long as it likes.
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
        const std::size_t hash = std::hash<Key>()(key);
        Entry& entry = entry_of(hash, key);
        if (auto value = ready_value(entry)) return value;
        const std::lock_guard computing(entry.computing);
        if (auto value = ready_value(entry)) return value;
        auto value = std::make_shared<const Value>(compute_(key));
        const std::lock_guard lock(mutex_);
        entry.value = value;
        return value;
    }

  private:
    struct Entry {
        explicit Entry(const Key& the_key) : key(the_key) {}
        const Key key;
        std::mutex computing;
        std::shared_ptr<const Value> value;  // guarded by mutex_
    };

    Entry& entry_of(std::size_t hash, const Key& key) {
        const std::lock_guard lock(mutex_);
        const auto [first, last] = entries_.equal_range(hash);
        for (auto found = first; found != last; ++found) {
            if (found->second.key == key) return found->second;
        }
        return entries_.emplace(hash, key)->second;
    }
    std::shared_ptr<const Value> ready_value(const Entry& entry) const {
        const std::lock_guard lock(mutex_);
        return entry.value;
    }

    const std::function<Value(const Key&)> compute_;
    mutable std::mutex mutex_;
    std::unordered_multimap<std::size_t, Entry> entries_;  // by hash, guarded by mutex_
};
