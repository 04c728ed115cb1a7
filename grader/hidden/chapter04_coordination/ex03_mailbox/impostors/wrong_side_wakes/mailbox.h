// Fails: schedules, deadlock, "changed_"
// One condition variable for both sides, and notify_one(). It may wake one of the same side, who
// can do nothing and sleeps again, and the other side is never told.
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
        changed_.wait(lock, [this] { return !slot_; });
        slot_.emplace(std::move(message));
        changed_.notify_one();
    }

    [[nodiscard]] bool try_send(Message& message) {
        std::lock_guard lock(mutex_);
        if (slot_) return false;
        slot_.emplace(std::move(message));
        changed_.notify_one();
        return true;
    }

    [[nodiscard]] Message receive() {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [this] { return slot_.has_value(); });
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
        changed_.notify_one();
        return message;
    }

    std::mutex mutex_;
    std::condition_variable changed_;
    std::optional<Message> slot_;  // guarded by mutex_
};
