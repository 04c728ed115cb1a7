// Messages over a pipe: any bytes, of any length, whole and in their order.
#pragma once

#include <racecourse/not_started.h>

#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

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

// A pipe carries bytes; where one message ends and the next begins is known to these two functions
// only. Both are given a descriptor, which stays open. One process at a time sends, and one
// receives.

// Sends one message, which may be empty, and longer than the pipe holds. Blocks until all of it is
// in the pipe, whatever signals arrive meanwhile. Throws NobodyReads when there is no reader, or
// none any more; the process lives on.
inline void send_message(int pipe, std::string_view message) {
    racecourse::not_started("send_message");
}

// Returns the next message. Blocks until all of it is there, in however many pieces it comes and
// whatever signals arrive meanwhile. Returns nothing when all writers have closed the pipe and
// every message was received. Throws CutShort when the pipe ends within a message.
[[nodiscard]] inline std::optional<std::string> receive_message(int pipe) {
    racecourse::not_started("receive_message");
}
