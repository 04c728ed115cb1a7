// What an event loop waits in, on virtual cores: an epoll set with timers and event descriptors.
#include <racecourse/kit.h>

#include <chrono>
#include <thread>

#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/timerfd.h>
#include <unistd.h>

namespace {

using namespace std::chrono_literals;

constexpr auto slack = 1ms;

void lasts(const std::function<void()>& body, std::chrono::nanoseconds time) {
    const auto took = racecourse::took(body);
    EXPECT_AT_LEAST(took.time, time);
    EXPECT_AT_MOST(took.time, time + slack);
    EXPECT_AT_MOST(took.work, slack);
}

class Set {
  public:
    ~Set() { close(set_); }
    void add(int descriptor) {
        epoll_event what = {.events = EPOLLIN, .data = {.fd = descriptor}};
        ASSERT_EQ(epoll_ctl(set_, EPOLL_CTL_ADD, descriptor, &what), 0);
    }
    // The descriptor that is ready, or -1.
    int wait(int limit) {
        epoll_event found = {};
        return epoll_wait(set_, &found, 1, limit) == 1 ? found.data.fd : -1;
    }

  private:
    int set_ = epoll_create1(0);
};

struct Descriptor {
    ~Descriptor() { close(number); }
    int number;
};

Descriptor timer_after(std::chrono::milliseconds time, std::chrono::milliseconds every = 0ms) {
    const int timer = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK);
    const itimerspec when = {.it_interval = {.tv_sec = 0, .tv_nsec = every.count() * 1'000'000},
                             .it_value = {.tv_sec = 0, .tv_nsec = time.count() * 1'000'000}};
    EXPECT_EQ(timerfd_settime(timer, 0, &when, nullptr), 0);
    return {timer};
}

}  // namespace

TEST(Speed, EpollLimit) {
    Set set;
    lasts([&] { EXPECT_EQ(set.wait(30), -1); }, 30ms);
}
TEST(Speed, EpollNoLimitAtAll) {
    Set set;
    lasts([&] { EXPECT_EQ(set.wait(0), -1); }, 0ms);
}
TEST(Speed, EpollTimer) {
    lasts(
        [] {
            Set set;
            const auto timer = timer_after(30ms);
            set.add(timer.number);
            EXPECT_EQ(set.wait(-1), timer.number);
        },
        30ms);
}
TEST(Speed, EpollTimerThatRepeats) {
    lasts(
        [] {
            Set set;
            const auto timer = timer_after(10ms, 20ms);
            set.add(timer.number);
            for (int i = 0; i < 3; ++i) {
                EXPECT_EQ(set.wait(-1), timer.number);
                std::uint64_t times = 0;
                EXPECT_EQ(read(timer.number, &times, sizeof times), 8);
                EXPECT_EQ(times, 1u);
            }
        },
        50ms);
}
TEST(Speed, EpollTimerIsStopped) {
    Set set;
    const auto timer = timer_after(10ms);
    set.add(timer.number);
    const itimerspec never = {};
    itimerspec rest = {};
    EXPECT_EQ(timerfd_settime(timer.number, 0, &never, &rest), 0);
    EXPECT_GT(rest.it_value.tv_nsec, 9'000'000);
    EXPECT_LE(rest.it_value.tv_nsec, 10'000'000);
    lasts([&] { EXPECT_EQ(set.wait(30), -1); }, 30ms);
}
TEST(Speed, EpollFirstOfTwoTimers) {
    lasts(
        [] {
            Set set;
            const auto later = timer_after(50ms);
            const auto sooner = timer_after(30ms);
            set.add(later.number);
            set.add(sooner.number);
            EXPECT_EQ(set.wait(-1), sooner.number);
        },
        30ms);
}
TEST(Speed, EpollEventOfAnotherThread) {
    Set set;
    const Descriptor event{eventfd(0, EFD_NONBLOCK)};
    set.add(event.number);
    lasts(
        [&] {
            std::jthread other([&] {
                std::this_thread::sleep_for(30ms);
                const std::uint64_t one = 1;
                EXPECT_EQ(write(event.number, &one, sizeof one), 8);
            });
            EXPECT_EQ(set.wait(-1), event.number);
        },
        30ms);
}
TEST(Speed, EpollTimerSetByAnotherThread) {
    Set set;
    const auto timer = timer_after(500ms);
    set.add(timer.number);
    lasts(
        [&] {
            std::jthread other([&] {
                std::this_thread::sleep_for(10ms);
                const itimerspec soon = {.it_interval = {},
                                         .it_value = {.tv_sec = 0, .tv_nsec = 20'000'000}};
                EXPECT_EQ(timerfd_settime(timer.number, 0, &soon, nullptr), 0);
            });
            EXPECT_EQ(set.wait(-1), timer.number);
        },
        30ms);
}
TEST(Speed, EpollPipe) {
    Set set;
    int ends[2];
    ASSERT_EQ(pipe(ends), 0);
    const Descriptor in{ends[0]}, out{ends[1]};
    set.add(in.number);
    lasts(
        [&] {
            std::jthread other([&] {
                std::this_thread::sleep_for(30ms);
                EXPECT_EQ(write(out.number, "x", 1), 1);
            });
            EXPECT_EQ(set.wait(-1), in.number);
            char got = 0;
            EXPECT_EQ(read(in.number, &got, 1), 1);
        },
        30ms);
}
