// A connection pool that hands a returned connection straight to who has waited longest. A
// waiter whose time is up gives up, without looking whether it was given a connection before it
// had the lock again: that connection is lost.
// Finds: wrong
#include <racecourse/kit.h>

#include <algorithm>
#include <deque>
#include <memory>

using namespace std::chrono_literals;

namespace {

class Connection {
  public:
    explicit Connection(int number) : number_(number) {}

    // Returns false if somebody else is using the connection.
    bool query() {
        if (busy_.exchange(true)) return false;
        ++queries_;
        busy_ = false;
        return true;
    }

    [[nodiscard]] int number() const { return number_; }
    [[nodiscard]] int queries() const { return queries_.load(); }

  private:
    const int number_;
    std::atomic<bool> busy_{false};
    std::atomic<int> queries_{0};
};

class ConnectionPool {
  public:
    explicit ConnectionPool(int size) {
        for (int i = 0; i < size; ++i) {
            connections_.push_back(std::make_unique<Connection>(i));
            idle_.push_back(connections_.back().get());
        }
    }

    // Returns nullptr if no connection came free in time.
    Connection* acquire(std::chrono::milliseconds limit) {
        const auto deadline = std::chrono::steady_clock::now() + limit;
        std::unique_lock lock(mutex_);
        if (!idle_.empty()) {
            Connection* connection = idle_.back();
            idle_.pop_back();
            return connection;
        }
        Waiter me;
        waiting_.push_back(&me);
        while (me.connection == nullptr) {
            const std::cv_status status = me.served.wait_until(lock, deadline);
#ifdef FAULTY
            if (status == std::cv_status::timeout) {
#else
            if (status == std::cv_status::timeout && me.connection == nullptr) {
#endif
                std::erase(waiting_, &me);
                return nullptr;
            }
        }
        return me.connection;
    }

    void release(Connection* connection) {
        std::lock_guard lock(mutex_);
        if (waiting_.empty()) {
            idle_.push_back(connection);
            return;
        }
        Waiter* next = waiting_.front();
        waiting_.pop_front();
        next->connection = connection;
        next->served.notify_one();
    }

    std::size_t idle() {
        std::lock_guard lock(mutex_);
        return idle_.size();
    }

    int queries() {
        int sum = 0;
        for (const auto& connection : connections_) sum += connection->queries();
        return sum;
    }

  private:
    struct Waiter {
        std::condition_variable served;
        Connection* connection = nullptr;
    };

    std::vector<std::unique_ptr<Connection>> connections_;
    std::mutex mutex_;
    std::vector<Connection*> idle_;
    std::deque<Waiter*> waiting_;
};

// Gives the connection back at the end of the scope.
class Lease {
  public:
    Lease(ConnectionPool& pool, std::chrono::milliseconds limit)
        : pool_(pool), connection_(pool.acquire(limit)) {}

    ~Lease() {
        if (connection_ != nullptr) pool_.release(connection_);
    }

    Lease(const Lease&) = delete;
    Lease& operator=(const Lease&) = delete;

    explicit operator bool() const { return connection_ != nullptr; }
    Connection* operator->() const { return connection_; }

  private:
    ConnectionPool& pool_;
    Connection* const connection_;
};

struct Outcome {
    std::atomic<int> answered{0};
    std::atomic<int> timed_out{0};
    std::atomic<int> shared{0};
};

void ask(ConnectionPool& pool, Outcome& outcome) {
    const Lease lease(pool, 200ms);
    if (!lease) {
        ++outcome.timed_out;
    } else if (lease->query()) {
        ++outcome.answered;
    } else {
        ++outcome.shared;
    }
}

}  // namespace

TEST(Schedules, Program) {
    ConnectionPool pool(1);
    Outcome outcome;
    std::vector<std::thread> clients;
    for (int i = 0; i < 3; ++i) clients.emplace_back([&] { ask(pool, outcome); });
    for (std::thread& client : clients) client.join();
    EXPECT_EQ(pool.idle(), 1U);
    EXPECT_EQ(outcome.shared.load(), 0);
    EXPECT_EQ(outcome.answered.load() + outcome.timed_out.load(), 3);
    EXPECT_EQ(pool.queries(), outcome.answered.load());
}
