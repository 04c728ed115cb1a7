// What cannot be controlled is noticed and named: calls that really block, processes, the end of
// the program in the middle of a test, crashes.
#include <cxxabi.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <exception>
#include <initializer_list>

#include "conductor/runtime/runtime.h"

namespace conductor {
namespace {

bool would_block(int descriptor, short what) {
    const int flags = static_cast<int>(kernel(SYS_fcntl, descriptor, F_GETFL));
    if (flags < 0 || (flags & O_NONBLOCK) != 0) return false;
    pollfd each = {descriptor, what, 0};
    return kernel(SYS_poll, reinterpret_cast<long>(&each), 1, 0) == 0;
}

void must_not_block(int descriptor, short what, const char* call) {
    if (!controlled() || descriptor <= 2) return;
    // Others see what is read and written: it is a step.
    point(Op::none, Thing::none, nullptr, 0);
    if (would_block(descriptor, what)) found(Found::environment, call);
}

// Whether what is written there is for somebody of this program, who may wait for it.
bool is_passage(int descriptor) {
    struct stat what = {};
    return controlled() && descriptor > 2 &&
           kernel(SYS_fstat, descriptor, reinterpret_cast<long>(&what)) == 0 &&
           !S_ISREG(what.st_mode) && !S_ISCHR(what.st_mode);
}

ssize_t passed_in(int descriptor, ssize_t result) {
    if (is_passage(descriptor)) has_read();
    return result;
}

ssize_t passed_out(int descriptor, ssize_t result) {
    if (is_passage(descriptor)) has_written();
    return result;
}

void must_not(const char* call) {
    if (controlled()) found(Found::environment, call);
}

void on_signal(int signal) {
    if (state.shared->result.text[0] == '\0') {
        const char* text = strsignal(signal);
        found(Found::crash, text);
    }
    found(state.shared->result.found == Found::exception ? Found::exception : Found::crash);
}

void on_terminate() {
    Result& result = state.shared->result;
    char* to = result.text;
    const auto add = [&](const char* text) {
        while (*text != '\0' && to < result.text + sizeof result.text - 1) *to++ = *text++;
        *to = '\0';
    };
    state.on = false;
    const std::type_info* type = abi::__cxa_current_exception_type();
    if (type == nullptr) {
        state.on = true;
        found(Found::crash, "terminate called without an active exception");
    }
    int status = 0;
    const char* name = abi::__cxa_demangle(type->name(), nullptr, nullptr, &status);
    add(name != nullptr ? name : type->name());
    try {
        throw;
    } catch (const std::exception& error) {
        add(": ");
        add(error.what());
    } catch (...) {
    }
    state.on = true;
    found(Found::exception);
}

}  // namespace

void watch_crashes() {
    static char stack[64 * 1024];
    stack_t other = {};
    other.ss_sp = stack;
    other.ss_size = sizeof stack;
    sigaltstack(&other, nullptr);
    struct sigaction action = {};
    action.sa_handler = on_signal;
    action.sa_flags = SA_ONSTACK;
    for (const int signal : {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT})
        sigaction(signal, &action, nullptr);
    std::set_terminate(on_terminate);
}

}  // namespace conductor

using namespace conductor;

INTERPOSE(void, exit, int status) {
    must_not("the test calls exit()");
    REAL(exit, void(int))(status);
    __builtin_unreachable();
}
INTERPOSE(pid_t, fork, ) {
    must_not("fork()");
    return REAL(fork, pid_t())();
}
INTERPOSE(pid_t, vfork, ) {
    must_not("vfork()");
    return REAL(fork, pid_t())();
}
INTERPOSE(int, system, const char* command) {
    must_not("system()");
    return REAL(system, int(const char*))(command);
}
INTERPOSE(ssize_t, read, int descriptor, void* to, std::size_t size) {
    must_not_block(descriptor, POLLIN, "read()");
    return passed_in(descriptor,
                     REAL(read, ssize_t(int, void*, std::size_t))(descriptor, to, size));
}
INTERPOSE(ssize_t, write, int descriptor, const void* from, std::size_t size) {
    must_not_block(descriptor, POLLOUT, "write()");
    return passed_out(descriptor,
                      REAL(write, ssize_t(int, const void*, std::size_t))(descriptor, from, size));
}
INTERPOSE(ssize_t, recv, int descriptor, void* to, std::size_t size, int flags) {
    if ((flags & MSG_DONTWAIT) == 0) must_not_block(descriptor, POLLIN, "recv()");
    return passed_in(
        descriptor, REAL(recv, ssize_t(int, void*, std::size_t, int))(descriptor, to, size, flags));
}
INTERPOSE(ssize_t, recvmsg, int descriptor, msghdr* message, int flags) {
    if ((flags & MSG_DONTWAIT) == 0) must_not_block(descriptor, POLLIN, "recvmsg()");
    return passed_in(descriptor,
                     REAL(recvmsg, ssize_t(int, msghdr*, int))(descriptor, message, flags));
}
INTERPOSE(int, accept, int descriptor, sockaddr* address, socklen_t* size) {
    must_not_block(descriptor, POLLIN, "accept()");
    return REAL(accept, int(int, sockaddr*, socklen_t*))(descriptor, address, size);
}
INTERPOSE(int, accept4, int descriptor, sockaddr* address, socklen_t* size, int flags) {
    must_not_block(descriptor, POLLIN, "accept4()");
    return REAL(accept4, int(int, sockaddr*, socklen_t*, int))(descriptor, address, size, flags);
}
INTERPOSE(int, poll, pollfd* each, nfds_t count, int limit) {
    if (controlled() && limit != 0 &&
        kernel(SYS_poll, reinterpret_cast<long>(each), static_cast<long>(count), 0) == 0)
        found(Found::environment, "poll()");
    return REAL(poll, int(pollfd*, nfds_t, int))(each, count, limit);
}
INTERPOSE(pid_t, waitpid, pid_t which, int* status, int options) {
    must_not("waitpid()");
    return REAL(waitpid, pid_t(pid_t, int*, int))(which, status, options);
}
INTERPOSE(ssize_t, recvfrom, int descriptor, void* to, std::size_t size, int flags,
          sockaddr* address, socklen_t* length) {
    if ((flags & MSG_DONTWAIT) == 0) must_not_block(descriptor, POLLIN, "recvfrom()");
    return passed_in(descriptor,
                     REAL(recvfrom, ssize_t(int, void*, std::size_t, int, sockaddr*, socklen_t*))(
                         descriptor, to, size, flags, address, length));
}
INTERPOSE(ssize_t, send, int descriptor, const void* from, std::size_t size, int flags) {
    if ((flags & MSG_DONTWAIT) == 0) must_not_block(descriptor, POLLOUT, "send()");
    return passed_out(descriptor, REAL(send, ssize_t(int, const void*, std::size_t, int))(
                                      descriptor, from, size, flags));
}
INTERPOSE(int, connect, int descriptor, const sockaddr* address, socklen_t length) {
    must_not("connect()");
    return REAL(connect, int(int, const sockaddr*, socklen_t))(descriptor, address, length);
}
INTERPOSE(int, select, int count, fd_set* in, fd_set* out, fd_set* odd, timeval* limit) {
    must_not("select()");
    return REAL(select, int(int, fd_set*, fd_set*, fd_set*, timeval*))(count, in, out, odd, limit);
}
INTERPOSE(int, flock, int descriptor, int operation) {
    must_not("flock()");
    return REAL(flock, int(int, int))(descriptor, operation);
}
INTERPOSE(pid_t, wait, int* status) {
    must_not("wait()");
    return REAL(wait, pid_t(int*))(status);
}
INTERPOSE(FILE*, popen, const char* command, const char* mode) {
    must_not("popen()");
    return REAL(popen, FILE * (const char*, const char*))(command, mode);
}
INTERPOSE(void, quick_exit, int status) {
    must_not("the test calls quick_exit()");
    REAL(quick_exit, void(int))(status);
    __builtin_unreachable();
}
INTERPOSE(int, pause, ) {
    must_not("pause()");
    return REAL(pause, int())();
}
