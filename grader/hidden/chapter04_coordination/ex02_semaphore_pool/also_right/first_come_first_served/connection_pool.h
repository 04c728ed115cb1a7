// Another design: who has to wait stands in a queue, and who gives a connection back hands it to
// the first of them. Nobody is overtaken, so nobody starves, however busy the pool is.
#pragma once

#include <chrono>
#include <condition_variable>
#include <list>
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
        if (auto lease = take_free()) return std::move(*lease);
        const auto me = waiting_.emplace(waiting_.end());
        me->served.wait(lock, [&] { return closed_ || me->connection; });
        return std::move(*leave_queue(me));
    }

    [[nodiscard]] std::optional<Lease> acquire_for(std::chrono::milliseconds limit) {
        std::unique_lock lock(mutex_);
        if (auto lease = take_free()) return lease;
        const auto me = waiting_.emplace(waiting_.end());
        me->served.wait_for(lock, limit, [&] { return closed_ || me->connection; });
        return leave_queue(me);
    }

    void close() {
        std::lock_guard lock(mutex_);
        closed_ = true;
        for (Waiter& waiter : waiting_) waiter.served.notify_one();
    }

    [[nodiscard]] int available() const {
        std::lock_guard lock(mutex_);
        return static_cast<int>(free_.size());
    }

  private:
    struct Waiter {
        std::condition_variable served;
        Connection* connection = nullptr;
    };

    std::optional<Lease> take_free() {  // mutex_ must be held
        if (closed_) throw PoolClosed();
        if (free_.empty()) return std::nullopt;
        Connection* connection = free_.back();
        free_.pop_back();
        return Lease(this, connection);
    }

    // Nothing if the time is over. mutex_ must be held.
    std::optional<Lease> leave_queue(std::list<Waiter>::iterator me) {
        Connection* connection = me->connection;
        waiting_.erase(me);
        if (connection) return Lease(this, connection);  // handed over before the pool was closed
        if (closed_) throw PoolClosed();
        return std::nullopt;
    }

    void give_back(Connection* connection) noexcept {
        std::lock_guard lock(mutex_);
        for (Waiter& waiter : waiting_) {
            if (closed_) break;
            if (waiter.connection) continue;
            waiter.connection = connection;
            waiter.served.notify_one();
            return;
        }
        free_.push_back(connection);
    }

    mutable std::mutex mutex_;
    std::vector<Connection> connections_;  // each belongs to the holder of its lease
    std::vector<Connection*> free_;        // guarded by mutex_
    std::list<Waiter> waiting_;            // guarded by mutex_; the first has waited longest
    bool closed_ = false;                  // guarded by mutex_
};
