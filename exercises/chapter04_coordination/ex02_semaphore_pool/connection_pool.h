// A pool that lends out a fixed number of connections.
#pragma once

#include <racecourse/not_started.h>

#include <chrono>
#include <optional>
#include <stdexcept>

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
        Lease(Lease&& other) noexcept {}
        Lease& operator=(Lease&& other) noexcept { return *this; }
        ~Lease() {}

        [[nodiscard]] Connection& operator*() const { racecourse::not_started("Lease::operator*"); }
        [[nodiscard]] Connection* operator->() const {
            racecourse::not_started("Lease::operator->");
        }
    };

    // Opens `size` connections, at least one, with the numbers 0 to size-1.
    explicit ConnectionPool(int size) {}

    // Lends a free connection, at once if there is one; otherwise waits, asleep, until somebody
    // gives one back. A connection that is free goes to somebody who waits, whoever comes first.
    // Throws PoolClosed if the pool is closed, or gets closed meanwhile.
    [[nodiscard]] Lease acquire() { racecourse::not_started("ConnectionPool::acquire"); }

    // Like acquire(), but gives up when `limit` is over: not before, and soon after. It then
    // returns nothing. With a limit of zero, or below, it only looks.
    [[nodiscard]] std::optional<Lease> acquire_for(std::chrono::milliseconds limit) {
        racecourse::not_started("ConnectionPool::acquire_for");
    }

    // From now on nobody gets a connection, even a free one, and all who wait are told at once:
    // they throw PoolClosed. Leases that are out stay good and come back as usual. To close a
    // closed pool changes nothing.
    void close() { racecourse::not_started("ConnectionPool::close"); }

    // How many connections are free at this moment, in a closed pool too.
    [[nodiscard]] int available() const { racecourse::not_started("ConnectionPool::available"); }
};
