// Fails: speed, too slow, "does not wait"
// Sleeps 50 ms at a time and looks at the token in between: stops twenty times a second, instead of
// at once.
#pragma once

#include <algorithm>
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
        using Clock = std::chrono::steady_clock;
        while (true) {
            const auto next = Clock::now() + period_;
            while (Clock::now() < next) {
                if (stop.stop_requested()) return;
                std::this_thread::sleep_until(
                    std::min(next, Clock::now() + std::chrono::milliseconds(50)));
            }
            if (stop.stop_requested()) return;
            beat_();
        }
    }

    const std::chrono::milliseconds period_;
    const std::function<void()> beat_;
    std::mutex joining_;
    std::jthread thread_;
};
