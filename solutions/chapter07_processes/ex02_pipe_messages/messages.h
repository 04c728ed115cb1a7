// Messages over a pipe: any bytes, of any length, whole and in their order.
#pragma once

#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>

// Nobody has the pipe's other end open any more: what is sent would never be read.
class NobodyReads : public std::runtime_error {
  public:
    NobodyReads() : std::runtime_error("nobody reads from this pipe any more") {}
};

// The pipe ended in the middle of a message: whoever sent it died over it.
class CutShort : public std::runtime_error {
  public:
    CutShort() : std::runtime_error("the sender ended in the middle of a message") {}
};

// write() says how much it has written, and that may be less than it was given: when the pipe is
// nearly full and a signal arrives, for example.
inline void write_all(int pipe, const char* from, std::size_t size) {
    while (size > 0) {
        const ssize_t written = write(pipe, from, size);
        if (written >= 0) {
            from += written;
            size -= static_cast<std::size_t>(written);
        } else if (errno == EPIPE) {
            throw NobodyReads();
        } else if (errno != EINTR) {  // interrupted: nothing was written, so again
            throw std::system_error(errno, std::generic_category(), "write");
        }
    }
}

// Reads until `size` bytes are there or the pipe is at its end, and says how many there are.
inline std::size_t read_all(int pipe, char* to, std::size_t size) {
    std::size_t got = 0;
    while (got < size) {
        const ssize_t more = read(pipe, to + got, size - got);
        if (more > 0) {
            got += static_cast<std::size_t>(more);
        } else if (more == 0) {
            break;
        } else if (errno != EINTR) {
            throw std::system_error(errno, std::generic_category(), "read");
        }
    }
    return got;
}

// A pipe carries bytes; where one message ends and the next begins is known to these two functions
// only. Both are given a descriptor, which stays open. One process at a time sends, and one
// receives.
//
// Each message is preceded by its length.

// Sends one message, which may be empty, and longer than the pipe holds. Blocks until all of it is
// in the pipe, whatever signals arrive meanwhile. Throws NobodyReads when there is no reader, or
// none any more; the process lives on.
inline void send_message(int pipe, std::string_view message) {
    // Otherwise the signal that comes with EPIPE would end the process.
    static const auto before = std::signal(SIGPIPE, SIG_IGN);
    (void)before;
    const std::uint64_t size = message.size();
    std::string frame(reinterpret_cast<const char*>(&size), sizeof size);
    frame += message;
    write_all(pipe, frame.data(), frame.size());
}

// Returns the next message. Blocks until all of it is there, in however many pieces it comes and
// whatever signals arrive meanwhile. Returns nothing when all writers have closed the pipe and
// every message was received. Throws CutShort when the pipe ends within a message.
[[nodiscard]] inline std::optional<std::string> receive_message(int pipe) {
    std::uint64_t size = 0;
    const std::size_t got = read_all(pipe, reinterpret_cast<char*>(&size), sizeof size);
    if (got == 0) return std::nullopt;
    if (got < sizeof size) throw CutShort();
    std::string message(size, '\0');
    if (read_all(pipe, message.data(), size) < size) throw CutShort();
    return message;
}
