// A queue of short messages for many processes, which all put and all get.
#pragma once

#include <unistd.h>

#include <cerrno>
#include <climits>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>

// Make it first and fork then: the queue is shared by the process that made it and all processes
// that are started afterwards. Each message is got once, by one of them; messages that one process
// puts are got in the order in which it put them.
//
// A process may be killed at any moment, also inside put() or get(). With it goes the one message
// that it was just putting or getting, at most. All others go on as if nothing had happened.
//
// All calls go on when a signal interrupts them.
//
// There is no lock, which could die with its owner. A message is one record, put by one write() and
// got by one read(), and the system does each of these wholly or not at all: a write of up to
// PIPE_BUF bytes is never split, and since all records have the same size, a read of this size
// always gets exactly one.
class MessageQueue {
  public:
    static constexpr std::size_t longest = 500;  // bytes of one message

    MessageQueue() {
        if (pipe(ends_) != 0) throw std::system_error(errno, std::generic_category(), "pipe");
    }

    // Closes what this process has open. The others can still use the queue.
    ~MessageQueue() {
        close(ends_[0]);
        close(ends_[1]);
    }

    MessageQueue(const MessageQueue&) = delete;
    MessageQueue& operator=(const MessageQueue&) = delete;

    // Adds a message, which may be empty and may hold any bytes. Blocks while the queue is full: it
    // holds a limited number of messages, but at least 64. Throws std::length_error, and adds
    // nothing, if the message is longer than `longest`.
    void put(std::string_view message) {
        if (message.size() > longest) throw std::length_error("the message is too long");
        Record record{static_cast<std::int16_t>(message.size()), {}};
        std::memcpy(record.bytes, message.data(), message.size());
        put_record(record);
    }

    // Adds a sentinel, in its turn behind all messages that this process has put. It tells one
    // consumer that its work is over; put as many as there are consumers.
    void put_end() { put_record({no_message, {}}); }

    // Takes the oldest message and returns it, or nothing if it is a sentinel. Blocks while the
    // queue is empty.
    [[nodiscard]] std::optional<std::string> get() {
        Record record{};
        while (read(ends_[0], &record, sizeof record) < 0)
            if (errno != EINTR) throw std::system_error(errno, std::generic_category(), "read");
        if (record.size == no_message) return std::nullopt;
        return std::string(record.bytes, static_cast<std::size_t>(record.size));
    }

  private:
    static constexpr std::int16_t no_message = -1;

    struct Record {
        std::int16_t size;
        char bytes[longest];
    };
    static_assert(sizeof(Record) <= PIPE_BUF);

    void put_record(const Record& record) {
        while (write(ends_[1], &record, sizeof record) < 0)
            if (errno != EINTR) throw std::system_error(errno, std::generic_category(), "write");
    }

    int ends_[2];  // every process has both
};
