// Fails: behaviour, deadlock, "which it holds itself"
// The lease that was moved from still points to the connection, and gives it back as well. Soon two
// borrowers have the same one, or the pool, which makes a lease under its lock, waits for itself.
#pragma once

#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <utility>
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
        Lease(Lease&& other) noexcept : pool_(other.pool_), connection_(other.connection_) {}
        Lease& operator=(Lease&& other) noexcept {
            std::swap(pool_, other.pool_);
            std::swap(connection_, other.connection_);
            return *this;
        }
        ~Lease() {
            if (connection_) pool_->give_back(connection_);
        }

        [[nodiscard]] Connection& operator*() const { return *connection_; }
        [[nodiscard]] Connection* operator->() const { return connection_; }

      private:
        friend class ConnectionPool;
        Lease(ConnectionPool* pool, Connection* connection)
            : pool_(pool), connection_(connection) {}

        ConnectionPool* pool_;
        Connection* connection_;
    };

    explicit ConnectionPool(int size) : connections_(size) {
        free_.reserve(size);  // so that giving back never needs memory
        for (int number = 0; number < size; ++number) {
            connections_[number].number = number;
            free_.push_back(&connections_[number]);
        }
    }

    [[nodiscard]] Lease acquire() {
        std::unique_lock lock(mutex_);
        not_empty_or_closed_.wait(lock, [this] { return closed_ || !free_.empty(); });
        return take_one();
    }

    [[nodiscard]] std::optional<Lease> acquire_for(std::chrono::milliseconds limit) {
        std::unique_lock lock(mutex_);
        if (!not_empty_or_closed_.wait_for(lock, limit,
                                           [this] { return closed_ || !free_.empty(); })) {
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
        return static_cast<int>(free_.size());
    }

  private:
    Lease take_one() {  // mutex_ must be held
        if (closed_) throw PoolClosed();
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

    mutable std::mutex mutex_;
    std::condition_variable not_empty_or_closed_;
    std::vector<Connection> connections_;  // each belongs to the holder of its lease
    std::vector<Connection*> free_;        // guarded by mutex_
    bool closed_ = false;                  // guarded by mutex_
};
