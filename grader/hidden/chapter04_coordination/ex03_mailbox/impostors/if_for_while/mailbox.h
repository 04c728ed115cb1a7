// Fails: behaviour, wrong, "somebody else"
// Looks once before it sleeps. Until the woken thread has its lock again, another may have been
// faster: then it takes out a message that is not there any more, or throws one away.
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
        if (full_) became_empty_.wait(lock);
        slot_.emplace(std::move(message));
        full_ = true;
        became_full_.notify_one();
    }

    [[nodiscard]] bool try_send(Message& message) {
        std::lock_guard lock(mutex_);
        if (full_) return false;
        slot_.emplace(std::move(message));
        full_ = true;
        became_full_.notify_one();
        return true;
    }

    [[nodiscard]] Message receive() {
        std::unique_lock lock(mutex_);
        if (!full_) became_full_.wait(lock);
        return take_out();
    }

    [[nodiscard]] std::optional<Message> try_receive() {
        std::lock_guard lock(mutex_);
        if (!full_) return std::nullopt;
        return take_out();
    }

  private:
    Message take_out() {  // mutex_ must be held
        Message message = std::move(*slot_);
        full_ = false;
        became_empty_.notify_one();
        return message;
    }

    std::mutex mutex_;
    bool full_ = false;                     // guarded by mutex_
    std::condition_variable became_empty_;  // for senders
    std::condition_variable became_full_;   // for receivers
    std::optional<Message> slot_;           // guarded by mutex_
};
