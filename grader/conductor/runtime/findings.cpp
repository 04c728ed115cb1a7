// What a schedule ends with, and what is written down on the way when it is run to be shown.
#include <link.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unwind.h>

#include "conductor/runtime/runtime.h"

namespace conductor {
namespace {

std::uint64_t base = 0, text_begin = 0, text_end = 0;

int first_module(dl_phdr_info* info, std::size_t, void*) {
    base = info->dlpi_addr;
    for (int i = 0; i < info->dlpi_phnum; ++i) {
        const auto& header = info->dlpi_phdr[i];
        if (header.p_type != PT_LOAD || (header.p_flags & PF_X) == 0) continue;
        text_begin = base + header.p_vaddr;
        text_end = text_begin + header.p_memsz;
    }
    return 1;
}

struct Walk {
    std::uint64_t frames[stack_depth];
    int depth = 0;
    int skipped = 0;
    std::uint64_t caller = 0;
    bool begun = false;
};

_Unwind_Reason_Code one_frame(_Unwind_Context* context, void* data) {
    auto& walk = *static_cast<Walk*>(data);
    int before = 0;
    std::uint64_t at = _Unwind_GetIPInfo(context, &before);
    if (at == walk.caller) walk.begun = true;
    if (!walk.begun && ++walk.skipped < 12) return _URC_NO_REASON;
    walk.begun = true;
    if (before == 0) --at;
    if (at >= text_begin && at < text_end && walk.depth < stack_depth)
        walk.frames[walk.depth++] = at - base;
    return walk.depth == stack_depth ? _URC_END_OF_STACK : _URC_NO_REASON;
}

void put(char* to, std::size_t room, const char* text) {
    std::size_t i = 0;
    for (; text[i] != '\0' && i + 1 < room; ++i) to[i] = text[i];
    to[i] = '\0';
}

void note_waits() {
    Result& result = state.shared->result;
    for (int i = 0; i < state.threads; ++i) {
        const Thread& thread = state.thread[i];
        if (!thread.alive || thread.finished) continue;
        Wait& wait = result.waits[result.wait_count++];
        wait.thread = static_cast<std::uint8_t>(i);
        wait.op = thread.pending.op;
        wait.thing = thread.pending.thing;
        wait.address = reinterpret_cast<std::uint64_t>(thread.pending.address);
        wait.stack = thread.pending.stack;
        wait.owner = -1;
        const Object* object = thread.pending.object;
        if (object != nullptr) wait.owner = static_cast<std::int16_t>(object->owner);
        if (object != nullptr && object->owner < 0 && object->readers != 0)
            wait.owner = static_cast<std::int16_t>(__builtin_ctzll(object->readers));
        if (thread.pending.op == Op::join) wait.owner = static_cast<std::int16_t>(thread.wait_key);
        note_held(wait.held_count, wait.held, thread);
    }
}

}  // namespace

void note_held(std::uint8_t& count, std::uint64_t* held, const Thread& thread) {
    count = 0;
    for (int i = 0; i < thread.held_count && count < 8; ++i)
        held[count++] = reinterpret_cast<std::uint64_t>(thread.held[i].address);
}

// While searching, only the address of the step itself; while tracing, the number of a whole stack.
std::uint32_t stack_here(std::uint64_t caller) {
    if (base == 0) dl_iterate_phdr(first_module, nullptr);
    if (!state.tracing) return static_cast<std::uint32_t>(caller - base);
    Result& result = state.shared->result;
    const bool was_on = state.on;
    state.on = false;
    Walk walk;
    walk.caller = caller;
    _Unwind_Backtrace(one_frame, &walk);
    if (!walk.begun || walk.depth == 0) {
        walk = Walk{};
        walk.begun = true;
        _Unwind_Backtrace(one_frame, &walk);
    }
    state.on = was_on;
    for (int i = walk.depth; i < stack_depth; ++i) walk.frames[i] = 0;
    const std::uint32_t from = result.stack_count > 4000 ? result.stack_count - 4000 : 0;
    for (std::uint32_t i = result.stack_count; i-- > from;) {
        bool same = true;
        for (int k = 0; k < stack_depth && same; ++k) same = result.stacks[i][k] == walk.frames[k];
        if (same) return i;
    }
    if (result.stack_count == most_stacks) return most_stacks - 1;
    for (int k = 0; k < stack_depth; ++k) result.stacks[result.stack_count][k] = walk.frames[k];
    return result.stack_count++;
}

// g++ calls us before the write.
void note_written(Thread& thread) {
    if (thread.last_write == nullptr) return;
    Event& written = *thread.last_write;
    thread.last_write = nullptr;
    copy(&written.value, reinterpret_cast<const void*>(written.address),
         written.size < 8 ? written.size : 8);
}

Event* event(Op op, Thing thing, const void* address, std::uint64_t caller) {
    if (!state.tracing) return nullptr;
    note_written(self());
    Result& result = state.shared->result;
    if (result.event_count == most_events) return nullptr;
    Event& event = result.events[result.event_count];
    event.op = op;
    event.thing = thing;
    event.address = reinterpret_cast<std::uint64_t>(address);
    event.thread = static_cast<std::uint8_t>(self().id);
    event.step = state.steps;
    event.own_step = self().step;
    event.stack = stack_here(caller);
    event.value = event.before = 0;
    event.stale = event.failed = event.deciding = false;
    event.other = 0;
    event.size = 0;
    ++result.event_count;
    return &event;
}

// Reads through the kernel: what a run before had there need not be memory in this one.
void note_watched() {
    const Config& config = state.shared->config;
    for (std::uint32_t i = 0; i < config.watched_count; ++i) {
        Watched& watched = state.shared->result.watched[i];
        watched = config.watched[i];
        watched.value = 0;
        const iovec here = {&watched.value, watched.size};
        const iovec there = {reinterpret_cast<void*>(watched.address), watched.size};
        watched.known =
            kernel(SYS_process_vm_readv, kernel(SYS_getpid), reinterpret_cast<long>(&here), 1,
                   reinterpret_cast<long>(&there), 1) == static_cast<long>(watched.size);
    }
}

void stop_child() {
    Result& result = state.shared->result;
    note_watched();
    result.steps = state.steps;
    result.switches = state.switches;
    result.threads = static_cast<std::uint32_t>(state.threads);
    for (int i = 0; i < state.threads; ++i) result.per_thread[i] = state.thread[i].step;
    state.on = false;
    if (!state.shared->config.quiet) {
        fflush(stdout);
        fflush(stderr);
    }
    __atomic_store_n(&result.finished, true, __ATOMIC_RELEASE);
    for (;;) kernel(SYS_exit_group, 0);
}

// Where a debugger stops: the failing step is above it on the stack.
[[gnu::noinline]] void stop_here() {
    asm volatile("");
}

void found(Found what, const char* text) {
    Result& result = state.shared->result;
    for (int i = 0; i < state.threads && state.tracing; ++i) note_written(state.thread[i]);
    if (what != Found::nothing && what != Found::asked) stop_here();
    if (state.ending && (what == Found::too_long || what == Found::livelock))
        what = Found::still_running;
    result.found = what;
    if (text[0] != '\0') put(result.text, sizeof result.text, text);
    if (what != Found::nothing && self_ != nullptr) note_waits();
    stop_child();
}

void found_stuck() {
    Result& result = state.shared->result;
    Found what = Found::deadlock;
    for (int i = 0; i < state.threads; ++i) {
        const Thread& thread = state.thread[i];
        if (!thread.alive || thread.finished || thread.pending.op != Op::wait) continue;
        const Object* object = thread.pending.object;
        if (object == nullptr || object->lost_notify == 0) continue;
        if (object->lost_notify < thread.wait_since) {
            what = Found::lost_wakeup;
            result.lost_notify_step = object->lost_notify;
            result.lost_wait_step = thread.wait_since;
        }
    }
    if (state.ending) what = Found::still_running;
    found(what);
}

}  // namespace conductor
