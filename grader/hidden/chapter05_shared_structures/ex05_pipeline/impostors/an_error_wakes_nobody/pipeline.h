// Fails: behaviour, deadlock, "changed_"
// The failure is noted and everybody looks at it, when they are awake. Who sleeps is not told.
#pragma once

#include <condition_variable>
#include <deque>
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
    std::function<std::optional<Item>()> read;  // the next item; nothing when there is none left
    std::function<Result(Item)> convert;
    std::function<void(Result)> write;
};

template <class Item, class Result>
class Pipeline {
  public:
    Pipeline(Stages<Item, Result> stages, int most_at_once)
        : stages_(std::move(stages)), most_at_once_(most_at_once) {}

    void run(int converters) {
        {
            std::vector<std::jthread> threads;
            threads.emplace_back([this] { run_stage(&Pipeline::read_all); });
            for (int i = 0; i < converters; ++i)
                threads.emplace_back([this] { run_stage(&Pipeline::convert_all); });
            threads.emplace_back([this] { run_stage(&Pipeline::write_all); });
        }  // all threads are joined here, and only then does an exception go on
        if (failure_) std::rethrow_exception(failure_);
    }

  private:
    void run_stage(void (Pipeline::*loop)()) {
        try {
            (this->*loop)();
        } catch (...) {
            const std::lock_guard lock(mutex_);
            if (!failure_) failure_ = std::current_exception();
        }
    }

    void read_all() {
        for (long number = 0;; ++number) {
            {
                std::unique_lock lock(mutex_);
                changed_.wait(lock, [this] { return failure_ || under_way_ < most_at_once_; });
                if (failure_) return;
                ++under_way_;
            }
            std::optional<Item> item = stages_.read();
            const std::lock_guard lock(mutex_);
            if (item) {
                to_convert_.emplace_back(number, std::move(*item));
            } else {
                total_ = number;
            }
            changed_.notify_all();
            if (!item) return;
        }
    }

    void convert_all() {
        while (true) {
            std::unique_lock lock(mutex_);
            changed_.wait(lock, [this] { return failure_ || !to_convert_.empty() || total_; });
            if (failure_ || to_convert_.empty()) return;
            auto [number, item] = std::move(to_convert_.front());
            to_convert_.pop_front();
            lock.unlock();
            Result result = stages_.convert(std::move(item));
            lock.lock();
            converted_.emplace(number, std::move(result));
            changed_.notify_all();
        }
    }

    void write_all() {
        for (long next = 0;; ++next) {
            std::unique_lock lock(mutex_);
            changed_.wait(lock,
                          [&] { return failure_ || converted_.contains(next) || total_ == next; });
            if (failure_ || total_ == next) return;
            auto entry = converted_.extract(next);
            lock.unlock();
            stages_.write(std::move(entry.mapped()));
            lock.lock();
            --under_way_;  // not before it is written
            changed_.notify_all();
        }
    }

    const Stages<Item, Result> stages_;
    const int most_at_once_;

    std::mutex mutex_;
    std::condition_variable changed_;               // anything below; few threads wait here
    int under_way_ = 0;                             // guarded by mutex_, as is what follows
    std::deque<std::pair<long, Item>> to_convert_;  // with their numbers
    std::map<long, Result> converted_;              // results that wait for their turn, by number
    std::optional<long> total_;                     // how many items there are, once it is known
    std::exception_ptr failure_;                    // the first
};

template <class Item, class Result>
void run_pipeline(Stages<Item, Result> stages, int converters, int most_at_once) {
    Pipeline<Item, Result>(std::move(stages), most_at_once).run(converters);
}
