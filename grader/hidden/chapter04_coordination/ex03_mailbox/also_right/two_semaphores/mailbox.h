// Another design: two semaphores, without any mutex. One counts the room, one counts the messages;
// who has a permit of the one has the box for himself until he releases the other.
#pragma once

#include <optional>
#include <semaphore>
#include <utility>

template <class Message>
class Mailbox {
  public:
    void send(Message message) {
        room_.acquire();
        put_in(message);
    }

    [[nodiscard]] bool try_send(Message& message) {
        if (!room_.try_acquire()) return false;
        put_in(message);
        return true;
    }

    [[nodiscard]] Message receive() {
        messages_.acquire();
        return take_out();
    }

    [[nodiscard]] std::optional<Message> try_receive() {
        if (!messages_.try_acquire()) return std::nullopt;
        return take_out();
    }

  private:
    void put_in(Message& message) {  // with the permit of room_
        slot_.emplace(std::move(message));
        messages_.release();
    }

    Message take_out() {  // with the permit of messages_
        Message message = std::move(*slot_);
        slot_.reset();
        room_.release();
        return message;
    }

    std::binary_semaphore room_{1};
    std::binary_semaphore messages_{0};
    std::optional<Message> slot_;
};
