// Fails: schedules, wrong, "the whole period"
// The flag is atomic, so the race is gone. But between the thread's look at it and its falling
// asleep, flag and notification may both come, and nobody hears them: it sleeps for the whole
// period.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
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
        stopping_ = true;
        wake_.notify_all();
        const std::lock_guard joining(joining_);
        if (thread_.joinable()) thread_.join();
    }

  private:
    void run() {
        std::unique_lock lock(mutex_);
        while (!wake_.wait_for(lock, period_, [this] { return stopping_.load(); })) beat_();
    }

    const std::chrono::milliseconds period_;
    const std::function<void()> beat_;
    std::mutex mutex_;
    std::condition_variable wake_;
    std::atomic<bool> stopping_{false};
    std::mutex joining_;
    std::thread thread_;
};
