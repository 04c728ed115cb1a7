// Fails: behaviour, wrong, "a failure is not remembered"
// A shared_future hands on the exception as well as the value, and this one stays in the map for
// good.
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
        std::packaged_task<std::shared_ptr<const Value>()> task(
            [&] { return std::make_shared<const Value>(compute_(key)); });
        Result result = task.get_future().share();
        {
            std::shared_lock reading(mutex_);
            if (const auto found = results_.find(key); found != results_.end()) {
                result = found->second;
                reading.unlock();
                return result.get();
            }
        }
        bool is_ours = false;
        {
            const std::lock_guard writing(mutex_);
            const auto [entry, is_new] = results_.try_emplace(key, result);
            result = entry->second;
            is_ours = is_new;
        }
        if (is_ours) task();
        return result.get();
    }

  private:
    using Result = std::shared_future<std::shared_ptr<const Value>>;

    const std::function<Value(const Key&)> compute_;
    std::shared_mutex mutex_;
    std::unordered_map<Key, Result> results_;  // guarded by mutex_
};
