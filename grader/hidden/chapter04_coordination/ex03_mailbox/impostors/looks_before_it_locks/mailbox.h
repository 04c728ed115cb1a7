// Fails: schedules, deadlock, "wait"
// Tries first, and if there is nothing, takes the lock again in order to wait. A message that came
// in between is there, but its bell has rung already and does not ring a second time.
#pragma once

#include <condition_variable>
#include <mutex>
#include <optional>
#include <utility>

template <class Message>
class Mailbox {
  public:
    void send(Message message) {
        std::unique_lock lock(mutex_);
        became_empty_.wait(lock, [this] { return !slot_; });
        slot_.emplace(std::move(message));
        became_full_.notify_one();
    }

    [[nodiscard]] bool try_send(Message& message) {
        std::lock_guard lock(mutex_);
        if (slot_) return false;
        slot_.emplace(std::move(message));
        became_full_.notify_one();
        return true;
    }

    [[nodiscard]] Message receive() {
        if (auto message = try_receive()) return std::move(*message);
        std::unique_lock lock(mutex_);
        do {
            became_full_.wait(lock);
        } while (!slot_);
        return take_out();
    }

    [[nodiscard]] std::optional<Message> try_receive() {
        std::lock_guard lock(mutex_);
        if (!slot_) return std::nullopt;
        return take_out();
    }

  private:
    Message take_out() {  // mutex_ must be held
        Message message = std::move(*slot_);
        slot_.reset();
        became_empty_.notify_one();
        return message;
    }

    std::mutex mutex_;
    std::condition_variable became_empty_;  // for senders
    std::condition_variable became_full_;   // for receivers
    std::optional<Message> slot_;           // guarded by mutex_
};
