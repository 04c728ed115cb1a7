// Fails: races, deadlock, "mutex"
// First the shard of the old name, then that of the new one. Two renames in opposite directions
// each get their first lock and wait for ever for the second.
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
        const std::lock_guard lock(shard.mutex);
        const auto found = shard.values.find(key);
        if (found == shard.values.end()) return std::nullopt;
        return found->second;
    }

    template <class Change>
    Value update(const Key& key, Change change) {
        Shard& shard = shard_of(key);
        const std::lock_guard lock(shard.mutex);
        const auto found = shard.values.find(key);
        Value value = change(found == shard.values.end() ? Value{} : found->second);
        shard.values.insert_or_assign(key, value);
        return value;
    }

    bool erase(const Key& key) {
        Shard& shard = shard_of(key);
        const std::lock_guard lock(shard.mutex);
        return shard.values.erase(key) > 0;
    }

    bool rename(const Key& from, const Key& to) {
        Shard& source = shard_of(from);
        std::unique_lock source_lock(source.mutex);
        Shard& target = shard_of(to);
        std::unique_lock target_lock(target.mutex, std::defer_lock);
        if (&source != &target) target_lock.lock();
        if (target.values.contains(to)) return false;
        auto entry = source.values.extract(from);
        if (entry.empty()) return false;
        entry.key() = to;
        target.values.insert(std::move(entry));
        return true;
    }

    [[nodiscard]] std::size_t size() const {
        std::vector<std::unique_lock<std::mutex>> locks;
        for (const Shard& shard : shards_) locks.emplace_back(shard.mutex);
        std::size_t count = 0;
        for (const Shard& shard : shards_) count += shard.values.size();
        return count;
    }

  private:
    struct Shard {
        mutable std::mutex mutex;
        std::unordered_map<Key, Value> values;  // guarded by mutex
    };

    Shard& shard_of(const Key& key) { return shards_[std::hash<Key>()(key) % shards_.size()]; }
    const Shard& shard_of(const Key& key) const {
        return shards_[std::hash<Key>()(key) % shards_.size()];
    }

    std::vector<Shard> shards_;
};
