// Fails: schedules, wrong, "after stop"
// An atomic flag lets only one of several callers join. The others see that somebody does, and
// return while the thread may still be in a beat.
#pragma once

#include <atomic>
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
        : period_(period),
          beat_(std::move(beat)),
          thread_([this](std::stop_token stop) { run(stop); }) {}

    ~Heartbeat() { stop(); }

    Heartbeat(const Heartbeat&) = delete;
    Heartbeat& operator=(const Heartbeat&) = delete;

    void stop() {
        if (stopped_.exchange(true)) return;
        thread_.request_stop();
        thread_.join();
    }

  private:
    void run(const std::stop_token& stop) {
        std::mutex mutex;
        std::condition_variable_any wake;
        std::unique_lock lock(mutex);
        while (!wake.wait_for(lock, stop, period_, [&] { return stop.stop_requested(); })) beat_();
    }

    const std::chrono::milliseconds period_;
    const std::function<void()> beat_;
    std::atomic<bool> stopped_{false};
    std::jthread thread_;
};
