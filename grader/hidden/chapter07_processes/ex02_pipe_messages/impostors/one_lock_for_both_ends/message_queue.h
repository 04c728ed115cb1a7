// Fails: behaviour, wrong, "needed to make some"
// One lock guards the whole queue, as it would in one process. Whoever waits for room in the full
// pipe holds it, and nobody can get anything.
#pragma once

#include <pthread.h>
#include <sys/mman.h>
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

// One for each end of the pipe, in memory that all processes share.
class SharedLocks {
  public:
    SharedLocks()
        : both_(static_cast<pthread_mutex_t*>(mmap(nullptr, 2 * sizeof(pthread_mutex_t),
                                                   PROT_READ | PROT_WRITE,
                                                   MAP_SHARED | MAP_ANONYMOUS, -1, 0))) {
        pthread_mutexattr_t shared;
        pthread_mutexattr_init(&shared);
        pthread_mutexattr_setpshared(&shared, PTHREAD_PROCESS_SHARED);
        for (int i = 0; i < 2; ++i) pthread_mutex_init(&both_[i], &shared);
        pthread_mutexattr_destroy(&shared);
    }
    ~SharedLocks() { munmap(both_, 2 * sizeof(pthread_mutex_t)); }
    SharedLocks(const SharedLocks&) = delete;
    SharedLocks& operator=(const SharedLocks&) = delete;
    [[nodiscard]] pthread_mutex_t& operator[](int which) const { return both_[which]; }

  private:
    pthread_mutex_t* both_;
};

class Holding {
  public:
    explicit Holding(pthread_mutex_t& mutex) : mutex_(mutex) { pthread_mutex_lock(&mutex_); }
    ~Holding() { pthread_mutex_unlock(&mutex_); }
    Holding(const Holding&) = delete;
    Holding& operator=(const Holding&) = delete;

  private:
    pthread_mutex_t& mutex_;
};

// Make it first and fork then: the queue is shared by the process that made it and all processes
// that are started afterwards. Each message is got once, by one of them; messages that one process
// puts are got in the order in which it put them.
//
// A process may be killed at any moment, also inside put() or get(). With it goes the one message
// that it was just putting or getting, at most. All others go on as if nothing had happened.
//
// All calls go on when a signal interrupts them.
//
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
        put_all(static_cast<std::int16_t>(message.size()), message);
    }

    // Adds a sentinel, in its turn behind all messages that this process has put. It tells one
    // consumer that its work is over; put as many as there are consumers.
    void put_end() { put_all(no_message, {}); }

    // Takes the oldest message and returns it, or nothing if it is a sentinel. Blocks while the
    // queue is empty.
    [[nodiscard]] std::optional<std::string> get() {
        const Holding getting(locks_[0]);
        std::int16_t size = 0;
        read_whole(&size, sizeof size);
        if (size == no_message) return std::nullopt;
        std::string message(static_cast<std::size_t>(size), '\0');
        read_whole(message.data(), message.size());
        return message;
    }

  private:
    static constexpr std::int16_t no_message = -1;

    void put_all(std::int16_t size, std::string_view message) {
        const Holding putting(locks_[0]);
        std::string frame(reinterpret_cast<const char*>(&size), sizeof size);
        frame += message;
        std::size_t done = 0;
        while (done < frame.size()) {
            const ssize_t more = write(ends_[1], frame.data() + done, frame.size() - done);
            if (more > 0) done += static_cast<std::size_t>(more);
            if (more < 0 && errno != EINTR)
                throw std::system_error(errno, std::generic_category(), "write");
        }
    }

    void read_whole(void* to, std::size_t size) {
        std::size_t done = 0;
        while (done < size) {
            const ssize_t more = read(ends_[0], static_cast<char*>(to) + done, size - done);
            if (more > 0) done += static_cast<std::size_t>(more);
            if (more < 0 && errno != EINTR)
                throw std::system_error(errno, std::generic_category(), "read");
        }
    }

    SharedLocks locks_;
    int ends_[2];  // every process has both
};
