// What g++ 12's ThreadSanitizer lacks, so that right code meets no false alarm. Compiled without
// instrumentation: its own bookkeeping must not look like synchronisation to ThreadSanitizer.
// Each part has a test in grader/tests/false_alarms that shows the alarm without it.
#include <dlfcn.h>
#include <pthread.h>
#include <semaphore.h>
#include <time.h>

#include <atomic>
#include <exception>
#include <typeinfo>
#include <unordered_map>

extern "C" {
void __tsan_acquire(void*);
void __tsan_release(void*);
}

namespace {

// Part 1: libstdc++ waits with the "clock" forms of these calls, which ThreadSanitizer does not
// know. They are passed on to the forms that it knows; those measure by the system's clock.
timespec on_system_clock(clockid_t clock, const timespec* deadline) {
    if (clock == CLOCK_REALTIME) return *deadline;
    timespec now_there{}, now_here{};
    clock_gettime(clock, &now_there);
    clock_gettime(CLOCK_REALTIME, &now_here);
    long long left = (deadline->tv_sec - now_there.tv_sec) * 1'000'000'000LL +
                     (deadline->tv_nsec - now_there.tv_nsec);
    left += now_here.tv_nsec;
    timespec result{};
    result.tv_sec = now_here.tv_sec + left / 1'000'000'000;
    result.tv_nsec = left % 1'000'000'000;
    if (result.tv_nsec < 0) {
        result.tv_nsec += 1'000'000'000;
        --result.tv_sec;
    }
    if (result.tv_sec < 0) result = {};
    return result;
}

template <class Function>
Function real_one(const char* name) {
    return reinterpret_cast<Function>(dlsym(RTLD_NEXT, name));
}

// Part 2: an exception that crosses threads is counted inside libstdc++.so, unseen. Whoever drops
// it releases, whoever destroys it acquires: the order that the counter really gives.
using Destructor = void (*)(void*);

class Destructors {
  public:
    void put(void* exception, Destructor destructor) {
        const Guard guard(busy_);
        map_[exception] = destructor;
    }
    Destructor take(void* exception) {
        const Guard guard(busy_);
        const auto found = map_.find(exception);
        if (found == map_.end()) return nullptr;
        const Destructor destructor = found->second;
        map_.erase(found);
        return destructor;
    }

  private:
    // A lock of pthread's would order the threads in ThreadSanitizer's eyes and hide real races.
    struct Guard {
        explicit Guard(std::atomic_flag& busy) : busy(busy) {
            while (busy.test_and_set(std::memory_order_acquire)) sched_yield();
        }
        ~Guard() { busy.clear(std::memory_order_release); }
        std::atomic_flag& busy;
    };
    std::atomic_flag busy_ = ATOMIC_FLAG_INIT;
    std::unordered_map<void*, Destructor> map_;
};

Destructors& destructors() {
    static auto* all = new Destructors;  // needed until the very end of the program
    return *all;
}

void acquire_and_destroy(void* exception) {
    __tsan_acquire(exception);
    if (const Destructor destructor = destructors().take(exception)) destructor(exception);
}

}  // namespace

extern "C" {

int pthread_mutex_clocklock(pthread_mutex_t* mutex, clockid_t clock,
                            const timespec* deadline) noexcept {
    const timespec system = on_system_clock(clock, deadline);
    return pthread_mutex_timedlock(mutex, &system);
}
int pthread_rwlock_clockrdlock(pthread_rwlock_t* lock, clockid_t clock,
                               const timespec* deadline) noexcept {
    const timespec system = on_system_clock(clock, deadline);
    return pthread_rwlock_timedrdlock(lock, &system);
}
int pthread_rwlock_clockwrlock(pthread_rwlock_t* lock, clockid_t clock,
                               const timespec* deadline) noexcept {
    const timespec system = on_system_clock(clock, deadline);
    return pthread_rwlock_timedwrlock(lock, &system);
}
int sem_clockwait(sem_t* semaphore, clockid_t clock, const timespec* deadline) {
    const timespec system = on_system_clock(clock, deadline);
    return sem_timedwait(semaphore, &system);
}

[[noreturn]] void __cxa_throw(void* exception, std::type_info* type, Destructor destructor) {
    static const auto real = real_one<void (*)(void*, std::type_info*, Destructor)>("__cxa_throw");
    destructors().put(exception, destructor);
    real(exception, type, acquire_and_destroy);
    __builtin_unreachable();
}
void* __cxa_init_primary_exception(void* exception, std::type_info* type,
                                   Destructor destructor) noexcept {
    static const auto real =
        real_one<void* (*)(void*, std::type_info*, Destructor)>("__cxa_init_primary_exception");
    destructors().put(exception, destructor);
    return real(exception, type, acquire_and_destroy);
}
void __cxa_end_catch() {
    static const auto real = real_one<void (*)()>("__cxa_end_catch");
    // Taking and dropping it goes through _M_release below.
    { const std::exception_ptr caught = std::current_exception(); }
    real();
}

}  // extern "C"

namespace std::__exception_ptr {

void exception_ptr::_M_release() noexcept {
    static const auto real =
        real_one<void (*)(exception_ptr*)>("_ZNSt15__exception_ptr13exception_ptr10_M_releaseEv");
    if (_M_exception_object != nullptr) __tsan_release(_M_exception_object);
    real(this);
}

}  // namespace std::__exception_ptr
