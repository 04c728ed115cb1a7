// A request that is still queued when the server stops is thrown away with its promise.
// Finds: wrong
#include <racecourse/kit.h>

#include <deque>
#include <future>

namespace {

class Server {
  public:
    Server() : thread_([this] { serve(); }) {}

    ~Server() {
        stop();
        thread_.join();
    }

    std::future<int> ask() {
        std::lock_guard lock(mutex_);
        requests_.emplace_back();
        changed_.notify_one();
        return requests_.back().get_future();
    }

    void stop() {
        std::lock_guard lock(mutex_);
        stopping_ = true;
        changed_.notify_one();
    }

  private:
    void serve() {
        std::unique_lock lock(mutex_);
        for (;;) {
            changed_.wait(lock, [this] { return stopping_ || !requests_.empty(); });
#ifdef FAULTY
            if (stopping_) requests_.clear();
#endif
            if (requests_.empty()) return;
            std::promise<int> request = std::move(requests_.front());
            requests_.pop_front();
            request.set_value(42);
        }
    }

    std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<std::promise<int>> requests_;
    bool stopping_ = false;
    std::thread thread_;
};

}  // namespace

TEST(Schedules, Program) {
    Server server;
    std::future<int> answer = server.ask();
    std::thread operating([&] { server.stop(); });
    int got = 0;
    EXPECT_NO_THROW(got = answer.get());
    operating.join();
    EXPECT_EQ(got, 42);
}
