// A hash map for many threads, cut into shards that each have a lock of their own.
#pragma once

#include <cstddef>
#include <functional>
#include <mutex>
#include <optional>
#include <unordered_map>
#include <utility>
#include <vector>

// Any thread may call any function at any time. Each call takes effect at one moment: nobody sees
// half of it. Two threads wait for each other only if their keys belong to the same shard;
// std::hash of the key says which one that is. (size() may need them all.) Value can be copied and
// has a default constructor.
template <class Key, class Value>
class ShardedMap {
  public:
    // A map with so many shards, 1 to 64.
    explicit ShardedMap(std::size_t shards = 16) : shards_(shards) {}

    // The value of `key`, or nothing if it is not there.
    [[nodiscard]] std::optional<Value> find(const Key& key) const {
        const Shard& shard = shard_of(key);
        const std::lock_guard lock(shard.mutex);
        const auto found = shard.values.find(key);
        if (found == shard.values.end()) return std::nullopt;
        return found->second;
    }

    // Replaces the value of `key` by change(value), in one step: nothing that another thread does
    // to this key comes between. A key that is not there is added, as if its value had been
    // Value{}. Returns the new value.
    //
    // change is called once, while the shard is locked: it must not use the map. If it throws, the
    // exception reaches the caller, and the map is as before.
    template <class Change>
    Value update(const Key& key, Change change) {
        Shard& shard = shard_of(key);
        const std::lock_guard lock(shard.mutex);
        const auto found = shard.values.find(key);
        // Nothing is added before change has come back: it may throw.
        Value value = change(found == shard.values.end() ? Value{} : found->second);
        shard.values.insert_or_assign(key, value);
        return value;
    }

    // Removes `key`, and says whether it was there.
    bool erase(const Key& key) {
        Shard& shard = shard_of(key);
        const std::lock_guard lock(shard.mutex);
        return shard.values.erase(key) > 0;
    }

    // Gives the value of `from` the name `to`, in one step, and returns true. If `from` is not
    // there or `to` is there already, it changes nothing and returns false.
    bool rename(const Key& from, const Key& to) {
        Shard& source = shard_of(from);
        Shard& target = shard_of(to);
        std::unique_lock source_lock(source.mutex, std::defer_lock);
        std::unique_lock target_lock(target.mutex, std::defer_lock);
        if (&source == &target) {
            source_lock.lock();  // one shard, one lock
        } else {
            std::lock(source_lock, target_lock);  // both at once: no order to get wrong
        }
        if (target.values.contains(to)) return false;
        auto entry = source.values.extract(from);
        if (entry.empty()) return false;
        entry.key() = to;
        target.values.insert(std::move(entry));
        return true;
    }

    // How many keys the map had at one moment during the call. (A rename does not change it.)
    [[nodiscard]] std::size_t size() const {
        // All locks before the first count: an entry that moves meanwhile would be counted twice,
        // or not at all. Always in this order, so that two of these cannot wait for each other.
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

    // Needs no lock: the vector of shards never changes.
    Shard& shard_of(const Key& key) { return shards_[std::hash<Key>()(key) % shards_.size()]; }
    const Shard& shard_of(const Key& key) const {
        return shards_[std::hash<Key>()(key) % shards_.size()];
    }

    std::vector<Shard> shards_;
};
