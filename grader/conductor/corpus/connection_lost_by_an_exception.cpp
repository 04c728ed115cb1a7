// A query that throws skips the line that gives the connection back; the next one waits for
// ever.
// Finds: deadlock or lost_wakeup
#include <racecourse/kit.h>

#include <semaphore>
#include <stdexcept>

namespace {

using Connections = std::counting_semaphore<>;

class Returned {
  public:
    explicit Returned(Connections& connections) : connections_(connections) {}
    ~Returned() { connections_.release(); }
    Returned(const Returned&) = delete;
    Returned& operator=(const Returned&) = delete;

  private:
    Connections& connections_;
};

void query(bool valid) {
    if (!valid) throw std::invalid_argument("query");
}

}  // namespace

TEST(Schedules, Program) {
    Connections connections(1);
    std::atomic<int> answered{0};
    const auto ask = [&](bool valid) {
        try {
            connections.acquire();
#ifdef FAULTY
            query(valid);
            connections.release();
#else
            const Returned returned(connections);
            query(valid);
#endif
            ++answered;
        } catch (const std::invalid_argument&) {
            // An invalid query is not answered.
        }
    };
    std::thread one(ask, true);
    std::thread two(ask, false);
    one.join();
    two.join();
    EXPECT_EQ(answered.load(), 1);
}
