// Fails: behaviour, wrong, "goes on"
// A daemon as in Python: the thread is detached and ends with the program. Only stop() tells it to
// end earlier, and who forgets to call it has a heartbeat without an owner.
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <utility>

class Heartbeat {
  public:
    Heartbeat(std::chrono::milliseconds period, std::function<void()> beat) {
        std::thread([shared = shared_, period, beat = std::move(beat)] {
            std::unique_lock lock(shared->mutex);
            while (!shared->wake.wait_for(lock, period, [&] { return shared->stopping; })) beat();
        }).detach();
    }

    ~Heartbeat() = default;

    Heartbeat(const Heartbeat&) = delete;
    Heartbeat& operator=(const Heartbeat&) = delete;

    void stop() {
        const std::lock_guard lock(shared_->mutex);
        shared_->stopping = true;
        shared_->wake.notify_all();
    }

  private:
    struct Shared {
        std::mutex mutex;
        std::condition_variable wake;
        bool stopping = false;
    };
    std::shared_ptr<Shared> shared_ = std::make_shared<Shared>();
};
