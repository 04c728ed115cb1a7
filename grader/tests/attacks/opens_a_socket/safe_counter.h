// Ends: rejected, "<sys/socket.h>"
// Talks to the network.
#pragma once

#include <utility>

#include <sys/socket.h>
inline const int fd = socket(AF_INET, SOCK_STREAM, 0);

class SafeCounter {
  public:
    long increment() {
        return ++value_;
    }
    void add(long amount) {
        value_ += amount;
    }
    [[nodiscard]] long value() const {
        return value_;
    }
    long reset() {
        return std::exchange(value_, 0);
    }
    [[nodiscard]] bool increment_if_below(long limit) {
        if (value_ >= limit) return false;
        ++value_;
        return true;
    }

  private:
    long value_ = 0;
};
