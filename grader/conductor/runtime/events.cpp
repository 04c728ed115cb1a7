// Waiting for events: what an event loop does instead of blocking. An epoll set with timers, event
// descriptors, pipes and socket pairs in it works in virtual time; who waits in it is a thread that
// waits like any other.
#include <errno.h>
#include <poll.h>
#include <stdint.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/syscall.h>
#include <sys/timerfd.h>
#include <time.h>

#include "conductor/runtime/runtime.h"

namespace conductor {

namespace {

// Stands for a timer of the kernel, whose time is real: an event descriptor that becomes readable
// when virtual time gets there.
struct Timer {
    bool used;
    int descriptor, clock;
    std::uint64_t deadline, interval;
};
constexpr int most_timers = 64;
Timer timers[most_timers];
// What went through descriptors orders those who use them: more than must be, so no race is
// reported that is none.
Clock through_descriptors;

Timer* timer_of(int descriptor) {
    for (Timer& timer : timers)
        if (timer.used && timer.descriptor == descriptor) return &timer;
    return nullptr;
}

std::uint64_t first_deadline() {
    std::uint64_t first = never;
    for (const Timer& timer : timers)
        if (timer.used && timer.deadline < first) first = timer.deadline;
    return first;
}

void set_count(int descriptor, std::uint64_t count) {
    kernel(SYS_write, descriptor, reinterpret_cast<long>(&count), sizeof count);
}

bool is_readable(int descriptor) {
    pollfd each = {descriptor, POLLIN, 0};
    return kernel(SYS_poll, reinterpret_cast<long>(&each), 1, 0) > 0;
}

void clear_count(int descriptor) {
    std::uint64_t count = 0;
    if (is_readable(descriptor))
        kernel(SYS_read, descriptor, reinterpret_cast<long>(&count), sizeof count);
}

void let_timers_fire(std::uint64_t time) {
    for (Timer& timer : timers) {
        if (!timer.used || timer.deadline > time) continue;
        std::uint64_t times = 1;
        if (timer.interval == 0) {
            timer.deadline = never;
        } else {
            times += (time - timer.deadline) / timer.interval;
            timer.deadline += times * timer.interval;
        }
        set_count(timer.descriptor, times);
    }
}

bool has_events(const Thread& thread) {
    return thread.woken || is_readable(static_cast<int>(thread.wait_key));
}

// A timer may now be the first one: whoever waits has to ask again until when.
void ask_again() {
    for (int i = 0; i < state.threads; ++i) {
        Thread& thread = state.thread[i];
        if (thread.alive && !thread.finished && thread.pending.op == Op::events)
            thread.woken = true;
    }
}

itimerspec rest_of(const Timer& timer, std::uint64_t time) {
    itimerspec rest = {};
    rest.it_interval = as_timespec(timer.interval);
    if (timer.deadline != never)
        rest.it_value = as_timespec(timer.deadline > time ? timer.deadline - time : 1);
    return rest;
}

int failed(int error) {
    errno = error;
    return -1;
}

int wait_for_events(int set, epoll_event* events, int count, int limit, std::uint64_t caller) {
    Thread& me = self();
    const std::uint64_t deadline =
        limit < 0 ? never : now() + static_cast<std::uint64_t>(limit) * 1'000'000;
    for (;;) {
        const std::uint64_t timer = first_deadline();
        Pending pending;
        pending.op = Op::events;
        pending.caller = caller;
        if (limit != 0) {
            me.woken = false;
            me.wait_key = static_cast<std::uint64_t>(set);
            pending.deadline = timer < deadline ? timer : deadline;
            pending.ready = has_events;
        }
        point(pending);
        me.wait_key = 0;
        const std::uint64_t time = now();
        let_timers_fire(time);
        const long found_events =
            kernel(SYS_epoll_wait, set, reinterpret_cast<long>(events), count, 0);
        if (found_events == 0 && limit != 0 && time < deadline) continue;
        join(me.clock, through_descriptors);
        event(Op::events, Thing::none, nullptr, caller);
        if (found_events > 0)
            changed();
        else
            idle();
        return found_events < 0 ? failed(static_cast<int>(-found_events))
                                : static_cast<int>(found_events);
    }
}

}  // namespace

void has_read() {
    join(self().clock, through_descriptors);
}

void has_written() {
    join(through_descriptors, self().clock);
    tick();
    changed();
}

}  // namespace conductor

using namespace conductor;

INTERPOSE(int, epoll_wait, int set, struct epoll_event* events, int count, int limit) {
    if (!controlled())
        return REAL(epoll_wait, int(int, struct epoll_event*, int, int))(set, events, count, limit);
    return wait_for_events(set, events, count, limit, CALLER);
}
INTERPOSE(int, epoll_ctl, int set, int operation, int descriptor, struct epoll_event* what) {
    if (controlled()) point(Op::none, Thing::none, nullptr, 0);
    const long result =
        kernel(SYS_epoll_ctl, set, operation, descriptor, reinterpret_cast<long>(what));
    if (controlled()) has_written();
    return result < 0 ? failed(static_cast<int>(-result)) : 0;
}
INTERPOSE(int, timerfd_create, int clock, int flags) {
    static_assert(TFD_NONBLOCK == EFD_NONBLOCK && TFD_CLOEXEC == EFD_CLOEXEC);
    const long descriptor = kernel(SYS_eventfd2, 0, flags);
    if (descriptor < 0) return failed(static_cast<int>(-descriptor));
    for (Timer& timer : timers) {
        if (timer.used) continue;
        timer = {true, static_cast<int>(descriptor), clock, never, 0};
        return static_cast<int>(descriptor);
    }
    kernel(SYS_close, descriptor);
    return failed(EMFILE);
}
INTERPOSE(int, timerfd_settime, int descriptor, int flags, const struct itimerspec* next,
          struct itimerspec* before) {
    Timer* const timer = timer_of(descriptor);
    if (timer == nullptr) return failed(EINVAL);
    if (controlled()) point(Op::none, Thing::none, nullptr, 0);
    const std::uint64_t time = controlled() ? now() : 0;
    if (before != nullptr) *before = rest_of(*timer, time);
    clear_count(descriptor);
    const std::uint64_t value = nanoseconds(next->it_value);
    timer->interval = nanoseconds(next->it_interval);
    if (value == 0)
        timer->deadline = never;
    else if ((flags & TFD_TIMER_ABSTIME) != 0)
        timer->deadline = deadline_of(&next->it_value, timer->clock);
    else
        timer->deadline = time + value;
    if (!controlled()) return 0;
    ask_again();
    has_written();
    return 0;
}
INTERPOSE(int, timerfd_gettime, int descriptor, struct itimerspec* rest) {
    const Timer* const timer = timer_of(descriptor);
    if (timer == nullptr) return failed(EINVAL);
    *rest = rest_of(*timer, controlled() ? now() : 0);
    return 0;
}
INTERPOSE(int, close, int descriptor) {
    if (Timer* const timer = timer_of(descriptor)) *timer = {};
    const long result = kernel(SYS_close, descriptor);
    return result < 0 ? failed(static_cast<int>(-result)) : 0;
}
