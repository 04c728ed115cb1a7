// Calls at a later time, and calls again and again, all of them from one thread.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <thread>
#include <utility>

// Any thread may call any function at any time, the scheduled calls too, but nobody while it is
// destroyed.
class Scheduler {
  public:
    using Id = std::uint64_t;  // which call; never used again for another one

    // Starts the one thread in which all calls run, one after the other. While none is due it
    // sleeps.
    Scheduler() : thread_([this] { work(); }) {}

    // What has not begun is dropped. Returns at once, or when the call that runs just now has
    // ended; nothing runs afterwards.
    ~Scheduler() {
        {
            const std::lock_guard lock(mutex_);
            closing_ = true;
        }
        changed_.notify_all();
    }  // and then thread_ is joined, the first member to be destroyed

    Scheduler(const Scheduler&) = delete;
    Scheduler& operator=(const Scheduler&) = delete;

    // Makes `call` once, `delay` from now: not before, and as soon after it as no other call is in
    // the way. What is due earlier is called earlier, whatever the order in which it came.
    // Does not wait.
    Id call_later(std::chrono::milliseconds delay, std::function<void()> call) {
        return add(delay, std::chrono::milliseconds(0), std::move(call));
    }

    // Makes `call` again and again: the n-th time is due n periods from now, however long the calls
    // take. When calls have been missed because one took too long, they follow at once, until the
    // time-table is kept again. The period is more than 0.
    Id call_every(std::chrono::milliseconds period, std::function<void()> call) {
        return add(period, period, std::move(call));
    }

    // When this has returned, the call does not run and will never run again. If it is running just
    // now, this waits until it has ended. Only where a call cancels itself, which it may, there is
    // no waiting: it ends, and is not made again.
    // Says whether it kept something from being called: false if all was over, or for an unknown
    // id.
    bool cancel(Id id) {
        std::unique_lock lock(mutex_);
        bool kept = false;
        for (auto entry = due_.begin(); entry != due_.end(); ++entry) {
            if (entry->second.id != id) continue;
            due_.erase(entry);
            kept = true;
            break;
        }
        if (std::this_thread::get_id() != thread_.get_id())
            changed_.wait(lock, [&] { return running_ != id; });
        return kept;
    }

  private:
    using Clock = std::chrono::steady_clock;
    struct Call {
        Id id;
        std::chrono::milliseconds period;  // 0 if it is made only once
        std::function<void()> function;
    };
    static constexpr Id none = 0;

    Id add(std::chrono::milliseconds delay, std::chrono::milliseconds period,
           std::function<void()> function) {
        Id id;
        {
            const std::lock_guard lock(mutex_);
            id = ++last_id_;
            due_.emplace(Clock::now() + delay, Call{id, period, std::move(function)});
        }
        changed_.notify_all();  // it may be due earlier than what the thread waits for
        return id;
    }

    void work() {
        std::unique_lock lock(mutex_);
        while (!closing_) {
            if (due_.empty()) {
                changed_.wait(lock);
                continue;
            }
            const auto time = due_.begin()->first;
            if (Clock::now() < time) {
                changed_.wait_until(lock, time);
                continue;  // whatever has woken us, look again
            }
            const Call call = std::move(due_.begin()->second);
            due_.erase(due_.begin());
            // The next time is in the table before this call begins, so that cancel() finds it.
            if (call.period.count() > 0) due_.emplace(time + call.period, call);
            running_ = call.id;
            lock.unlock();
            call.function();
            lock.lock();
            running_ = none;
            changed_.notify_all();  // somebody may wait in cancel()
        }
    }

    std::mutex mutex_;
    std::condition_variable changed_;
    std::multimap<Clock::time_point, Call> due_;  // guarded by mutex_, as are the others
    Id last_id_ = none;
    Id running_ = none;  // the call that is being made
    bool closing_ = false;

    std::jthread thread_;
};
