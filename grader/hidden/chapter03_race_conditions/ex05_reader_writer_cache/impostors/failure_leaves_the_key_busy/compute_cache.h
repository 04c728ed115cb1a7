// Fails: behaviour, deadlock, "condition variable `finished_`"
// Marks the key as being at work, and takes the mark away when the value is there. When compute
// throws, nobody does, and whoever asks for the key next waits for ever.
#pragma once

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <shared_mutex>
#include <unordered_map>
#include <unordered_set>
#include <utility>

template <class Key, class Value>
class ComputeCache {
  public:
    explicit ComputeCache(std::function<Value(const Key&)> compute)
        : compute_(std::move(compute)) {}

    [[nodiscard]] std::shared_ptr<const Value> get(const Key& key) {
        {
            const std::shared_lock reading(mutex_);
            if (auto value = value_of(key)) return value;
        }
        {
            std::unique_lock writing(mutex_);
            finished_.wait(writing, [&] { return !at_work_.contains(key); });
            if (auto value = value_of(key)) return value;
            at_work_.insert(key);
        }
        auto value = std::make_shared<const Value>(compute_(key));
        {
            const std::lock_guard writing(mutex_);
            values_.emplace(key, value);
            at_work_.erase(key);
        }
        finished_.notify_all();
        return value;
    }

  private:
    const std::function<Value(const Key&)> compute_;
    std::shared_ptr<const Value> value_of(const Key& key) const {
        const auto found = values_.find(key);
        return found == values_.end() ? nullptr : found->second;
    }

    std::shared_mutex mutex_;
    std::condition_variable_any finished_;
    std::unordered_map<Key, std::shared_ptr<const Value>> values_;  // guarded by mutex_
    std::unordered_set<Key> at_work_;                               // guarded by mutex_
};
