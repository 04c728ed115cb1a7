// Fails: speed, too slow, "held up"
// A mutex for each key seemed a waste, so the keys share sixty-one, each held while a value is
// computed: two keys "hardly ever" share one. When they do, the quick one waits for the slow one.
#pragma once

#include <array>
#include <functional>
#include <memory>
#include <mutex>
#include <shared_mutex>
#include <unordered_map>
#include <utility>

template <class Key, class Value>
class ComputeCache {
  public:
    explicit ComputeCache(std::function<Value(const Key&)> compute)
        : compute_(std::move(compute)) {}

    [[nodiscard]] std::shared_ptr<const Value> get(const Key& key) {
        if (auto value = ready_value(key)) return value;

        const std::lock_guard computing(computing_[std::hash<Key>()(key) % computing_.size()]);
        if (auto value = ready_value(key)) return value;

        auto value = std::make_shared<const Value>(compute_(key));
        const std::lock_guard writing(mutex_);
        values_.emplace(key, value);
        return value;
    }

  private:
    std::shared_ptr<const Value> ready_value(const Key& key) const {
        const std::shared_lock reading(mutex_);
        const auto found = values_.find(key);
        return found == values_.end() ? nullptr : found->second;
    }

    const std::function<Value(const Key&)> compute_;
    mutable std::shared_mutex mutex_;
    std::unordered_map<Key, std::shared_ptr<const Value>> values_;  // guarded by mutex_
    std::array<std::recursive_mutex, 61> computing_;  // compute may ask for a key with the same one
};
