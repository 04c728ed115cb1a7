// Mutexes, reader-writer locks, condition variables, semaphores, barriers, once.
#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <time.h>

#include "conductor/runtime/runtime.h"

namespace conductor {
namespace {

// The kind lies in the mutex itself, where a static initialiser or pthread_mutex_init put it.
int kind_of(const pthread_mutex_t* mutex) {
    return mutex->__data.__kind & 3;
}

Thing thing_of(const pthread_mutex_t* mutex) {
    return kind_of(mutex) == PTHREAD_MUTEX_RECURSIVE ? Thing::recursive_mutex : Thing::mutex;
}

bool is_free(const Thread& thread) {
    return thread.pending.object->owner < 0 && thread.pending.object->readers == 0;
}

bool not_written(const Thread& thread) {
    return thread.pending.object->owner < 0;
}

Pending waiting(Op op, Object& object, std::uint64_t caller, bool (*ready)(const Thread&),
                std::uint64_t deadline = never) {
    Pending pending;
    pending.op = op;
    pending.thing = object.thing;
    pending.address = object.address;
    pending.object = &object;
    pending.ready = ready;
    pending.deadline = deadline;
    pending.caller = caller;
    return pending;
}

// For those who will see in the picture that a thread wanted the lock before it got it.
void say_blocked(const Object& object, std::uint64_t caller) {
    Event* said = event(Op::blocked, object.thing, object.address, caller);
    if (said != nullptr) said->other = static_cast<std::uint8_t>(object.owner);
}

void take(Object& object, std::uint64_t caller) {
    Thread& me = self();
    object.owner = me.id;
    object.count = 1;
    join(me.clock, object.clock);
    join(me.clock, object.read_clock);
    hold(object, false);
    if (state.rehearsing)
        rehearse_took(object, false, caller);
    else
        changed();
}

void give_back(Object& object) {
    Thread& me = self();
    if (state.rehearsing) rehearse_gave_back(object, false);
    object.owner = -1;
    object.count = 0;
    object.clock = me.clock;
    tick();
    let_go(object);
    changed();
}

int lock(pthread_mutex_t* mutex, Op op, std::uint64_t deadline, std::uint64_t caller) {
    Object& object = *object_of(mutex, thing_of(mutex), caller);
    Thread& me = self();
    if (object.owner == me.id) {
        if (kind_of(mutex) == PTHREAD_MUTEX_RECURSIVE) {
            ++object.count;
            event(op, object.thing, mutex, caller);
            return 0;
        }
        if (kind_of(mutex) == PTHREAD_MUTEX_ERRORCHECK) return EDEADLK;
    }
    if (deadline != never) object.tried = true;
    if (state.tracing && object.owner >= 0) say_blocked(object, caller);
    point(waiting(op, object, caller, is_free, deadline));
    if (expired()) {
        event(Op::timeout, object.thing, mutex, caller);
        return ETIMEDOUT;
    }
    take(object, caller);
    event(op, object.thing, mutex, caller);
    return 0;
}

int trylock(pthread_mutex_t* mutex, std::uint64_t caller) {
    Object& object = *object_of(mutex, thing_of(mutex), caller);
    Thread& me = self();
    object.tried = true;
    point(Op::trylock, object.thing, mutex, caller);
    if (object.owner == me.id && kind_of(mutex) == PTHREAD_MUTEX_RECURSIVE) {
        ++object.count;
        event(Op::trylock, object.thing, mutex, caller);
        return 0;
    }
    if (object.owner >= 0) {
        Event* said = event(Op::trylock, object.thing, mutex, caller);
        if (said != nullptr) {
            said->failed = true;
            said->other = static_cast<std::uint8_t>(object.owner);
        }
        idle();
        return EBUSY;
    }
    take(object, caller);
    event(Op::trylock, object.thing, mutex, caller);
    return 0;
}

// Says what is wrong with an unlock; does not come back when something is.
void check_unlock(Object& object, std::uint64_t caller) {
    if (object.owner == self().id) return;
    event(Op::unlock, object.thing, object.address, caller);
    if (object.owner < 0) found(Found::double_unlock);
    found(Found::unlock_by_other);
}

int unlock(pthread_mutex_t* mutex, std::uint64_t caller) {
    Object& object = *object_of(mutex, thing_of(mutex), caller);
    if (object.owner != self().id && kind_of(mutex) == PTHREAD_MUTEX_ERRORCHECK) return EPERM;
    check_unlock(object, caller);
    if (--object.count > 0) {
        event(Op::unlock, object.thing, mutex, caller);
        return 0;
    }
    object.count = 1;
    // Only who tries or gives up waiting can tell whether it is held a moment longer.
    if (object.tried) point(Op::unlock, object.thing, mutex, caller);
    give_back(object);
    event(Op::unlock, object.thing, mutex, caller);
    return 0;
}

bool is_woken(const Thread& thread) {
    return thread.woken;
}

int wait(pthread_cond_t* condition, pthread_mutex_t* mutex, std::uint64_t deadline,
         std::uint64_t caller) {
    Object& object = *object_of(condition, Thing::condition_variable, caller);
    Object& guard = *object_of(mutex, thing_of(mutex), caller);
    Thread& me = self();
    check_unlock(guard, caller);
    point(Op::wait, Thing::condition_variable, condition, caller);
    const int depth = guard.count;
    me.woken = false;
    me.wait_key = reinterpret_cast<std::uint64_t>(condition);
    me.wait_since = state.steps;
    if (Event* said = event(Op::wait, Thing::condition_variable, condition, caller))
        said->before = reinterpret_cast<std::uint64_t>(mutex);
    give_back(guard);
    point(waiting(Op::wait, object, caller, is_woken, deadline));
    const bool woken = me.woken;
    me.wait_key = 0;
    event(woken ? Op::woken : Op::timeout, Thing::condition_variable, condition, caller);
    if (state.tracing && guard.owner >= 0) say_blocked(guard, caller);
    point(waiting(Op::lock, guard, caller, is_free));
    take(guard, caller);
    guard.count = depth;
    event(Op::lock, guard.thing, mutex, caller);
    return woken ? 0 : ETIMEDOUT;
}

int random_of(int options) {
    return static_cast<int>(random_number() % static_cast<std::uint64_t>(options));
}

int notify(pthread_cond_t* condition, bool all, std::uint64_t caller) {
    Object& object = *object_of(condition, Thing::condition_variable, caller);
    point(all ? Op::notify_all : Op::notify_one, Thing::condition_variable, condition, caller);
    int waiting[most_threads], count = 0;
    for (int i = 0; i < state.threads; ++i) {
        const Thread& thread = state.thread[i];
        if (thread.alive && !thread.finished && thread.pending.op == Op::wait &&
            thread.wait_key == reinterpret_cast<std::uint64_t>(condition) && !thread.woken)
            waiting[count++] = i;
    }
    Event* said =
        event(all ? Op::notify_all : Op::notify_one, Thing::condition_variable, condition, caller);
    if (count == 0) {
        object.lost_notify = state.steps;
        return 0;
    }
    if (all) {
        for (int i = 0; i < count; ++i) state.thread[waiting[i]].woken = true;
        if (said != nullptr) said->value = static_cast<std::uint64_t>(count);
    } else {
        const int woken = waiting[decide(Choice::notified, count, random_of)];
        state.thread[woken].woken = true;
        if (said != nullptr) {
            said->value = 1;
            said->other = static_cast<std::uint8_t>(woken);
        }
    }
    changed();
    return 0;
}

int read_lock(pthread_rwlock_t* rwlock, bool shared, std::uint64_t deadline, std::uint64_t caller) {
    Object& object = *object_of(rwlock, Thing::shared_mutex, caller);
    const Op op = deadline != never ? Op::timedlock : shared ? Op::rdlock : Op::wrlock;
    if (deadline != never) object.tried = true;
    if (state.tracing && (object.owner >= 0 || (!shared && object.readers != 0)))
        say_blocked(object, caller);
    point(waiting(op, object, caller, shared ? not_written : is_free, deadline));
    if (expired()) {
        event(Op::timeout, object.thing, rwlock, caller);
        return ETIMEDOUT;
    }
    if (shared) {
        object.readers |= std::uint64_t{1} << self().id;
        join(self().clock, object.clock);
        hold(object, true);
        if (state.rehearsing)
            rehearse_took(object, true, caller);
        else
            changed();
    } else {
        take(object, caller);
    }
    event(op, object.thing, rwlock, caller);
    return 0;
}

int try_rwlock(pthread_rwlock_t* rwlock, bool shared, std::uint64_t caller) {
    Object& object = *object_of(rwlock, Thing::shared_mutex, caller);
    const Op op = shared ? Op::tryrdlock : Op::trylock;
    object.tried = true;
    point(op, object.thing, rwlock, caller);
    if (object.owner >= 0 || (!shared && object.readers != 0)) {
        Event* said = event(op, object.thing, rwlock, caller);
        if (said != nullptr) said->failed = true;
        idle();
        return EBUSY;
    }
    if (shared) {
        object.readers |= std::uint64_t{1} << self().id;
        join(self().clock, object.clock);
        hold(object, true);
        if (state.rehearsing)
            rehearse_took(object, true, caller);
        else
            changed();
    } else {
        take(object, caller);
    }
    event(op, object.thing, rwlock, caller);
    return 0;
}

int rw_unlock(pthread_rwlock_t* rwlock, std::uint64_t caller) {
    Object& object = *object_of(rwlock, Thing::shared_mutex, caller);
    Thread& me = self();
    const std::uint64_t mine = std::uint64_t{1} << me.id;
    const bool reading = (object.readers & mine) != 0;
    if (!reading) {
        if (object.owner < 0 && object.readers != 0) {
            event(Op::unlock, object.thing, rwlock, caller);
            found(Found::unlock_by_other);
        }
        check_unlock(object, caller);
    }
    if (object.tried) point(Op::unlock, object.thing, rwlock, caller);
    if (reading) {
        if (state.rehearsing) rehearse_gave_back(object, true);
        let_go(object);
        bool still = false;
        for (int i = 0; i < me.held_count; ++i) still |= me.held[i].address == rwlock;
        if (!still) object.readers &= ~mine;
        join(object.read_clock, me.clock);
        tick();
        changed();
    } else {
        give_back(object);
    }
    event(Op::unlock, object.thing, rwlock, caller);
    return 0;
}

bool has_permit(const Thread& thread) {
    return thread.pending.object->count > 0;
}

int acquire(sem_t* semaphore, std::uint64_t deadline, bool only_try, std::uint64_t caller) {
    Object& object = *object_of(semaphore, Thing::semaphore, caller);
    if (only_try) {
        point(Op::sem_wait, Thing::semaphore, semaphore, caller);
        if (object.count == 0) {
            Event* said = event(Op::sem_wait, Thing::semaphore, semaphore, caller);
            if (said != nullptr) said->failed = true;
            idle();
            errno = EAGAIN;
            return -1;
        }
    } else {
        point(waiting(Op::sem_wait, object, caller, has_permit, deadline));
        if (expired()) {
            event(Op::timeout, Thing::semaphore, semaphore, caller);
            errno = ETIMEDOUT;
            return -1;
        }
    }
    --object.count;
    join(self().clock, object.clock);
    changed();
    event(Op::sem_wait, Thing::semaphore, semaphore, caller);
    return 0;
}

bool round_over(const Thread& thread) {
    return thread.pending.object->round != thread.wait_key;
}

// The word of a pthread_once_t and of a guard: 0 new, then the mark of an object that says more.
enum Once { fresh = 0, running = 1, done = 2 };

bool not_running(const Thread& thread) {
    return thread.pending.object->count != running;
}

// True when the caller is to run the initialiser.
bool begin_once(Object& object, std::uint64_t caller) {
    if (object.count == running && object.owner == self().id) return true;  // it calls itself
    point(waiting(Op::once, object, caller, not_running));
    if (object.count == done) {
        join(self().clock, object.clock);
        return false;
    }
    object.count = running;
    object.owner = self().id;
    join(self().clock, object.clock);
    event(Op::once, Thing::once, object.address, caller);
    changed();
    return true;
}

void end_once(Object& object, Once how) {
    if (state.rehearsing) point(Op::once, Thing::once, object.address, 0);
    object.count = how;
    object.owner = -1;
    object.clock = self().clock;
    tick();
    changed();
}

}  // namespace

INTERPOSE(int, pthread_mutex_init, pthread_mutex_t* mutex, const pthread_mutexattr_t* attributes) {
    const int result = REAL(pthread_mutex_init, int(pthread_mutex_t*, const pthread_mutexattr_t*))(
        mutex, attributes);
    if (controlled()) access(mutex, sizeof *mutex, true, false, CALLER);
    return result;
}
INTERPOSE(int, pthread_mutex_destroy, pthread_mutex_t* mutex) {
    if (!controlled()) return REAL(pthread_mutex_destroy, int(pthread_mutex_t*))(mutex);
    if (const Object* object = object_if(mutex); object != nullptr && object->owner >= 0) {
        event(Op::free, object->thing, mutex, CALLER);
        found(Found::destroyed_in_use, "it is destroyed while a thread holds it");
    }
    access(mutex, sizeof *mutex, true, false, CALLER);
    forget(mutex);
    return 0;
}
INTERPOSE(int, pthread_mutex_lock, pthread_mutex_t* mutex) {
    if (!controlled()) return REAL(pthread_mutex_lock, int(pthread_mutex_t*))(mutex);
    return lock(mutex, Op::lock, never, CALLER);
}
INTERPOSE(int, pthread_mutex_trylock, pthread_mutex_t* mutex) {
    if (!controlled()) return REAL(pthread_mutex_trylock, int(pthread_mutex_t*))(mutex);
    return trylock(mutex, CALLER);
}
INTERPOSE(int, pthread_mutex_timedlock, pthread_mutex_t* mutex, const timespec* until) {
    if (!controlled())
        return REAL(pthread_mutex_timedlock, int(pthread_mutex_t*, const timespec*))(mutex, until);
    return lock(mutex, Op::timedlock, deadline_of(until, CLOCK_REALTIME), CALLER);
}
INTERPOSE(int, pthread_mutex_clocklock, pthread_mutex_t* mutex, int clock, const timespec* until) {
    if (!controlled())
        return REAL(pthread_mutex_clocklock, int(pthread_mutex_t*, int, const timespec*))(
            mutex, clock, until);
    return lock(mutex, Op::timedlock, deadline_of(until, clock), CALLER);
}
INTERPOSE(int, pthread_mutex_unlock, pthread_mutex_t* mutex) {
    if (!controlled()) return REAL(pthread_mutex_unlock, int(pthread_mutex_t*))(mutex);
    return unlock(mutex, CALLER);
}

INTERPOSE(int, pthread_cond_init, pthread_cond_t* condition, const pthread_condattr_t* attributes) {
    const int result = REAL(pthread_cond_init, int(pthread_cond_t*, const pthread_condattr_t*))(
        condition, attributes);
    if (controlled()) {
        // The clock of its time-outs is in the attributes; where the library keeps it is its own
        // business, and ours begins with a zero.
        access(condition, sizeof *condition, true, false, CALLER);
        forget(condition);
    }
    return result;
}
INTERPOSE(int, pthread_cond_destroy, pthread_cond_t* condition) {
    if (!controlled()) return REAL(pthread_cond_destroy, int(pthread_cond_t*))(condition);
    for (int i = 0; i < state.threads; ++i) {
        const Thread& thread = state.thread[i];
        if (thread.alive && !thread.finished && thread.pending.op == Op::wait && !thread.woken &&
            thread.wait_key == reinterpret_cast<std::uint64_t>(condition)) {
            event(Op::free, Thing::condition_variable, condition, CALLER);
            found(Found::destroyed_in_use, "it is destroyed while a thread waits on it");
        }
    }
    access(condition, sizeof *condition, true, false, CALLER);
    forget(condition);
    return 0;
}
INTERPOSE(int, pthread_cond_wait, pthread_cond_t* condition, pthread_mutex_t* mutex) {
    if (!controlled())
        return REAL(pthread_cond_wait, int(pthread_cond_t*, pthread_mutex_t*))(condition, mutex);
    return wait(condition, mutex, never, CALLER);
}
INTERPOSE(int, pthread_cond_timedwait, pthread_cond_t* condition, pthread_mutex_t* mutex,
          const timespec* until) {
    if (!controlled())
        return REAL(pthread_cond_timedwait, int(pthread_cond_t*, pthread_mutex_t*,
                                                const timespec*))(condition, mutex, until);
    // Bit 1 of the flags: the monotonic clock, set by pthread_condattr_setclock.
    const int clock = (condition->__data.__wrefs & 2) != 0 ? CLOCK_MONOTONIC : CLOCK_REALTIME;
    return wait(condition, mutex, deadline_of(until, clock), CALLER);
}
INTERPOSE(int, pthread_cond_clockwait, pthread_cond_t* condition, pthread_mutex_t* mutex, int clock,
          const timespec* until) {
    if (!controlled())
        return REAL(pthread_cond_clockwait, int(pthread_cond_t*, pthread_mutex_t*, int,
                                                const timespec*))(condition, mutex, clock, until);
    return wait(condition, mutex, deadline_of(until, clock), CALLER);
}
INTERPOSE(int, pthread_cond_signal, pthread_cond_t* condition) {
    if (!controlled()) return REAL(pthread_cond_signal, int(pthread_cond_t*))(condition);
    return notify(condition, false, CALLER);
}
INTERPOSE(int, pthread_cond_broadcast, pthread_cond_t* condition) {
    if (!controlled()) return REAL(pthread_cond_broadcast, int(pthread_cond_t*))(condition);
    return notify(condition, true, CALLER);
}

INTERPOSE(int, pthread_rwlock_init, pthread_rwlock_t* rwlock,
          const pthread_rwlockattr_t* attributes) {
    const int result =
        REAL(pthread_rwlock_init, int(pthread_rwlock_t*, const pthread_rwlockattr_t*))(rwlock,
                                                                                       attributes);
    if (controlled()) access(rwlock, sizeof *rwlock, true, false, CALLER);
    return result;
}
INTERPOSE(int, pthread_rwlock_destroy, pthread_rwlock_t* rwlock) {
    if (!controlled()) return REAL(pthread_rwlock_destroy, int(pthread_rwlock_t*))(rwlock);
    if (const Object* object = object_if(rwlock);
        object != nullptr && (object->owner >= 0 || object->readers != 0)) {
        event(Op::free, object->thing, rwlock, CALLER);
        found(Found::destroyed_in_use, "it is destroyed while a thread holds it");
    }
    access(rwlock, sizeof *rwlock, true, false, CALLER);
    forget(rwlock);
    return 0;
}
INTERPOSE(int, pthread_rwlock_rdlock, pthread_rwlock_t* rwlock) {
    if (!controlled()) return REAL(pthread_rwlock_rdlock, int(pthread_rwlock_t*))(rwlock);
    return read_lock(rwlock, true, never, CALLER);
}
INTERPOSE(int, pthread_rwlock_wrlock, pthread_rwlock_t* rwlock) {
    if (!controlled()) return REAL(pthread_rwlock_wrlock, int(pthread_rwlock_t*))(rwlock);
    return read_lock(rwlock, false, never, CALLER);
}
INTERPOSE(int, pthread_rwlock_tryrdlock, pthread_rwlock_t* rwlock) {
    if (!controlled()) return REAL(pthread_rwlock_tryrdlock, int(pthread_rwlock_t*))(rwlock);
    return try_rwlock(rwlock, true, CALLER);
}
INTERPOSE(int, pthread_rwlock_trywrlock, pthread_rwlock_t* rwlock) {
    if (!controlled()) return REAL(pthread_rwlock_trywrlock, int(pthread_rwlock_t*))(rwlock);
    return try_rwlock(rwlock, false, CALLER);
}
INTERPOSE(int, pthread_rwlock_unlock, pthread_rwlock_t* rwlock) {
    if (!controlled()) return REAL(pthread_rwlock_unlock, int(pthread_rwlock_t*))(rwlock);
    return rw_unlock(rwlock, CALLER);
}
// The timed ones are used by nobody but the program: uncontrolled, they are what they block like.
INTERPOSE(int, pthread_rwlock_timedrdlock, pthread_rwlock_t* rwlock, const timespec* until) {
    if (!controlled()) return REAL(pthread_rwlock_rdlock, int(pthread_rwlock_t*))(rwlock);
    return read_lock(rwlock, true, deadline_of(until, CLOCK_REALTIME), CALLER);
}
INTERPOSE(int, pthread_rwlock_timedwrlock, pthread_rwlock_t* rwlock, const timespec* until) {
    if (!controlled()) return REAL(pthread_rwlock_wrlock, int(pthread_rwlock_t*))(rwlock);
    return read_lock(rwlock, false, deadline_of(until, CLOCK_REALTIME), CALLER);
}
INTERPOSE(int, pthread_rwlock_clockrdlock, pthread_rwlock_t* rwlock, int clock,
          const timespec* until) {
    if (!controlled()) return REAL(pthread_rwlock_rdlock, int(pthread_rwlock_t*))(rwlock);
    return read_lock(rwlock, true, deadline_of(until, clock), CALLER);
}
INTERPOSE(int, pthread_rwlock_clockwrlock, pthread_rwlock_t* rwlock, int clock,
          const timespec* until) {
    if (!controlled()) return REAL(pthread_rwlock_wrlock, int(pthread_rwlock_t*))(rwlock);
    return read_lock(rwlock, false, deadline_of(until, clock), CALLER);
}

INTERPOSE(int, sem_init, sem_t* semaphore, int shared, unsigned value) {
    if (!controlled()) return REAL(sem_init, int(sem_t*, int, unsigned))(semaphore, shared, value);
    access(semaphore, 4, true, false, CALLER);
    forget(semaphore);
    object_of(semaphore, Thing::semaphore, CALLER)->count = static_cast<int>(value);
    return 0;
}
INTERPOSE(int, sem_destroy, sem_t* semaphore) {
    if (!controlled()) return REAL(sem_destroy, int(sem_t*))(semaphore);
    access(semaphore, 4, true, false, CALLER);
    forget(semaphore);
    return 0;
}
INTERPOSE(int, sem_wait, sem_t* semaphore) {
    if (!controlled()) return REAL(sem_wait, int(sem_t*))(semaphore);
    return acquire(semaphore, never, false, CALLER);
}
INTERPOSE(int, sem_trywait, sem_t* semaphore) {
    if (!controlled()) return REAL(sem_trywait, int(sem_t*))(semaphore);
    return acquire(semaphore, never, true, CALLER);
}
INTERPOSE(int, sem_timedwait, sem_t* semaphore, const timespec* until) {
    if (!controlled()) return REAL(sem_wait, int(sem_t*))(semaphore);
    return acquire(semaphore, deadline_of(until, CLOCK_REALTIME), false, CALLER);
}
INTERPOSE(int, sem_clockwait, sem_t* semaphore, int clock, const timespec* until) {
    if (!controlled()) return REAL(sem_wait, int(sem_t*))(semaphore);
    return acquire(semaphore, deadline_of(until, clock), false, CALLER);
}
INTERPOSE(int, sem_post, sem_t* semaphore) {
    if (!controlled()) return REAL(sem_post, int(sem_t*))(semaphore);
    Object& object = *object_of(semaphore, Thing::semaphore, CALLER);
    point(Op::sem_post, Thing::semaphore, semaphore, CALLER);
    ++object.count;
    join(object.clock, self().clock);
    tick();
    changed();
    event(Op::sem_post, Thing::semaphore, semaphore, CALLER);
    return 0;
}
INTERPOSE(int, sem_getvalue, sem_t* semaphore, int* value) {
    const Object* object = object_if(semaphore);
    *value = object == nullptr ? 0 : object->count;
    return 0;
}

INTERPOSE(int, pthread_barrier_init, pthread_barrier_t* barrier, const pthread_barrierattr_t*,
          unsigned count) {
    if (count == 0) return EINVAL;
    access(barrier, 4, true, false, CALLER);
    forget(barrier);
    object_of(barrier, Thing::barrier, CALLER)->goal = static_cast<int>(count);
    return 0;
}
INTERPOSE(int, pthread_barrier_destroy, pthread_barrier_t* barrier) {
    access(barrier, 4, true, false, CALLER);
    forget(barrier);
    return 0;
}
INTERPOSE(int, pthread_barrier_wait, pthread_barrier_t* barrier) {
    Object& object = *object_of(barrier, Thing::barrier, CALLER);
    point(Op::barrier, Thing::barrier, barrier, CALLER);
    event(Op::barrier, Thing::barrier, barrier, CALLER);
    Thread& me = self();
    join(object.clock, me.clock);
    tick();
    changed();
    if (++object.count == object.goal) {
        object.count = 0;
        ++object.round;
        object.read_clock = object.clock;
        join(me.clock, object.clock);
        return PTHREAD_BARRIER_SERIAL_THREAD;
    }
    me.wait_key = object.round;
    point(waiting(Op::barrier, object, CALLER, round_over));
    join(me.clock, object.read_clock);
    return 0;
}

INTERPOSE(int, pthread_spin_init, pthread_spinlock_t* lock, int) {
    const_cast<int&>(*lock) = 0;
    return 0;
}
INTERPOSE(int, pthread_spin_destroy, pthread_spinlock_t*) {
    return 0;
}
INTERPOSE(int, pthread_spin_lock, pthread_spinlock_t* lock) {
    Object& object = *object_of(const_cast<int*>(lock), Thing::spin_lock, CALLER);
    point(waiting(Op::lock, object, CALLER, is_free));
    take(object, CALLER);
    event(Op::lock, Thing::spin_lock, object.address, CALLER);
    return 0;
}
INTERPOSE(int, pthread_spin_trylock, pthread_spinlock_t* lock) {
    Object& object = *object_of(const_cast<int*>(lock), Thing::spin_lock, CALLER);
    object.tried = true;
    point(Op::trylock, Thing::spin_lock, object.address, CALLER);
    Event* said = event(Op::trylock, Thing::spin_lock, object.address, CALLER);
    if (object.owner >= 0) {
        if (said != nullptr) said->failed = true;
        idle();
        return EBUSY;
    }
    take(object, CALLER);
    return 0;
}
INTERPOSE(int, pthread_spin_unlock, pthread_spinlock_t* lock) {
    Object& object = *object_of(const_cast<int*>(lock), Thing::spin_lock, CALLER);
    check_unlock(object, CALLER);
    if (object.tried) point(Op::unlock, Thing::spin_lock, object.address, CALLER);
    give_back(object);
    event(Op::unlock, Thing::spin_lock, object.address, CALLER);
    return 0;
}

INTERPOSE(int, pthread_once, pthread_once_t* control, void (*function)()) {
    // The libraries' own preparations are no step of the program: the first exception makes some,
    // and so does whoever looks at the stack.
    if (!controlled() || of_library(CALLER))
        return REAL(pthread_once, int(pthread_once_t*, void (*)()))(control, function);
    // Done before the program came under control.
    if (*control == 2) return 0;
    Object& object = *object_of(control, Thing::once, CALLER);
    if (!begin_once(object, CALLER)) return 0;
    try {
        function();
    } catch (...) {
        end_once(object, fresh);
        throw;
    }
    end_once(object, done);
    return 0;
}

// A static local: its first byte says whether it is done, and compilers test that byte themselves.
// Our mark lies behind it.
INTERPOSE(int, __cxa_guard_acquire, std::uint64_t* guard) {
    if (!controlled()) return REAL(cxa_guard_acquire, int(std::uint64_t*))(guard);
    Object* object = object_of(reinterpret_cast<std::uint32_t*>(guard) + 1, Thing::once, CALLER);
    if ((*reinterpret_cast<const char*>(guard) & 1) != 0) {
        join(self().clock, object->clock);
        return 0;
    }
    return begin_once(*object, CALLER) ? 1 : 0;
}
INTERPOSE(void, __cxa_guard_release, std::uint64_t* guard) {
    if (!controlled()) {
        REAL(cxa_guard_release, void(std::uint64_t*))(guard);
        return;
    }
    Object* object = object_of(reinterpret_cast<std::uint32_t*>(guard) + 1, Thing::once, CALLER);
    end_once(*object, done);
    // The inlined test of this byte is an atomic load with acquire: it must find a release.
    *reinterpret_cast<char*>(guard) = 1;
}
INTERPOSE(void, __cxa_guard_abort, std::uint64_t* guard) {
    if (!controlled()) {
        REAL(cxa_guard_abort, void(std::uint64_t*))(guard);
        return;
    }
    end_once(*object_of(reinterpret_cast<std::uint32_t*>(guard) + 1, Thing::once, CALLER), fresh);
}

}  // namespace conductor
