// Fails: examples, wrong, "acquire_for"
// Opens a connection when none is free, as long as there are not too many. But `<=` lets in one
// more than there may be.
#pragma once

#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <vector>

// What the pool lends out. Only the holder of its lease may touch a connection.
struct Connection {
    int number = 0;
    long queries = 0;
};

// What acquire() and acquire_for() throw once the pool is closed.
class PoolClosed : public std::runtime_error {
  public:
    PoolClosed() : std::runtime_error("the pool is closed") {}
};

class ConnectionPool {
  public:
    class Lease {
      public:
        Lease(Lease&& other) noexcept = default;
        Lease& operator=(Lease&& other) noexcept = default;
        ~Lease() = default;

        [[nodiscard]] Connection& operator*() const { return *connection_; }
        [[nodiscard]] Connection* operator->() const { return connection_.get(); }

      private:
        friend class ConnectionPool;
        struct GiveBack {
            ConnectionPool* pool;
            void operator()(Connection* connection) const noexcept { pool->give_back(connection); }
        };
        Lease(ConnectionPool* pool, Connection* connection)
            : connection_(connection, GiveBack{pool}) {}

        std::unique_ptr<Connection, GiveBack> connection_;  // null when it was moved from
    };

    explicit ConnectionPool(int size) : size_(size) {
        connections_.reserve(size + 1);
        free_.reserve(size + 1);
    }

    [[nodiscard]] Lease acquire() {
        std::unique_lock lock(mutex_);
        not_empty_or_closed_.wait(
            lock, [this] { return closed_ || !free_.empty() || opened() <= size_; });
        return take_one();
    }

    [[nodiscard]] std::optional<Lease> acquire_for(std::chrono::milliseconds limit) {
        std::unique_lock lock(mutex_);
        if (!not_empty_or_closed_.wait_for(
                lock, limit, [this] { return closed_ || !free_.empty() || opened() <= size_; })) {
            return std::nullopt;
        }
        return take_one();
    }

    void close() {
        {
            std::lock_guard lock(mutex_);
            closed_ = true;
        }
        not_empty_or_closed_.notify_all();
    }

    [[nodiscard]] int available() const {
        std::lock_guard lock(mutex_);
        return size_ - opened() + static_cast<int>(free_.size());
    }

  private:
    int opened() const { return static_cast<int>(connections_.size()); }

    Lease take_one() {  // mutex_ must be held
        if (closed_) throw PoolClosed();
        if (free_.empty()) {
            connections_.push_back({opened(), 0});
            free_.push_back(&connections_.back());
        }
        Connection* connection = free_.back();
        free_.pop_back();
        return Lease(this, connection);
    }

    void give_back(Connection* connection) noexcept {
        {
            std::lock_guard lock(mutex_);
            free_.push_back(connection);
        }
        not_empty_or_closed_.notify_one();  // one connection is good for one, whoever it is
    }

    const int size_;
    mutable std::mutex mutex_;
    std::condition_variable not_empty_or_closed_;
    std::vector<Connection> connections_;  // each belongs to the holder of its lease
    std::vector<Connection*> free_;        // guarded by mutex_
    bool closed_ = false;                  // guarded by mutex_
};
