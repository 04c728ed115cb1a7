// Fails: examples, wrong, "second"
// Passes its message on by value, in order to use it in one line. If there is no room the message
// is gone, and the sender cannot try again.
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

    [[nodiscard]] bool try_send(Message& message) { return put_in_if_empty(std::move(message)); }

    [[nodiscard]] Message receive() {
        std::unique_lock lock(mutex_);
        became_full_.wait(lock, [this] { return slot_.has_value(); });
        return take_out();
    }

    [[nodiscard]] std::optional<Message> try_receive() {
        std::lock_guard lock(mutex_);
        if (!slot_) return std::nullopt;
        return take_out();
    }

  private:
    bool put_in_if_empty(Message message) {
        std::lock_guard lock(mutex_);
        if (slot_) return false;
        slot_.emplace(std::move(message));
        became_full_.notify_one();
        return true;
    }

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
