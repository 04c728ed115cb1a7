// The first attempt fails. An exception that left the function would let the next caller try
// again; caught inside it, the failure counts as done.
// Finds: wrong
#include <racecourse/kit.h>

#include <stdexcept>

namespace {

class Client {
  public:
    int connection() {
        for (int attempt = 0; attempt < 2; ++attempt) {
            try {
                std::call_once(once_, [this] { connect(); });
                return connection_;
            } catch (const std::runtime_error&) {
                // Try once more.
            }
        }
        return -1;
    }

  private:
    void connect() {
#ifdef FAULTY
        try {
            connection_ = dial();
        } catch (const std::runtime_error&) {
            connection_ = 0;
        }
#else
        connection_ = dial();
#endif
    }

    int dial() {
        if (++attempts_ == 1) throw std::runtime_error("busy");
        return 7;
    }

    std::once_flag once_;
    int attempts_ = 0;
    int connection_ = 0;
};

}  // namespace

TEST(Schedules, Program) {
    Client client;
    int one = 0;
    int two = 0;
    std::thread first([&] { one = client.connection(); });
    std::thread second([&] { two = client.connection(); });
    first.join();
    second.join();
    EXPECT_EQ(one, 7);
    EXPECT_EQ(two, 7);
}
