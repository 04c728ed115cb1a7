// Fails: schedules, wrong, "came too early"
// Takes every wake-up that is no stop for the end of the period. A condition variable may also wake
// for no reason at all.
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <stop_token>
#include <thread>
#include <utility>

class Heartbeat {
  public:
    Heartbeat(std::chrono::milliseconds period, std::function<void()> beat)
        : period_(period), beat_(std::move(beat)), thread_([this] { run(); }) {}

    ~Heartbeat() { stop(); }

    Heartbeat(const Heartbeat&) = delete;
    Heartbeat& operator=(const Heartbeat&) = delete;

    void stop() {
        {
            const std::lock_guard lock(mutex_);
            stopping_ = true;
        }
        wake_.notify_all();
        const std::lock_guard joining(joining_);
        if (thread_.joinable()) thread_.join();
    }

  private:
    void run() {
        std::unique_lock lock(mutex_);
        while (true) {
            if (stopping_) return;
            wake_.wait_for(lock, period_);
            if (stopping_) return;
            lock.unlock();
            beat_();
            lock.lock();
        }
    }

    const std::chrono::milliseconds period_;
    const std::function<void()> beat_;
    std::mutex mutex_;
    std::condition_variable wake_;
    bool stopping_ = false;
    std::mutex joining_;
    std::thread thread_;
};
