// Fails: schedules, wrong, "but compute ran"
// Who has waited for an attempt that failed computes for himself, and nobody is told that he does.
// Another who asks meanwhile computes as well.
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
                return value_of(key, result);
            }
        }
        std::promise<std::shared_ptr<const Value>> promise;
        Result result = promise.get_future().share();
        {
            std::unique_lock writing(mutex_);
            const auto [entry, is_new] = results_.try_emplace(key, result);
            if (!is_new) {
                result = entry->second;
                writing.unlock();
                return value_of(key, result);
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

    std::shared_ptr<const Value> value_of(const Key& key, const Result& result) {
        try {
            return result.get();
        } catch (...) {
            std::promise<std::shared_ptr<const Value>> mine;
            mine.set_value(std::make_shared<const Value>(compute_(key)));
            const std::lock_guard writing(mutex_);
            return results_.insert_or_assign(key, mine.get_future().share()).first->second.get();
        }
    }

    const std::function<Value(const Key&)> compute_;
    std::shared_mutex mutex_;
    std::unordered_map<Key, Result> results_;
};
