// Another design: the end is a promise<void>, and the thread waits for its future one period at a
// time. Little code and no predicate; but it can be kept only once.
#pragma once

#include <chrono>
#include <functional>
#include <future>
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
        std::call_once(stopped_, [this] {
            end_.set_value();
            thread_.join();
        });
    }

  private:
    void run() {
        const std::future<void> end = end_.get_future();
        while (end.wait_for(period_) == std::future_status::timeout) beat_();
    }

    const std::chrono::milliseconds period_;
    const std::function<void()> beat_;
    std::promise<void> end_;
    std::once_flag stopped_;
    std::thread thread_;
};
