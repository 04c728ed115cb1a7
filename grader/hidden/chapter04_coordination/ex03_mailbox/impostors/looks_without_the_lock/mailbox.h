// Fails: races, race, "slot_"
// A quick look before it takes the lock, "since it may come too late anyway". But another thread
// may be putting a message in at the same moment.
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
        std::unique_lock lock(mutex_);
        became_full_.wait(lock, [this] { return slot_.has_value(); });
        return take_out();
    }

    [[nodiscard]] std::optional<Message> try_receive() {
        if (!slot_) return std::nullopt;
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
