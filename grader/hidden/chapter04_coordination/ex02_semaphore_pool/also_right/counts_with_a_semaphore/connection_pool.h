// Another design: a std::counting_semaphore counts the free connections, and a mutex guards the
// list of which they are. It has no way to be closed, so closing adds one permit too many, which
// each who finds the pool closed passes on to the next.
#pragma once

#include <chrono>
#include <memory>
#include <mutex>
#include <optional>
#include <semaphore>
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

    explicit ConnectionPool(int size) : permits_(size), connections_(size) {
        free_.reserve(size);  // so that giving back never needs memory
        for (int number = 0; number < size; ++number) {
            connections_[number].number = number;
            free_.push_back(&connections_[number]);
        }
    }

    [[nodiscard]] Lease acquire() {
        permits_.acquire();
        return take_one();
    }

    [[nodiscard]] std::optional<Lease> acquire_for(std::chrono::milliseconds limit) {
        if (permits_.try_acquire_for(limit)) return take_one();
        std::lock_guard lock(mutex_);
        if (closed_) throw PoolClosed();
        return std::nullopt;
    }

    void close() {
        {
            std::lock_guard lock(mutex_);
            if (closed_) return;
            closed_ = true;
        }
        permits_.release();
    }

    [[nodiscard]] int available() const {
        std::lock_guard lock(mutex_);
        return static_cast<int>(free_.size());
    }

  private:
    Lease take_one() {  // this thread has a permit
        {
            std::lock_guard lock(mutex_);
            if (!closed_) {
                Connection* connection = free_.back();
                free_.pop_back();
                return Lease(this, connection);
            }
        }
        permits_.release();  // for the next one who waits
        throw PoolClosed();
    }

    void give_back(Connection* connection) noexcept {
        {
            std::lock_guard lock(mutex_);
            free_.push_back(connection);
        }
        permits_.release();
    }

    std::counting_semaphore<> permits_;
    mutable std::mutex mutex_;
    std::vector<Connection> connections_;  // each belongs to the holder of its lease
    std::vector<Connection*> free_;        // guarded by mutex_
    bool closed_ = false;                  // guarded by mutex_
};
