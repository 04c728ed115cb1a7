// Another design: the reader puts each item into one queue and the future of its result into
// another, so the order of the futures is the order of the items, and an exception travels inside
// its future. A semaphore counts the free places.
#pragma once

#include <atomic>
#include <condition_variable>
#include <deque>
#include <exception>
#include <functional>
#include <future>
#include <mutex>
#include <optional>
#include <semaphore>
#include <thread>
#include <utility>
#include <vector>

template <class Item, class Result>
struct Stages {
    std::function<std::optional<Item>()> read;
    std::function<Result(Item)> convert;
    std::function<void(Result)> write;
};

template <class T>
class EndingQueue {
  public:
    void put(T item) {
        const std::lock_guard lock(mutex_);
        items_.push_back(std::move(item));
        changed_.notify_one();
    }
    void close() {
        const std::lock_guard lock(mutex_);
        closed_ = true;
        changed_.notify_all();
    }
    std::optional<T> get() {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [this] { return closed_ || !items_.empty(); });
        if (items_.empty()) return std::nullopt;
        std::optional<T> item(std::move(items_.front()));
        items_.pop_front();
        return item;
    }

  private:
    std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<T> items_;
    bool closed_ = false;
};

template <class Item, class Result>
void run_pipeline(Stages<Item, Result> stages, int converters, int most_at_once) {
    struct Work {
        Item item;
        std::promise<Result> result;
    };
    EndingQueue<Work> to_convert;
    EndingQueue<std::future<Result>> to_write;
    std::counting_semaphore<> places(most_at_once);
    std::atomic<bool> stop{false};
    std::exception_ptr failure;  // the reader's until it is joined, and then the writer's

    std::jthread reader([&] {
        try {
            while (true) {
                places.acquire();
                if (stop) break;
                std::optional<Item> item = stages.read();
                if (!item) break;
                std::promise<Result> result;
                to_write.put(result.get_future());
                to_convert.put(Work{std::move(*item), std::move(result)});
            }
        } catch (...) {
            failure = std::current_exception();
            stop = true;
        }
        to_convert.close();
        to_write.close();
    });
    std::vector<std::jthread> converting;
    for (int i = 0; i < converters; ++i)
        converting.emplace_back([&] {
            while (auto work = to_convert.get()) {
                if (stop) continue;  // its promise is broken: nobody looks at it
                try {
                    work->result.set_value(stages.convert(std::move(work->item)));
                } catch (...) {
                    work->result.set_exception(std::current_exception());
                    stop = true;
                    places.release();  // wakes the reader, if it waits
                }
            }
        });
    std::exception_ptr first;
    std::jthread writer([&] {
        while (auto result = to_write.get()) {
            if (first) continue;
            try {
                Result value = result->get();
                if (stop) continue;
                stages.write(std::move(value));
            } catch (const std::future_error&) {
                continue;
            } catch (...) {
                first = std::current_exception();
                stop = true;
            }
            places.release();
        }
    });
    reader.join();
    converting.clear();
    writer.join();
    if (first) std::rethrow_exception(first);
    if (failure) std::rethrow_exception(failure);
}
