// Fails: speed, too slow, "as soon as"
// Asks every twenty milliseconds whether another thread has computed the value. That wastes no
// processor time, but it wastes the caller's: a value may be there for long before he looks.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <shared_mutex>
#include <thread>
#include <unordered_map>
#include <unordered_set>
#include <utility>

template <class Key, class Value>
class ComputeCache {
  public:
    explicit ComputeCache(std::function<Value(const Key&)> compute)
        : compute_(std::move(compute)) {}

    [[nodiscard]] std::shared_ptr<const Value> get(const Key& key) {
        while (true) {
            if (auto value = ready_value(key)) return value;
            if (begins_to_compute(key)) break;
            std::this_thread::sleep_for(std::chrono::milliseconds(20));
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
    std::shared_ptr<const Value> ready_value(const Key& key) const {
        const std::shared_lock reading(mutex_);
        const auto found = values_.find(key);
        return found == values_.end() ? nullptr : found->second;
    }
    bool begins_to_compute(const Key& key) {
        const std::lock_guard writing(mutex_);
        return !values_.contains(key) && at_work_.insert(key).second;
    }
    void finish(const Key& key, std::shared_ptr<const Value> value) {
        const std::lock_guard writing(mutex_);
        if (value) values_.emplace(key, std::move(value));
        at_work_.erase(key);
    }

    const std::function<Value(const Key&)> compute_;
    mutable std::shared_mutex mutex_;
    std::unordered_map<Key, std::shared_ptr<const Value>> values_;  // guarded by mutex_
    std::unordered_set<Key> at_work_;                               // guarded by mutex_
};
