// A box for one message, between any number of senders and receivers.
#pragma once

#include <racecourse/not_started.h>

#include <optional>

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
    void send(Message message) { racecourse::not_started("Mailbox::send"); }

    // Puts `message` into the box if it is empty at this moment, and says whether it did. Never
    // waits for a message to be taken out. If it returns false, `message` is as it was.
    [[nodiscard]] bool try_send(Message& message) { racecourse::not_started("Mailbox::try_send"); }

    // Takes the message out of the box. As long as there is none, waits, asleep.
    [[nodiscard]] Message receive() { racecourse::not_started("Mailbox::receive"); }

    // Takes the message out of the box if there is one at this moment; otherwise returns nothing.
    // Never waits for a message to come.
    [[nodiscard]] std::optional<Message> try_receive() {
        racecourse::not_started("Mailbox::try_receive");
    }
};
