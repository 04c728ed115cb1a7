// Fails: schedules, wrong, "the whole period"
// Looks at the token before and after each sleep. A sleep hears nothing: whoever stops the
// heartbeat waits for the end of the period.
#pragma once

#include <chrono>
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
        thread_.request_stop();
        const std::lock_guard lock(joining_);
        if (thread_.joinable()) thread_.join();
    }

  private:
    void run(const std::stop_token& stop) {
        while (!stop.stop_requested()) {
            std::this_thread::sleep_for(period_);
            if (!stop.stop_requested()) beat_();
        }
    }

    const std::chrono::milliseconds period_;
    const std::function<void()> beat_;
    std::mutex joining_;
    std::jthread thread_;
};
