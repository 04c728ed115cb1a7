// A cache that computes the value of each key once, for any number of threads.
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <shared_mutex>
#include <unordered_map>
#include <utility>

// Values by key. Each is computed when somebody first asks for it, and then kept for good.
// Key is anything that can be the key of a std::unordered_map.
template <class Key, class Value>
class ComputeCache {
  public:
    // `compute` makes the value of a key. It runs in a thread that called get(), for several keys
    // at once if need be. It may call get() for other keys, as long as no key needs itself.
    explicit ComputeCache(std::function<Value(const Key&)> compute)
        : compute_(std::move(compute)) {}

    // Returns the value of `key`. Any thread may call this at any time.
    //
    // - Whoever asks for a value that is ready gets it without waiting for anybody who reads or
    //   computes, whatever the key.
    // - A value that is not there yet is computed now. Others who ask for the same key meanwhile
    //   wait, asleep, and get the same value: all callers share one object.
    // - Computing one key does not hold up those who need another.
    // - If compute throws, the exception reaches the caller in whose thread it ran. Those who
    //   waited for the same key get it too, or compute anew. A failure is not remembered: the
    //   next get() computes again.
    // - The value never changes. It lives as long as somebody keeps it, even without the cache.
    [[nodiscard]] std::shared_ptr<const Value> get(const Key& key) {
        if (auto value = ready_value(key)) return value;

        Entry& entry = entry_of(key);
        // One thread per key computes; the others for this key wait here, and only they.
        const std::lock_guard computing(entry.computing);
        if (auto value = ready_value(key)) return value;  // somebody was first while we waited

        // No lock on the map now: other keys go on. If compute_ throws, the entry is as before, and
        // whoever waits for `computing` tries next.
        auto value = std::make_shared<const Value>(compute_(key));
        const std::lock_guard writing(mutex_);
        entry.value = value;
        return value;
    }

  private:
    struct Entry {
        std::mutex computing;                // held by the thread that computes this value
        std::shared_ptr<const Value> value;  // guarded by mutex_; null until it is ready
    };

    std::shared_ptr<const Value> ready_value(const Key& key) const {
        const std::shared_lock reading(mutex_);
        const auto found = entries_.find(key);
        return found == entries_.end() ? nullptr : found->second.value;
    }

    // The reference stays good without the lock: entries are never removed, and an unordered_map
    // moves its table about when it grows, but never its elements.
    Entry& entry_of(const Key& key) {
        const std::lock_guard writing(mutex_);
        return entries_[key];
    }

    const std::function<Value(const Key&)> compute_;
    mutable std::shared_mutex mutex_;
    std::unordered_map<Key, Entry> entries_;  // guarded by mutex_
};
