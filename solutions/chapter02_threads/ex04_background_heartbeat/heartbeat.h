// A task that is repeated in the background.
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <stop_token>
#include <thread>
#include <utility>

// Calls a function again and again in the background, until it is stopped or destroyed.
class Heartbeat {
  public:
    // From now on, calls beat() in a thread of its own: for the first time when one period has
    // passed, then again after each further period. beat must not throw.
    Heartbeat(std::chrono::milliseconds period, std::function<void()> beat)
        : thread_([period, beat = std::move(beat)](const std::stop_token& stop) {
              // A sleep that a stop request ends. Nobody else notifies, so these two are local.
              std::mutex mutex;
              std::condition_variable_any wake;
              std::unique_lock lock(mutex);
              while (true) {
                  wake.wait_for(lock, stop, period, [] { return false; });
                  if (stop.stop_requested()) return;  // ask the token: the wait may just have ended
                  beat();
              }
          }) {}

    // Stops, as stop() does. A Heartbeat that is gone has no thread and never beats again.
    ~Heartbeat() { stop(); }

    Heartbeat(const Heartbeat&) = delete;
    Heartbeat& operator=(const Heartbeat&) = delete;

    // No beat begins after this has returned, and none is running any more. It does not wait for
    // the end of the period, however long that is: if no beat is running, it takes no more than a
    // millisecond or two. If one is, it waits, asleep, until that has ended.
    //
    // May be called more than once, and by several threads at the same time: to each of them the
    // same is promised. Only beat itself must not call it.
    void stop() {
        thread_.request_stop();
        const std::lock_guard lock(joining_);  // one thread joins, the others wait for it here
        if (thread_.joinable()) thread_.join();
    }

  private:
    std::mutex joining_;
    std::jthread thread_;  // the last member: when it starts, all others are there
};
