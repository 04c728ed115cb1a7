// Fails: speed, too slow, "should wait"
// Cut into shards, which all have the same lock.
#pragma once

#include <cstddef>
#include <functional>
#include <mutex>
#include <optional>
#include <unordered_map>
#include <utility>
#include <vector>

template <class Key, class Value>
class ShardedMap {
  public:
    explicit ShardedMap(std::size_t shards = 16) : shards_(shards) {}

    [[nodiscard]] std::optional<Value> find(const Key& key) const {
        const Shard& shard = shard_of(key);
        const std::lock_guard lock(mutex_);
        const auto found = shard.values.find(key);
        if (found == shard.values.end()) return std::nullopt;
        return found->second;
    }

    template <class Change>
    Value update(const Key& key, Change change) {
        Shard& shard = shard_of(key);
        const std::lock_guard lock(mutex_);
        const auto found = shard.values.find(key);
        Value value = change(found == shard.values.end() ? Value{} : found->second);
        shard.values.insert_or_assign(key, value);
        return value;
    }

    bool erase(const Key& key) {
        Shard& shard = shard_of(key);
        const std::lock_guard lock(mutex_);
        return shard.values.erase(key) > 0;
    }

    bool rename(const Key& from, const Key& to) {
        Shard& source = shard_of(from);
        Shard& target = shard_of(to);
        const std::lock_guard lock(mutex_);
        if (target.values.contains(to)) return false;
        auto entry = source.values.extract(from);
        if (entry.empty()) return false;
        entry.key() = to;
        target.values.insert(std::move(entry));
        return true;
    }

    [[nodiscard]] std::size_t size() const {
        const std::lock_guard lock(mutex_);
        std::size_t count = 0;
        for (const Shard& shard : shards_) count += shard.values.size();
        return count;
    }

  private:
    struct Shard {
        std::unordered_map<Key, Value> values;  // guarded by mutex
    };

    Shard& shard_of(const Key& key) { return shards_[std::hash<Key>()(key) % shards_.size()]; }
    const Shard& shard_of(const Key& key) const {
        return shards_[std::hash<Key>()(key) % shards_.size()];
    }

    mutable std::mutex mutex_;
    std::vector<Shard> shards_;
};
