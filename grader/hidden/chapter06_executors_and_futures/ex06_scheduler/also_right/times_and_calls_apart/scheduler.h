// Another design: one table says what each id stands for, another when it is due. A cancelled id is
// struck from the first only; when its time comes, it stands for nothing. So cancel() never
// searches.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <queue>
#include <thread>
#include <unordered_map>
#include <utility>
#include <vector>

class Scheduler {
  public:
    using Id = std::uint64_t;

    Scheduler() : thread_([this] { work(); }) {}
    ~Scheduler() {
        {
            const std::lock_guard lock(mutex_);
            closing_ = true;
        }
        something_new_.notify_one();
        thread_.join();
    }

    Scheduler(const Scheduler&) = delete;
    Scheduler& operator=(const Scheduler&) = delete;

    Id call_later(std::chrono::milliseconds delay, std::function<void()> call) {
        return add(delay, {std::move(call), false, {}});
    }
    Id call_every(std::chrono::milliseconds period, std::function<void()> call) {
        return add(period, {std::move(call), true, period});
    }

    bool cancel(Id id) {
        std::unique_lock lock(mutex_);
        const bool kept = calls_.erase(id) > 0;
        if (std::this_thread::get_id() != thread_.get_id())
            call_ended_.wait(lock, [&] { return running_ != id; });
        return kept;
    }

  private:
    using Clock = std::chrono::steady_clock;
    struct Call {
        std::function<void()> function;
        bool repeats = false;
        std::chrono::milliseconds period{};
    };
    using Due = std::pair<Clock::time_point, Id>;

    Id add(std::chrono::milliseconds delay, Call call) {
        const std::lock_guard lock(mutex_);
        const Id id = ++last_id_;
        calls_.emplace(id, std::move(call));
        due_.emplace(Clock::now() + delay, id);
        something_new_.notify_one();
        return id;
    }

    void work() {
        std::unique_lock lock(mutex_);
        while (true) {
            something_new_.wait(lock, [this] { return closing_ || !due_.empty(); });
            if (closing_) return;
            const auto [time, id] = due_.top();
            if (Clock::now() < time) {
                something_new_.wait_until(lock, time);
                continue;
            }
            due_.pop();
            const auto found = calls_.find(id);
            if (found == calls_.end()) continue;  // it was cancelled
            const auto function = found->second.function;
            if (found->second.repeats) {
                due_.emplace(time + found->second.period, id);
            } else {
                calls_.erase(found);
            }
            running_ = id;
            lock.unlock();
            function();
            lock.lock();
            running_ = 0;
            call_ended_.notify_all();
        }
    }

    std::mutex mutex_;  // guards everything but the thread
    std::condition_variable something_new_;
    std::condition_variable call_ended_;
    std::unordered_map<Id, Call> calls_;
    std::priority_queue<Due, std::vector<Due>, std::greater<>> due_;
    Id last_id_ = 0;
    Id running_ = 0;
    bool closing_ = false;
    std::thread thread_;
};
