// What the runtime stands on: memory, system calls, and the C library's own functions.
#include <dlfcn.h>
#include <sys/mman.h>
#include <sys/syscall.h>

#include "conductor/runtime/runtime.h"

namespace conductor {

State state;
thread_local Thread* self_ __attribute__((tls_model("initial-exec"))) = nullptr;

namespace {

constexpr std::size_t region_bytes = std::size_t{2} << 30;
char* region = nullptr;
std::size_t used = 0, top = region_bytes;

constexpr const char* names[] = {
    "pthread_create",
    "pthread_join",
    "pthread_mutex_lock",
    "pthread_mutex_trylock",
    "pthread_mutex_timedlock",
    "pthread_mutex_clocklock",
    "pthread_mutex_unlock",
    "pthread_mutex_init",
    "pthread_mutex_destroy",
    "pthread_cond_init",
    "pthread_cond_destroy",
    "pthread_cond_wait",
    "pthread_cond_timedwait",
    "pthread_cond_clockwait",
    "pthread_cond_signal",
    "pthread_cond_broadcast",
    "pthread_rwlock_init",
    "pthread_rwlock_destroy",
    "pthread_rwlock_rdlock",
    "pthread_rwlock_tryrdlock",
    "pthread_rwlock_wrlock",
    "pthread_rwlock_trywrlock",
    "pthread_rwlock_unlock",
    "pthread_once",
    "pthread_detach",
    "sem_init",
    "sem_destroy",
    "sem_wait",
    "sem_post",
    "sem_trywait",
    "nanosleep",
    "clock_nanosleep",
    "usleep",
    "sleep",
    "exit",
    "quick_exit",
    "fork",
    "system",
    "popen",
    "get_nprocs",
    "read",
    "write",
    "recv",
    "recvfrom",
    "recvmsg",
    "send",
    "accept",
    "accept4",
    "connect",
    "poll",
    "select",
    "epoll_wait",
    "waitpid",
    "wait",
    "flock",
    "pause",
    "__cxa_guard_acquire",
    "__cxa_guard_release",
    "__cxa_guard_abort",
    "__cxa_allocate_exception",
};
static_assert(sizeof names / sizeof *names == static_cast<std::size_t>(Real::count));
void* found_functions[static_cast<std::size_t>(Real::count)];

}  // namespace

void* real(Real which) {
    void*& function = found_functions[static_cast<std::size_t>(which)];
    if (function == nullptr) function = dlsym(RTLD_NEXT, names[static_cast<std::size_t>(which)]);
    return function;
}

void find_all_real() {
    for (int i = 0; i < static_cast<int>(Real::count); ++i) (void)real(static_cast<Real>(i));
}

long kernel(long number, long a, long b, long c, long d, long e, long f) {
    long result = 0;
    register long r10 asm("r10") = d;
    register long r8 asm("r8") = e;
    register long r9 asm("r9") = f;
    asm volatile("syscall"
                 : "=a"(result)
                 : "a"(number), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8), "r"(r9)
                 : "rcx", "r11", "memory");
    return result;
}

namespace {

void make_region() {
    // The same place in every run: what hashes addresses does the same each time. Behind the stacks
    // (threads.cpp), whose page tables it shares.
    region = reinterpret_cast<char*>(
        kernel(SYS_mmap, 0x7d0010000000, region_bytes, PROT_READ | PROT_WRITE,
               MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED_NOREPLACE, -1, 0));
    // Asked for at once, these pages cost half.
    constexpr long sure_to_be_used = 4 * 4096;
    kernel(SYS_madvise, reinterpret_cast<long>(region), sure_to_be_used, 23 /* POPULATE_WRITE */);
}

void none_left() {
    found(Found::environment, "the explorer's own memory is used up");
}

}  // namespace

void* grow(std::size_t bytes) {
    if (region == nullptr) make_region();
    used = (used + 15) & ~std::size_t{15};
    void* result = region + used;
    used += bytes;
    if (used > top) none_left();
    return result;
}

void* grow_much(std::size_t bytes) {
    if (region == nullptr) make_region();
    if (bytes > top - used) none_left();
    top = (top - bytes) & ~std::size_t{4095};
    return region + top;
}

void set_zero(void* to, std::size_t bytes) {
    auto* at = static_cast<volatile char*>(to);
    for (std::size_t i = 0; i < bytes; ++i) at[i] = 0;
}

void copy(void* to, const void* from, std::size_t bytes) {
    asm volatile("rep movsb" : "+D"(to), "+S"(from), "+c"(bytes) : : "memory");
}

std::size_t length(const char* text) {
    std::size_t n = 0;
    while (text[n] != '\0') ++n;
    return n;
}

}  // namespace conductor
