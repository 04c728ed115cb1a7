// Fails: speed, too slow, "at once"
// Sleeps a little between two looks. Whoever waits notices up to ten milliseconds late that a
// connection has come back, and all the while it lies there unused.
#pragma once

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <thread>
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

    explicit ConnectionPool(int size) : connections_(size) {
        free_.reserve(size);  // so that giving back never needs memory
        for (int number = 0; number < size; ++number) {
            connections_[number].number = number;
            free_.push_back(&connections_[number]);
        }
    }

    [[nodiscard]] Lease acquire() {
        std::unique_lock lock(mutex_);
        while (!closed_ && free_.empty()) {
            lock.unlock();
            std::this_thread::sleep_for(std::chrono::milliseconds(10));
            lock.lock();
        }
        return take_one();
    }

    [[nodiscard]] std::optional<Lease> acquire_for(std::chrono::milliseconds limit) {
        const auto deadline = std::chrono::steady_clock::now() + limit;
        std::unique_lock lock(mutex_);
        while (!closed_ && free_.empty()) {
            const auto now = std::chrono::steady_clock::now();
            if (now >= deadline) return std::nullopt;
            lock.unlock();
            std::this_thread::sleep_until(std::min(deadline, now + std::chrono::milliseconds(10)));
            lock.lock();
        }
        return take_one();
    }

    void close() {
        {
            std::lock_guard lock(mutex_);
            closed_ = true;
        }
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
    }

    mutable std::mutex mutex_;
    std::vector<Connection> connections_;  // each belongs to the holder of its lease
    std::vector<Connection*> free_;        // guarded by mutex_
    bool closed_ = false;                  // guarded by mutex_
};
