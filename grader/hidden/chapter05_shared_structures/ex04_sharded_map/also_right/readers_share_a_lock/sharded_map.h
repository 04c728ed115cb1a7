// Another design: a std::shared_mutex for each shard, so that those who look do not wait for each
// other; and two locks are taken in the order of their shards.
#pragma once

#include <algorithm>
#include <cstddef>
#include <functional>
#include <mutex>
#include <optional>
#include <shared_mutex>
#include <unordered_map>
#include <utility>
#include <vector>

template <class Key, class Value>
class ShardedMap {
  public:
    explicit ShardedMap(std::size_t shards = 16) : shards_(shards) {}

    [[nodiscard]] std::optional<Value> find(const Key& key) const {
        const Shard& shard = shard_of(key);
        const std::shared_lock lock(shard.mutex);
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
        Shard& target = shard_of(to);
        std::unique_lock first(std::min(&source, &target)->mutex);
        std::unique_lock<std::shared_mutex> second;
        if (&source != &target) second = std::unique_lock(std::max(&source, &target)->mutex);
        if (target.values.contains(to)) return false;
        auto entry = source.values.extract(from);
        if (entry.empty()) return false;
        entry.key() = to;
        target.values.insert(std::move(entry));
        return true;
    }

    [[nodiscard]] std::size_t size() const {
        std::vector<std::shared_lock<std::shared_mutex>> locks;
        for (const Shard& shard : shards_) locks.emplace_back(shard.mutex);
        std::size_t count = 0;
        for (const Shard& shard : shards_) count += shard.values.size();
        return count;
    }

  private:
    struct Shard {
        mutable std::shared_mutex mutex;
        std::unordered_map<Key, Value> values;  // guarded by mutex
    };

    Shard& shard_of(const Key& key) { return shards_[std::hash<Key>()(key) % shards_.size()]; }
    const Shard& shard_of(const Key& key) const {
        return shards_[std::hash<Key>()(key) % shards_.size()];
    }

    std::vector<Shard> shards_;
};
