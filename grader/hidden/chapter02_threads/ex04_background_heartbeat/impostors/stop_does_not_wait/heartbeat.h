// Fails: schedules, wrong, "after stop"
// stop() asks the thread to stop and returns; the destructor joins. A beat that is running, or just
// about to begin, comes after stop() then.
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
        : period_(period),
          beat_(std::move(beat)),
          thread_([this](std::stop_token stop) { run(stop); }) {}

    ~Heartbeat() = default;

    Heartbeat(const Heartbeat&) = delete;
    Heartbeat& operator=(const Heartbeat&) = delete;

    void stop() { thread_.request_stop(); }

  private:
    void run(const std::stop_token& stop) {
        std::mutex mutex;
        std::condition_variable_any wake;
        std::unique_lock lock(mutex);
        while (!wake.wait_for(lock, stop, period_, [&] { return stop.stop_requested(); })) beat_();
    }

    const std::chrono::milliseconds period_;
    const std::function<void()> beat_;
    std::jthread thread_;
};
