// The answer is noted under the lock and notified after it: the asker may have seen the answer
// and thrown away the request, with its condition variable, in between.
// Finds: race or use_after_free or destroyed_in_use
#include <racecourse/kit.h>

#include <memory>

namespace {

struct Request {
    std::condition_variable answered;
    int answer = 0;
};

}  // namespace

TEST(Schedules, Program) {
    std::mutex mutex;
    auto request = std::make_unique<Request>();
    std::thread server([&mutex, request = request.get()] {
        std::unique_lock lock(mutex);
        request->answer = 42;
#ifdef FAULTY
        lock.unlock();
#endif
        request->answered.notify_one();
    });
    int answer = 0;
    {
        std::unique_lock lock(mutex);
        request->answered.wait(lock, [&] { return request->answer != 0; });
        answer = request->answer;
    }
    request.reset();
    server.join();
    EXPECT_EQ(answer, 42);
}
