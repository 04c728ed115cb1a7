// Another design: two boxes, each with its own lock, and a counter of free places. What a stage
// waits for lies in one of the three, and a failure shuts all of them.
#pragma once

#include <condition_variable>
#include <exception>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

template <class Item, class Result>
struct Stages {
    std::function<std::optional<Item>()> read;
    std::function<Result(Item)> convert;
    std::function<void(Result)> write;
};

// Things by number. Ends after `end` of them, or when it is shut.
template <class T>
class Box {
  public:
    void put(long number, T thing) {
        const std::lock_guard lock(mutex_);
        things_.emplace(number, std::move(thing));
        changed_.notify_all();
    }
    void end_at(long number) {
        const std::lock_guard lock(mutex_);
        end_ = number;
        changed_.notify_all();
    }
    void shut() {
        const std::lock_guard lock(mutex_);
        shut_ = true;
        changed_.notify_all();
    }
    std::optional<std::pair<long, T>> take_next() {
        std::unique_lock lock(mutex_);
        const long number = next_++;
        changed_.wait(
            lock, [&] { return shut_ || things_.contains(number) || (end_ && number >= *end_); });
        if (shut_ || !things_.contains(number)) return std::nullopt;
        auto entry = things_.extract(number);
        return std::pair<long, T>(number, std::move(entry.mapped()));
    }

  private:
    std::mutex mutex_;
    std::condition_variable changed_;
    std::map<long, T> things_;
    std::optional<long> end_;
    long next_ = 0;
    bool shut_ = false;
};

class Places {
  public:
    explicit Places(int free) : free_(free) {}
    bool take() {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [this] { return shut_ || free_ > 0; });
        if (shut_) return false;
        --free_;
        return true;
    }
    void give_back() {
        const std::lock_guard lock(mutex_);
        ++free_;
        changed_.notify_one();
    }
    void shut() {
        const std::lock_guard lock(mutex_);
        shut_ = true;
        changed_.notify_all();
    }

  private:
    std::mutex mutex_;
    std::condition_variable changed_;
    int free_;
    bool shut_ = false;
};

template <class Item, class Result>
void run_pipeline(Stages<Item, Result> stages, int converters, int most_at_once) {
    Box<Item> to_convert;
    Box<Result> to_write;
    Places places(most_at_once);
    std::once_flag failed;
    std::exception_ptr failure;
    const auto guarded = [&](auto loop) {
        return [&, loop] {
            try {
                loop();
            } catch (...) {
                std::call_once(failed, [&] { failure = std::current_exception(); });
                to_convert.shut();
                to_write.shut();
                places.shut();
            }
        };
    };
    const auto read_all = [&] {
        for (long number = 0; places.take(); ++number) {
            auto item = stages.read();
            if (!item) {
                to_convert.end_at(number);
                to_write.end_at(number);
                return;
            }
            to_convert.put(number, std::move(*item));
        }
    };
    const auto convert_all = [&] {
        while (auto item = to_convert.take_next())
            to_write.put(item->first, stages.convert(std::move(item->second)));
    };
    const auto write_all = [&] {
        while (auto result = to_write.take_next()) {
            stages.write(std::move(result->second));
            places.give_back();
        }
    };
    {
        std::vector<std::jthread> threads;
        threads.emplace_back(guarded(read_all));
        for (int i = 0; i < converters; ++i) threads.emplace_back(guarded(convert_all));
        threads.emplace_back(guarded(write_all));
    }
    if (failure) std::rethrow_exception(failure);
}
