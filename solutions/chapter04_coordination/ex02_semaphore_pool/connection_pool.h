// A pool that lends out a fixed number of connections.
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

// Lends out its connections, each to one borrower at a time. Any thread may call any function at
// any time. The pool outlives its leases. What one borrower did with a connection, the next one
// sees.
class ConnectionPool {
  public:
    // The right to use one connection. It can be moved and not copied. A lease gives its connection
    // back when it ends, whatever way its scope is left, or when another is moved into it; a lease
    // that was moved from has nothing to give back and may not be used any more.
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

    // Opens `size` connections, at least one, with the numbers 0 to size-1.
    explicit ConnectionPool(int size) : connections_(size) {
        free_.reserve(size);  // so that giving back never needs memory
        for (int number = 0; number < size; ++number) {
            connections_[number].number = number;
            free_.push_back(&connections_[number]);
        }
    }

    // Lends a free connection, at once if there is one; otherwise waits, asleep, until somebody
    // gives one back. A connection that is free goes to somebody who waits, whoever comes first.
    // Throws PoolClosed if the pool is closed, or gets closed meanwhile.
    [[nodiscard]] Lease acquire() {
        std::unique_lock lock(mutex_);
        not_empty_or_closed_.wait(lock, [this] { return closed_ || !free_.empty(); });
        return take_one();
    }

    // Like acquire(), but gives up when `limit` is over: not before, and soon after. It then
    // returns nothing. With a limit of zero, or below, it only looks.
    [[nodiscard]] std::optional<Lease> acquire_for(std::chrono::milliseconds limit) {
        std::unique_lock lock(mutex_);
        if (!not_empty_or_closed_.wait_for(lock, limit,
                                           [this] { return closed_ || !free_.empty(); })) {
            return std::nullopt;
        }
        return take_one();
    }

    // From now on nobody gets a connection, even a free one, and all who wait are told at once:
    // they throw PoolClosed. Leases that are out stay good and come back as usual. To close a
    // closed pool changes nothing.
    void close() {
        {
            std::lock_guard lock(mutex_);
            closed_ = true;
        }
        not_empty_or_closed_.notify_all();
    }

    // How many connections are free at this moment, in a closed pool too.
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
