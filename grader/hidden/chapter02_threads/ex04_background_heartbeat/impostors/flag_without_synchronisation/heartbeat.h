// Fails: races, race, "stopping_"
// A bool is written in one piece, so what could go wrong? It is written by one thread and read by
// another, and nothing orders the two.
#pragma once

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
        while (!stopping_) {
            if (!wake_.wait_for(lock, period_, [this] { return stopping_; })) beat_();
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
