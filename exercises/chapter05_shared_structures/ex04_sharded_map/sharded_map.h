// A hash map for many threads, cut into shards that each have a lock of their own.
#pragma once

#include <racecourse/not_started.h>

#include <cstddef>
#include <optional>

// Any thread may call any function at any time. Each call takes effect at one moment: nobody sees
// half of it. Two threads wait for each other only if their keys belong to the same shard;
// std::hash of the key says which one that is. (size() may need them all.) Value can be copied and
// has a default constructor.
template <class Key, class Value>
class ShardedMap {
  public:
    // A map with so many shards, 1 to 64.
    explicit ShardedMap(std::size_t shards = 16) {}

    // The value of `key`, or nothing if it is not there.
    [[nodiscard]] std::optional<Value> find(const Key& key) const {
        racecourse::not_started("ShardedMap::find");
    }

    // Replaces the value of `key` by change(value), in one step: nothing that another thread does
    // to this key comes between. A key that is not there is added, as if its value had been
    // Value{}. Returns the new value.
    //
    // change is called once, while the shard is locked: it must not use the map. If it throws, the
    // exception reaches the caller, and the map is as before.
    template <class Change>
    Value update(const Key& key, Change change) {
        racecourse::not_started("ShardedMap::update");
    }

    // Removes `key`, and says whether it was there.
    bool erase(const Key& key) { racecourse::not_started("ShardedMap::erase"); }

    // Gives the value of `from` the name `to`, in one step, and returns true. If `from` is not
    // there or `to` is there already, it changes nothing and returns false.
    bool rename(const Key& from, const Key& to) { racecourse::not_started("ShardedMap::rename"); }

    // How many keys the map had at one moment during the call. (A rename does not change it.)
    [[nodiscard]] std::size_t size() const { racecourse::not_started("ShardedMap::size"); }
};
