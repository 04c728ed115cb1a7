// How with() and streams are used. Try your own ideas here; the grader's hidden tests go further.
#include "async_scope.h"

#include <gtest/gtest.h>

#include <chrono>
#include <exception>
#include <stdexcept>
#include <string>

using namespace std::chrono_literals;

namespace {

awaitable<void> sleep(std::chrono::milliseconds time) {
    asio::steady_timer timer(co_await asio::this_coro::executor, time);
    co_await timer.async_wait(asio::use_awaitable);
}

class Connection {
  public:
    explicit Connection(std::string& log) : log_(log) {}
    awaitable<void> enter() {
        co_await sleep(1ms);
        log_ += "open ";
    }
    awaitable<void> exit() {
        co_await sleep(1ms);
        log_ += "closed ";
    }
    awaitable<void> say(std::string text) {
        co_await sleep(1ms);
        if (text.empty()) throw std::runtime_error("nothing to say");
        log_ += text + " ";
    }

  private:
    std::string& log_;
};

awaitable<void> talk(std::string& log, std::string text) {
    Connection connection(log);
    auto body = [&text](Connection& open) { return open.say(text); };
    co_await with(connection, std::move(body));
}

// What was thrown, if anything.
std::string run(awaitable<void> work) {
    std::string thrown;
    asio::io_context loop;
    asio::co_spawn(loop, std::move(work), [&](const std::exception_ptr& error) {
        try {
            if (error) std::rethrow_exception(error);
        } catch (const std::runtime_error& reason) {
            thrown = reason.what();
        }
    });
    loop.run_for(10s);
    return thrown;
}

TEST(Examples, ClosesWhatItHasOpened) {
    std::string log;
    EXPECT_EQ(run(talk(log, "hello")), "");
    EXPECT_EQ(log, "open hello closed ");
}

TEST(Examples, ClosesAfterAnException) {
    std::string log;
    EXPECT_EQ(run(talk(log, "")), "nothing to say");
    EXPECT_EQ(log, "open closed ");
}

awaitable<void> countdown(Sink<int> sink) {
    for (int i = 3; i > 0; --i) {
        co_await sleep(1ms);
        co_await sink.send(i);
    }
}

awaitable<void> launch(std::string& log) {
    Stream<int> numbers(2, countdown);
    auto note = [&log](int number) -> awaitable<void> {
        log += std::to_string(number) + " ";
        co_return;
    };
    co_await for_each(numbers, std::move(note));
    log += "lift-off";
}

TEST(Examples, TakesEachItemOfAStream) {
    std::string log;
    EXPECT_EQ(run(launch(log)), "");
    EXPECT_EQ(log, "3 2 1 lift-off");
}

}  // namespace
