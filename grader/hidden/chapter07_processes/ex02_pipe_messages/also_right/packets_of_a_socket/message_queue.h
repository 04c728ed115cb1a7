// Another design: a socket of the kind SOCK_SEQPACKET keeps the borders of what is sent, so that
// nothing has to be framed or filled up. For short messages between processes of one machine.
#pragma once

#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
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
// The first byte of each packet says whether it is a message, so that an empty one is not taken for
// a sentinel.
class MessageQueue {
  public:
    static constexpr std::size_t longest = 500;  // bytes of one message

    MessageQueue() {
        if (socketpair(AF_UNIX, SOCK_SEQPACKET, 0, ends_) != 0)
            throw std::system_error(errno, std::generic_category(), "socketpair");
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
        put_packet("m" + std::string(message));
    }

    // Adds a sentinel, in its turn behind all messages that this process has put. It tells one
    // consumer that its work is over; put as many as there are consumers.
    void put_end() { put_packet("e"); }

    // Takes the oldest message and returns it, or nothing if it is a sentinel. Blocks while the
    // queue is empty.
    [[nodiscard]] std::optional<std::string> get() {
        std::string packet(longest + 1, '\0');
        ssize_t size;
        while ((size = recv(ends_[0], packet.data(), packet.size(), 0)) < 0)
            if (errno != EINTR) throw std::system_error(errno, std::generic_category(), "recv");
        if (packet[0] == 'e') return std::nullopt;
        return packet.substr(1, static_cast<std::size_t>(size) - 1);
    }

  private:
    void put_packet(const std::string& packet) {
        while (send(ends_[1], packet.data(), packet.size(), 0) < 0)
            if (errno != EINTR) throw std::system_error(errno, std::generic_category(), "send");
    }

    int ends_[2];  // every process has both
};
