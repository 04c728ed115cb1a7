// Virtual time: it stands still while something runs, and passes when nothing else can happen, or
// when the search lets it.
#include <errno.h>
#include <linux/futex.h>
#include <stdarg.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>

#include "conductor/runtime/runtime.h"

namespace conductor {
namespace {

constexpr std::uint64_t second = 1'000'000'000;
// What the wall clock says at the start: the first second of 2026.
constexpr std::uint64_t calendar = 1'767'225'600 * second;

bool is_calendar(int clock) {
    return clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE;
}

// Whoever looks at the clock in a loop waits for time to pass.
std::uint64_t read_clock(int clock, std::uint64_t caller) {
    Thread& me = self();
    idle();
    if (state.rehearsing) {
        point(Op::clock, Thing::none, nullptr, caller);
        return now() + (is_calendar(clock) ? calendar : 0);
    }
    if (me.spinning) {
        Pending pending;
        pending.op = Op::clock;
        pending.caller = caller;
        pending.deadline = state.now + 1'000'000;
        pending.ready = [](const Thread&) { return false; };
        me.spinning = false;
        me.idle = 0;
        point(pending);
    }
    return state.now + (is_calendar(clock) ? calendar : 0);
}

void sleep_until(std::uint64_t deadline, std::uint64_t caller) {
    Pending pending;
    pending.op = Op::sleep;
    pending.caller = caller;
    pending.deadline = deadline;
    pending.ready = [](const Thread&) { return false; };
    event(Op::sleep, Thing::none, nullptr, caller);
    point(pending);
}

bool is_woken(const Thread& thread) {
    return thread.woken;
}

int first_of(int options) {
    return static_cast<int>(random_number() % static_cast<std::uint64_t>(options));
}

long futex_wait(std::uint32_t* word, std::uint32_t value, std::uint64_t deadline,
                std::uint64_t caller) {
    point(Op::futex_wait, Thing::pool_word, word, caller);
    if (__atomic_load_n(word, __ATOMIC_SEQ_CST) != value) {
        errno = EAGAIN;
        return -1;
    }
    Thread& me = self();
    me.woken = false;
    me.wait_key = reinterpret_cast<std::uint64_t>(word);
    me.wait_since = state.steps;
    Pending pending;
    pending.op = Op::futex_wait;
    pending.thing = Thing::pool_word;
    pending.address = word;
    pending.deadline = deadline;
    pending.ready = is_woken;
    pending.caller = caller;
    event(Op::futex_wait, Thing::pool_word, word, caller);
    me.idle = 0;
    point(pending);
    me.wait_key = 0;
    me.last_load = nullptr;
    if (me.woken) return 0;
    event(Op::timeout, Thing::pool_word, word, caller);
    errno = ETIMEDOUT;
    return -1;
}

long futex_wake(std::uint32_t* word, std::uint64_t most, std::uint64_t caller) {
    point(Op::futex_wake, Thing::pool_word, word, caller);
    long woken = 0;
    while (static_cast<std::uint64_t>(woken) < most) {
        int waiting[most_threads], count = 0;
        for (int i = 0; i < state.threads; ++i) {
            const Thread& thread = state.thread[i];
            if (thread.alive && !thread.finished && thread.pending.op == Op::futex_wait &&
                thread.wait_key == reinterpret_cast<std::uint64_t>(word) && !thread.woken)
                waiting[count++] = i;
        }
        if (count == 0) break;
        const int chosen =
            most == 1 ? waiting[decide(Choice::notified, count, first_of)] : waiting[0];
        state.thread[chosen].woken = true;
        ++woken;
    }
    Event* said = event(Op::futex_wake, Thing::pool_word, word, caller);
    if (said != nullptr) said->value = static_cast<std::uint64_t>(woken);
    if (woken > 0) changed();
    return woken;
}

}  // namespace

std::uint64_t nanoseconds(const timespec& time) {
    if (time.tv_sec < 0) return 0;
    const auto seconds = static_cast<std::uint64_t>(time.tv_sec);
    if (seconds > never / second / 2) return never - 1;
    return seconds * second + static_cast<std::uint64_t>(time.tv_nsec);
}

timespec as_timespec(std::uint64_t time) {
    return {static_cast<time_t>(time / second), static_cast<long>(time % second)};
}

std::uint64_t deadline_of(const timespec* until, int clock) {
    const std::uint64_t time = nanoseconds(*until);
    if (!is_calendar(clock)) return time;
    return time > calendar ? time - calendar : 0;
}

INTERPOSE(int, clock_gettime, clockid_t clock, timespec* time) {
    if (!controlled() || (clock != CLOCK_MONOTONIC && clock != CLOCK_REALTIME &&
                          clock != CLOCK_MONOTONIC_COARSE && clock != CLOCK_REALTIME_COARSE &&
                          clock != CLOCK_BOOTTIME && clock != CLOCK_MONOTONIC_RAW)) {
        const long failed = kernel(SYS_clock_gettime, clock, reinterpret_cast<long>(time));
        return failed == 0 ? 0 : -1;
    }
    *time = as_timespec(read_clock(clock, CALLER));
    return 0;
}
INTERPOSE(int, gettimeofday, timeval* time, void*) {
    if (!controlled())
        return static_cast<int>(kernel(SYS_gettimeofday, reinterpret_cast<long>(time)));
    const timespec now = as_timespec(read_clock(CLOCK_REALTIME, CALLER));
    time->tv_sec = now.tv_sec;
    time->tv_usec = now.tv_nsec / 1000;
    return 0;
}
INTERPOSE(time_t, time, time_t* result) {
    timespec now{};
    if (controlled())
        now = as_timespec(read_clock(CLOCK_REALTIME, CALLER));
    else
        kernel(SYS_clock_gettime, CLOCK_REALTIME, reinterpret_cast<long>(&now));
    if (result != nullptr) *result = now.tv_sec;
    return now.tv_sec;
}

INTERPOSE(int, nanosleep, const timespec* time, timespec* rest) {
    if (!controlled()) return REAL(nanosleep, int(const timespec*, timespec*))(time, rest);
    sleep_until(now() + nanoseconds(*time), CALLER);
    return 0;
}
INTERPOSE(int, clock_nanosleep, clockid_t clock, int flags, const timespec* time, timespec* rest) {
    if (!controlled())
        return REAL(clock_nanosleep, int(clockid_t, int, const timespec*, timespec*))(clock, flags,
                                                                                      time, rest);
    sleep_until(
        (flags & TIMER_ABSTIME) != 0 ? deadline_of(time, clock) : now() + nanoseconds(*time),
        CALLER);
    return 0;
}
INTERPOSE(int, usleep, unsigned microseconds) {
    if (!controlled()) return REAL(usleep, int(unsigned))(microseconds);
    sleep_until(now() + std::uint64_t{microseconds} * 1000, CALLER);
    return 0;
}
INTERPOSE(unsigned, sleep, unsigned seconds) {
    if (!controlled()) return REAL(sleep, unsigned(unsigned))(seconds);
    sleep_until(now() + seconds * second, CALLER);
    return 0;
}

INTERPOSE(int, sched_yield, ) {
    if (!controlled()) return static_cast<int>(kernel(SYS_sched_yield));
    Thread& me = self();
    idle();
    if (state.rehearsing) {
        point(Op::yield, Thing::none, nullptr, CALLER);
        return 0;
    }
    // A yield in the middle of a few looks at the same atomic is libstdc++'s way into its sleep.
    if (me.last_load != nullptr && me.last_switch == state.switches && !me.spinning) return 0;
    point(Op::yield, Thing::none, nullptr, CALLER);
    return 0;
}

INTERPOSE(long, syscall, long number, ...) {
    va_list list;
    va_start(list, number);
    long a[6];
    for (long& argument : a) argument = va_arg(list, long);
    va_end(list);
    if (controlled() && number == SYS_futex) {
        auto* word = reinterpret_cast<std::uint32_t*>(a[0]);
        const long operation = a[1] & FUTEX_CMD_MASK;
        const auto* until = reinterpret_cast<const timespec*>(a[3]);
        if (operation == FUTEX_WAIT)
            return futex_wait(word, static_cast<std::uint32_t>(a[2]),
                              until == nullptr ? never : now() + nanoseconds(*until), CALLER);
        if (operation == FUTEX_WAIT_BITSET)
            return futex_wait(
                word, static_cast<std::uint32_t>(a[2]),
                until == nullptr
                    ? never
                    : deadline_of(until, (a[1] & FUTEX_CLOCK_REALTIME) != 0 ? CLOCK_REALTIME
                                                                            : CLOCK_MONOTONIC),
                CALLER);
        if (operation == FUTEX_WAKE || operation == FUTEX_WAKE_BITSET)
            return futex_wake(word, static_cast<std::uint64_t>(a[2]), CALLER);
    }
    const long result = kernel(number, a[0], a[1], a[2], a[3], a[4], a[5]);
    if (result < 0 && result > -4096) {
        errno = static_cast<int>(-result);
        return -1;
    }
    return result;
}

}  // namespace conductor
