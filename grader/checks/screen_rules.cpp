// The lists of screen_rules.h, except those of C functions (screen_calls.cpp).
#include "checks/screen_rules.h"

#include <algorithm>
#include <set>

namespace grader {
namespace {

using Names = std::set<std::string_view>;

const Names& standard_headers() {
    static const Names names{
        "algorithm", "any", "array", "atomic", "barrier", "bit", "bitset", "cassert", "cctype",
        "cerrno", "cfenv", "cfloat", "charconv", "chrono", "cinttypes", "climits", "clocale",
        "cmath", "codecvt", "compare", "complex", "concepts", "condition_variable", "coroutine",
        "cstdarg", "cstddef", "cstdint", "cstdio", "cstdlib", "cstring", "ctime", "cuchar",
        "cwchar", "cwctype", "deque", "exception", "expected", "format", "forward_list",
        "functional", "future", "generator", "initializer_list", "iomanip", "ios", "iosfwd",
        "iostream", "istream", "iterator", "latch", "limits", "list", "locale", "map", "memory",
        "memory_resource", "mutex", "new", "numbers", "numeric", "optional", "ostream", "print",
        "queue", "random", "ranges", "ratio", "regex", "scoped_allocator", "semaphore", "set",
        "shared_mutex", "source_location", "span", "sstream", "stack", "stdexcept", "stop_token",
        "streambuf", "string", "string_view", "syncstream", "system_error", "thread", "tuple",
        "type_traits", "typeindex", "typeinfo", "unordered_map", "unordered_set", "utility",
        "valarray", "variant", "vector", "version",
        // C's own names for them
        "assert.h", "ctype.h", "errno.h", "fenv.h", "float.h", "inttypes.h", "limits.h", "locale.h",
        "math.h", "stdarg.h", "stdbool.h", "stddef.h", "stdint.h", "stdio.h", "stdlib.h",
        "string.h", "time.h", "wchar.h", "wctype.h"};
    return names;
}

bool is_granted_header(const Exercise& exercise, std::string_view header) {
    const auto& allowed = exercise.allowed_includes;
    return std::find(allowed.begin(), allowed.end(), header) != allowed.end() ||
           (header.starts_with("asio/") && grants_asio(exercise));
}

}  // namespace

const Refusal sanitizer_refusal{
    "Whether your code is checked, and how, is not for the code to see or to change.",
    "Remove it. If a check reports something, the fault is in the code that it points at."};
const Refusal grader_refusal{
    "The tests and the grader are not part of the task: your code must be right by itself.",
    "Remove it; of the course's own names only racecourse::not_started(...) is meant for you."};

Problem refused(std::string headline, const Refusal& refusal) {
    Problem problem;
    problem.outcome = Outcome::rejected;
    problem.headline = std::move(headline);
    problem.why = refusal.why;
    problem.mend = refusal.mend;
    return problem;
}

Problem refused(const LearnerFile& file, int line, int column, std::string headline,
                const Refusal& refusal) {
    Problem problem = refused(std::move(headline), refusal);
    Place place{file.shown, line, column, ""};
    std::size_t begin = 0;
    for (int i = 1; i < line && begin != std::string::npos; ++i) {
        begin = file.content.find('\n', begin);
        if (begin != std::string::npos) ++begin;
    }
    if (line > 0 && begin != std::string::npos) {
        place.text = file.content.substr(begin, file.content.find('\n', begin) - begin);
        if (place.text.size() > 200) place.text.resize(200);
    }
    problem.steps.push_back({"Here.", place});
    return problem;
}

bool may_include(const Exercise& exercise, std::string_view header) {
    return standard_headers().contains(header) || header == "racecourse/not_started.h" ||
           is_granted_header(exercise, header) ||
           std::find(exercise.files.begin(), exercise.files.end(), header) != exercise.files.end();
}

Refusal why_no_header(std::string_view header) {
    if (header == "fstream" || header == "filesystem" || header == "fcntl.h")
        return *why_no_call("open");
    if (header == "csignal" || header == "signal.h") return *why_no_call("signal");
    if (header == "csetjmp" || header == "setjmp.h") return *why_no_call("longjmp");
    if (header == "dlfcn.h") return *why_no_call("dlopen");
    if (header == "bits/stdc++.h") {
        return {"It is no standard header; it drags in everything the compiler has.",
                "Include the headers of what you use, for example <mutex> and <vector>."};
    }
    if (header == "pthread.h" || header == "semaphore.h" || header == "threads.h") {
        return {"This course uses C++'s own threads and locks, which are built on that header.",
                "Include <thread>, <mutex>, <condition_variable>, <semaphore> or <atomic>."};
    }
    if (header.starts_with("gtest") || header.starts_with("gmock") ||
        header.starts_with("racecourse/") || header.starts_with("sanitizer/")) {
        return grader_refusal;
    }
    return {"Only standard C++ headers and the exercise's own files may be included here.",
            "Remove the line, or include a standard header instead."};
}

const Refusal* why_no_std(std::string_view name) {
    static const Names files{"ofstream",       "ifstream",      "fstream",       "filebuf",
                             "wofstream",      "wifstream",     "wfstream",      "basic_ofstream",
                             "basic_ifstream", "basic_fstream", "basic_filebuf", "filesystem",
                             "__basic_file",   "fopen",         "freopen",       "tmpfile",
                             "tmpnam",         "rename"};
    static const Names ends{"set_terminate", "set_unexpected", "set_new_handler", "atexit",
                            "at_quick_exit"};
    static const Names calls{"exit",   "_Exit", "quick_exit", "getenv",
                             "system", "raise", "signal",     "longjmp"};
    if (files.contains(name)) return why_no_call("open");
    if (ends.contains(name)) return why_no_call("atexit");
    return calls.contains(name) ? why_no_call(name) : nullptr;
}

bool may_specialise(std::string_view name) {
    static const Names names{"hash",
                             "formatter",
                             "less",
                             "equal_to",
                             "tuple_size",
                             "tuple_element",
                             "common_type",
                             "basic_common_reference",
                             "numeric_limits",
                             "iterator_traits",
                             "incrementable_traits",
                             "indirectly_readable_traits",
                             "pointer_traits",
                             "allocator_traits",
                             "uses_allocator",
                             "char_traits",
                             "coroutine_traits",
                             "is_error_code_enum",
                             "is_error_condition_enum",
                             "is_placeholder",
                             "is_bind_expression",
                             "enable_view",
                             "enable_borrowed_range",
                             "disable_sized_range",
                             "disable_sized_sentinel_for",
                             "treat_as_floating_point",
                             "duration_values",
                             "is_clock",
                             "is_clock_v",
                             "default_delete",
                             "owner_less"};
    return names.contains(name);
}

bool grants_asio(const Exercise& exercise) {
    const auto& allowed = exercise.allowed_includes;
    return std::find(allowed.begin(), allowed.end(), "asio.hpp") != allowed.end();
}

bool asio_calls(std::string_view function) {
    static const std::set<std::string_view> calls{"accept",
                                                  "bind",
                                                  "cfgetospeed",
                                                  "cfmakeraw",
                                                  "cfsetspeed",
                                                  "close",
                                                  "connect",
                                                  "epoll_create",
                                                  "epoll_create1",
                                                  "epoll_ctl",
                                                  "epoll_wait",
                                                  "eventfd",
                                                  "fcntl",
                                                  "freeaddrinfo",
                                                  "getaddrinfo",
                                                  "gethostname",
                                                  "getnameinfo",
                                                  "getpeername",
                                                  "getsockname",
                                                  "getsockopt",
                                                  "htonl",
                                                  "htons",
                                                  "if_indextoname",
                                                  "if_nametoindex",
                                                  "inet_ntop",
                                                  "inet_pton",
                                                  "ioctl",
                                                  "listen",
                                                  "ntohl",
                                                  "ntohs",
                                                  "open",
                                                  "pause",
                                                  "pipe",
                                                  "poll",
                                                  "pthread_setcanceltype",
                                                  "pthread_sigmask",
                                                  "read",
                                                  "readv",
                                                  "recv",
                                                  "recvfrom",
                                                  "recvmsg",
                                                  "select",
                                                  "send",
                                                  "sendmsg",
                                                  "sendto",
                                                  "setsockopt",
                                                  "shutdown",
                                                  "sigaction",
                                                  "sigfillset",
                                                  "socket",
                                                  "socketpair",
                                                  "sysconf",
                                                  "tcgetattr",
                                                  "tcsendbreak",
                                                  "tcsetattr",
                                                  "timerfd_create",
                                                  "timerfd_settime",
                                                  "write",
                                                  "writev"};
    return calls.contains(function);
}

bool grants(const Exercise& exercise, std::string_view name) {
    return std::any_of(exercise.allowed_symbols.begin(), exercise.allowed_symbols.end(),
                       [&](std::string_view allowed) {
                           if (allowed.empty() || !name.starts_with(allowed)) return false;
                           const std::string_view rest = name.substr(allowed.size());
                           return rest.empty() || rest.starts_with("(") || rest.starts_with("<") ||
                                  rest.starts_with("::") || rest.starts_with("[");
                       });
}

bool is_sanitizer_name(std::string_view name) {
    for (const std::string_view part : {"__tsan",
                                        "__asan",
                                        "__ubsan",
                                        "__lsan",
                                        "__msan",
                                        "__hwasan",
                                        "__sanitizer",
                                        "__SANITIZE",
                                        "__has_feature",
                                        "AnnotateIgnore",
                                        "AnnotateHappens",
                                        "AnnotateBenign",
                                        "AnnotateRWLock",
                                        "AnnotateMutex",
                                        "AnnotatePublish",
                                        "AnnotateNewMemory",
                                        "AnnotateFlushState",
                                        "AnnotateThread",
                                        "AnnotateEnableRace",
                                        "AnnotateCondVar",
                                        "AnnotateExpectRace",
                                        "WTFAnnotate",
                                        "RunningOnValgrind",
                                        "ThreadSanitizerQuery",
                                        "__interceptor_"}) {
        if (name.starts_with(part)) return true;
    }
    return name == "no_sanitize" || name == "no_sanitize_thread" || name == "no_sanitize_address" ||
           name == "no_sanitize_undefined" || name == "__no_sanitize__" ||
           name == "disable_sanitizer_instrumentation" || name == "thread_sanitizer" ||
           name == "address_sanitizer";
}

}  // namespace grader
