// Another design: two maps under one shared_mutex, the values and the keys at work, and a condition
// variable for those who wait. Nothing per key lives longer than its computing takes.
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
        try {
            auto value = std::make_shared<const Value>(compute_(key));
            finish(key, value);
            return value;
        } catch (...) {
            finish(key, nullptr);
            throw;
        }
    }

  private:
    const std::function<Value(const Key&)> compute_;
    std::shared_ptr<const Value> value_of(const Key& key) const {
        const auto found = values_.find(key);
        return found == values_.end() ? nullptr : found->second;
    }
    void finish(const Key& key, std::shared_ptr<const Value> value) {
        {
            const std::lock_guard writing(mutex_);
            if (value) values_.emplace(key, std::move(value));
            at_work_.erase(key);
        }
        finished_.notify_all();
    }

    std::shared_mutex mutex_;
    std::condition_variable_any finished_;
    std::unordered_map<Key, std::shared_ptr<const Value>> values_;  // guarded by mutex_
    std::unordered_set<Key> at_work_;                               // guarded by mutex_
};
