// A box for one message, between any number of senders and receivers.
#pragma once

#include <condition_variable>
#include <mutex>
#include <optional>
#include <utility>

// A box with room for one message. Any number of threads may send, receive, and try, at any time.
//
// Each message that was sent is received once. What a thread did before it sent a message is seen
// by the one that receives it. The messages that one thread sends are received in their order.
// Message is anything that can be moved without an exception; it need not be copyable, and there
// need not be an empty one.
template <class Message>
class Mailbox {
  public:
    // Puts `message` into the box. As long as another message is in it, waits, asleep.
    void send(Message message) {
        std::unique_lock lock(mutex_);
        became_empty_.wait(lock, [this] { return !slot_; });
        slot_.emplace(std::move(message));
        became_full_.notify_one();
    }

    // Puts `message` into the box if it is empty at this moment, and says whether it did. Never
    // waits for a message to be taken out. If it returns false, `message` is as it was.
    [[nodiscard]] bool try_send(Message& message) {
        std::lock_guard lock(mutex_);
        if (slot_) return false;
        slot_.emplace(std::move(message));
        became_full_.notify_one();
        return true;
    }

    // Takes the message out of the box. As long as there is none, waits, asleep.
    [[nodiscard]] Message receive() {
        std::unique_lock lock(mutex_);
        became_full_.wait(lock, [this] { return slot_.has_value(); });
        return take_out();
    }

    // Takes the message out of the box if there is one at this moment; otherwise returns nothing.
    // Never waits for a message to come.
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
