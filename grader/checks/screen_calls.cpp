// The lists of screen_rules.h that speak of C functions: which ones right code and the standard
// headers call, and which ones reach out of the program, each group with its reason.
#include "checks/screen_rules.h"

#include <algorithm>
#include <array>
#include <set>

namespace grader {
namespace {

using Names = std::set<std::string_view>;

constexpr Refusal ends_program{"It would end the whole test program, and the other tests with it.",
                               "Return, or throw an exception and let the caller decide."};
constexpr Refusal makes_process{"This exercise is solved with threads, not with other processes.",
                                "Start a std::thread or a std::jthread."};
constexpr Refusal sends_signal{"Signals would change how the whole test program runs and ends.",
                               "Solve the exercise without signals."};
constexpr Refusal touches_files{
    "This exercise needs no files, and the grader runs your code where there are none.",
    "Keep the data in variables; print with std::cout when you want to see something."};
constexpr Refusal uses_network{
    "This exercise needs no network, and your code is run where there is none.", "Leave it out."};
constexpr Refusal asks_environment{"Your code must do the same wherever it runs.",
                                   "Use parameters instead of environment variables."};
constexpr Refusal maps_memory{
    "It would reach below the C++ memory model, where no check can follow.",
    "Use ordinary objects, std::vector or std::unique_ptr."};
constexpr Refusal loads_code{"It looks into the program that your code is tested in.",
                             "Call what you need by its name."};
constexpr Refusal calls_system{"It calls the operating system past the standard library.",
                               "Use what <thread>, <mutex>, <atomic> and their like offer."};
constexpr Refusal jumps{"It would jump out of functions without running destructors.",
                        "Return, or throw an exception."};
constexpr Refusal changes_end{
    "It changes what the whole test program does when it ends or runs into trouble.",
    "Catch the exception where it can occur, and leave the program's own end as it is."};
constexpr Refusal controls_thread{
    "It interferes with threads past the standard library.",
    "Use std::jthread and std::stop_token to ask a thread to end, and join it."};

struct Group {
    const Refusal* refusal;
    Names names;
};

const std::vector<Group>& forbidden_calls() {
    static const std::vector<Group> groups{
        {&ends_program, {"exit", "_exit", "_Exit", "quick_exit", "pthread_exit", "thrd_exit"}},
        {&makes_process, {"fork",    "vfork",       "_Fork",        "clone",   "clone3", "execl",
                          "execle",  "execlp",      "execv",        "execve",  "execvp", "execvpe",
                          "fexecve", "posix_spawn", "posix_spawnp", "system",  "popen",  "pclose",
                          "wait",    "waitpid",     "waitid",       "wait3",   "wait4",  "daemon",
                          "setsid",  "setpgid",     "setpgrp",      "unshare", "setns"}},
        {&sends_signal,
         {"kill",
          "killpg",
          "tgkill",
          "tkill",
          "raise",
          "signal",
          "sigaction",
          "sigprocmask",
          "pthread_sigmask",
          "pthread_kill",
          "sigqueue",
          "sigsuspend",
          "sigwait",
          "sigaltstack",
          "alarm",
          "setitimer",
          "timer_create",
          "signalfd",
          "sysv_signal",
          "bsd_signal",
          "ptrace",
          "process_vm_readv",
          "process_vm_writev",
          "pidfd_open"}},
        {&touches_files,
         {"open",
          "openat",
          "creat",
          "read",
          "write",
          "pread",
          "pwrite",
          "readv",
          "writev",
          "close",
          "dup",
          "dup2",
          "dup3",
          "pipe",
          "pipe2",
          "fcntl",
          "ioctl",
          "fopen",
          "fdopen",
          "freopen",
          "fclose",
          "fileno",
          "dprintf",
          "vdprintf",
          "tmpfile",
          "tmpnam",
          "mkstemp",
          "mkdtemp",
          "remove",
          "rename",
          "unlink",
          "rmdir",
          "mkdir",
          "chdir",
          "chmod",
          "chown",
          "chroot",
          "link",
          "symlink",
          "readlink",
          "realpath",
          "stat",
          "lstat",
          "fstat",
          "access",
          "opendir",
          "readdir",
          "scandir",
          "ftw",
          "nftw",
          "glob",
          "truncate",
          "ftruncate",
          "lseek",
          "sendfile",
          "getcwd",
          "mkfifo",
          "sem_open",
          "sem_unlink",
          "memfd_create",
          "inotify_init",
          "mount",
          "umount",
          "sync",
          "fsync",
          "close_range",
          "closefrom",
          "splice",
          "tee",
          "vmsplice",
          "copy_file_range",
          "poll",
          "select",
          "epoll_create",
          "epoll_create1",
          "epoll_ctl",
          "epoll_wait",
          "eventfd"}},
        {&uses_network,
         {"socket", "socketpair", "bind", "listen", "accept", "accept4", "connect", "send",
          "sendto", "sendmsg", "recv", "recvfrom", "recvmsg", "shutdown", "getaddrinfo",
          "gethostbyname", "setsockopt", "getsockopt"}},
        {&asks_environment,
         {"getenv", "secure_getenv", "setenv", "putenv", "unsetenv", "clearenv", "environ",
          "getauxval", "program_invocation_name", "program_invocation_short_name"}},
        {&maps_memory,
         {"mmap", "munmap", "mremap", "mprotect", "pkey_mprotect", "madvise", "shm_open", "shmget",
          "shmat", "mlock", "mlockall", "brk", "sbrk", "mallopt"}},
        {&loads_code,
         {"dlopen", "dlmopen", "dlsym", "dlvsym", "dladdr", "dladdr1", "dlinfo", "dl_iterate_phdr",
          "backtrace", "backtrace_symbols", "backtrace_symbols_fd"}},
        {&calls_system,
         {"syscall", "prctl", "personality", "setuid", "setgid", "setrlimit", "prlimit", "nice",
          "setpriority", "sched_setaffinity", "sched_setscheduler", "getpid", "getppid", "io_setup",
          "seccomp", "reboot", "capset"}},
        {&jumps,
         {"setjmp", "_setjmp", "sigsetjmp", "longjmp", "_longjmp", "siglongjmp", "setcontext",
          "getcontext", "makecontext", "swapcontext"}},
        {&changes_end, {"atexit", "at_quick_exit", "on_exit"}},
        {&controls_thread,
         {"pthread_cancel", "pthread_atfork", "pthread_setaffinity_np", "pthread_getattr_np",
          "pthread_setschedparam", "pthread_attr_setstack", "pthread_testcancel"}}};
    return groups;
}

// C functions that headers of the standard library call, or that right code may call itself.
const Names& harmless_calls() {
    static const Names names{
        // memory and strings
        "malloc", "calloc", "realloc", "free", "aligned_alloc", "posix_memalign",
        "malloc_usable_size", "memcpy", "memmove", "memset", "memcmp", "bcmp", "memchr", "memrchr",
        "strlen", "strnlen", "strcmp", "strncmp", "strcpy", "strncpy", "strcat", "strncat",
        "strchr", "strrchr", "strstr", "strtok", "strtok_r", "strspn", "strcspn", "strpbrk",
        "strdup", "strndup", "strcoll", "strxfrm", "strerror", "strerror_r", "strcasecmp",
        "strncasecmp", "stpcpy",
        // numbers
        "atoi", "atol", "atoll", "atof", "strtol", "strtoll", "strtoul", "strtoull", "strtod",
        "strtof", "strtold", "strtoimax", "strtoumax", "rand", "srand", "rand_r", "random",
        "srandom", "qsort", "bsearch", "abs", "labs", "llabs", "div", "ldiv", "lldiv", "imaxabs",
        "imaxdiv",
        // characters
        "isalnum", "isalpha", "isblank", "iscntrl", "isdigit", "isgraph", "islower", "isprint",
        "ispunct", "isspace", "isupper", "isxdigit", "tolower", "toupper", "mblen", "mbtowc",
        "wctomb", "mbstowcs", "wcstombs", "mbrtowc", "wcrtomb", "mbrlen", "mbsinit", "mbsrtowcs",
        "wcsrtombs", "mbsnrtowcs", "wcsnrtombs", "btowc", "wctob", "mbrtoc16", "mbrtoc32",
        "c16rtomb", "c32rtomb", "localeconv", "setlocale", "newlocale", "freelocale", "uselocale",
        "duplocale", "nl_langinfo", "nl_langinfo_l",
        // printing
        "printf", "fprintf", "vprintf", "vfprintf", "sprintf", "snprintf", "vsprintf", "vsnprintf",
        "puts", "fputs", "putchar", "putc", "fputc", "fwrite", "fflush", "perror", "setvbuf",
        "setbuf", "ferror", "feof", "clearerr", "getchar", "getc", "fgetc", "fgets", "fread",
        "ungetc", "scanf", "fscanf", "sscanf", "vscanf", "vsscanf", "vfscanf", "getline",
        "asprintf", "vasprintf", "wprintf", "fwprintf", "swprintf", "vswprintf", "vwprintf",
        "putwchar", "fputwc", "fputws", "getwchar", "fgetwc", "swscanf", "fwide", "flockfile",
        "funlockfile", "fputc_unlocked", "putchar_unlocked", "stdin", "stdout", "stderr",
        // time
        "time", "clock", "difftime", "mktime", "gmtime", "gmtime_r", "localtime", "localtime_r",
        "asctime", "asctime_r", "ctime", "ctime_r", "strftime", "wcsftime", "clock_gettime",
        "clock_getres", "clock_nanosleep", "gettimeofday", "timespec_get", "nanosleep", "usleep",
        "sleep",
        // threads; `syscall` is the futex call in the headers of std::atomic::wait and its like,
        // and
        // screen_source keeps the word out of learners' code
        "sched_yield", "syscall", "sched_getcpu", "get_nprocs", "sysconf",
        // ends the program, visibly
        "abort"};
    return names;
}

constexpr std::array harmless_families{"pthread_mutex_",
                                       "pthread_mutexattr_",
                                       "pthread_cond_",
                                       "pthread_condattr_",
                                       "pthread_rwlock_",
                                       "pthread_rwlockattr_",
                                       "pthread_barrier_",
                                       "pthread_spin_",
                                       "sem_",
                                       "wcs",
                                       "wmem",
                                       "isw",
                                       "tow",
                                       "fe",
                                       "atomic_"};

const Names& harmless_pthreads() {
    static const Names names{"pthread_once",
                             "pthread_self",
                             "pthread_create",
                             "pthread_join",
                             "pthread_detach",
                             "pthread_equal",
                             "pthread_key_create",
                             "pthread_key_delete",
                             "pthread_getspecific",
                             "pthread_setspecific",
                             "pthread_setcanceltype",
                             "pthread_setcancelstate",
                             "pthread_timedjoin_np",
                             "pthread_clockjoin_np",
                             "pthread_tryjoin_np",
                             "pthread_setname_np",
                             "pthread_getname_np",
                             "pthread_attr_init",
                             "pthread_attr_destroy",
                             "pthread_attr_setstacksize",
                             "pthread_attr_setdetachstate"};
    return names;
}

// <math.h> and <complex.h>; each also ends in f, l or f128.
bool is_math(std::string_view name) {
    static const Names bases{
        "acos",      "acosh",     "asin",       "asinh",  "atan",      "atan2",  "atanh",
        "cbrt",      "ceil",      "copysign",   "cos",    "cosh",      "erf",    "erfc",
        "exp",       "exp2",      "exp10",      "expm1",  "fabs",      "fdim",   "floor",
        "fma",       "fmax",      "fmin",       "fmod",   "frexp",     "hypot",  "ilogb",
        "ldexp",     "lgamma",    "lgamma_r",   "llrint", "llround",   "log",    "log10",
        "log1p",     "log2",      "logb",       "lrint",  "lround",    "modf",   "nan",
        "nearbyint", "nextafter", "nexttoward", "pow",    "remainder", "remquo", "rint",
        "round",     "roundeven", "scalbln",    "scalbn", "sin",       "sincos", "sinh",
        "sqrt",      "tan",       "tanh",       "tgamma", "trunc",     "cabs",   "carg",
        "cimag",     "creal",     "conj",       "cproj",  "cacos",     "cacosh", "casin",
        "casinh",    "catan",     "catanh",     "ccos",   "ccosh",     "cexp",   "clog",
        "cpow",      "csin",      "csinh",      "csqrt",  "ctan",      "ctanh",  "signbit",
        "finite",    "isinf",     "isnan",      "j0",     "j1",        "jn",     "y0",
        "y1",        "yn"};
    if (bases.contains(name)) return true;
    for (const std::string_view suffix : {"f128", "f", "l"}) {
        if (name.ends_with(suffix) && bases.contains(name.substr(0, name.size() - suffix.size()))) {
            return true;
        }
    }
    return false;
}

}  // namespace

bool may_call(std::string_view function) {
    if (harmless_calls().contains(function) || harmless_pthreads().contains(function)) return true;
    if (is_math(function)) return true;
    return std::any_of(harmless_families.begin(), harmless_families.end(),
                       [&](std::string_view family) { return function.starts_with(family); });
}

const Refusal* why_no_call(std::string_view function) {
    for (const Group& group : forbidden_calls()) {
        if (group.names.contains(function)) return group.refusal;
    }
    return nullptr;
}

}  // namespace grader
