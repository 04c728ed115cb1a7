// A cache that computes the value of each key once, for any number of threads.
#pragma once

#include <racecourse/not_started.h>

#include <functional>
#include <memory>

// Values by key. Each is computed when somebody first asks for it, and then kept for good.
// Key is anything that can be the key of a std::unordered_map.
template <class Key, class Value>
class ComputeCache {
  public:
    // `compute` makes the value of a key. It runs in a thread that called get(), for several keys
    // at once if need be. It may call get() for other keys, as long as no key needs itself.
    explicit ComputeCache(std::function<Value(const Key&)> compute) {}

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
        racecourse::not_started("ComputeCache::get");
    }
};
