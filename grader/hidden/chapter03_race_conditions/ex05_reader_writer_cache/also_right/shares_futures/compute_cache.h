// Another design: the map keeps a shared_future per key, put there by whoever computes. Waiting,
// the value and the exception come with it, and those who waited for a failure get its exception.
#pragma once

#include <functional>
#include <future>
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
        {
            std::shared_lock reading(mutex_);
            if (const auto found = results_.find(key); found != results_.end()) {
                const Result result = found->second;
                reading.unlock();
                return result.get();
            }
        }
        std::promise<std::shared_ptr<const Value>> promise;
        Result result = promise.get_future().share();
        {
            std::unique_lock writing(mutex_);
            const auto [entry, is_new] = results_.try_emplace(key, result);
            if (!is_new) {  // somebody was first, after we had looked
                result = entry->second;
                writing.unlock();
                return result.get();
            }
        }
        try {
            promise.set_value(std::make_shared<const Value>(compute_(key)));
        } catch (...) {
            {
                const std::lock_guard writing(mutex_);
                results_.erase(key);
            }
            promise.set_exception(std::current_exception());
        }
        return result.get();
    }

  private:
    using Result = std::shared_future<std::shared_ptr<const Value>>;

    const std::function<Value(const Key&)> compute_;
    std::shared_mutex mutex_;
    std::unordered_map<Key, Result> results_;  // guarded by mutex_
};
