// A queue of short messages for many processes, which all put and all get.
#pragma once

#include <racecourse/not_started.h>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

// Make it first and fork then: the queue is shared by the process that made it and all processes
// that are started afterwards. Each message is got once, by one of them; messages that one process
// puts are got in the order in which it put them.
//
// A process may be killed at any moment, also inside put() or get(). With it goes the one message
// that it was just putting or getting, at most. All others go on as if nothing had happened.
//
// All calls go on when a signal interrupts them.
class MessageQueue {
  public:
    static constexpr std::size_t longest = 500;  // bytes of one message

    MessageQueue() {}

    // Closes what this process has open. The others can still use the queue.
    ~MessageQueue() {}

    MessageQueue(const MessageQueue&) = delete;
    MessageQueue& operator=(const MessageQueue&) = delete;

    // Adds a message, which may be empty and may hold any bytes. Blocks while the queue is full: it
    // holds a limited number of messages, but at least 64. Throws std::length_error, and adds
    // nothing, if the message is longer than `longest`.
    void put(std::string_view message) { racecourse::not_started("MessageQueue::put"); }

    // Adds a sentinel, in its turn behind all messages that this process has put. It tells one
    // consumer that its work is over; put as many as there are consumers.
    void put_end() { racecourse::not_started("MessageQueue::put_end"); }

    // Takes the oldest message and returns it, or nothing if it is a sentinel. Blocks while the
    // queue is empty.
    [[nodiscard]] std::optional<std::string> get() { racecourse::not_started("MessageQueue::get"); }
};
