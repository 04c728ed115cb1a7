# Says where every thread of a program stands, and for what it waits, as one JSON document between two
# marker lines. Runs inside gdb:  gdb -q -nx -batch -p PID -x stacks.py
#
# What a thread waits for is read from the registers of the system call that it sits in, because
# optimised code seldom keeps the arguments. `stacks.cpp` makes sentences of it.
import json
import os

import gdb

MOST_FRAMES = 64
FUTEX, FUTEX_WAIT, FUTEX_WAIT_BITSET = 202, 0, 9
SLEEPS = {35, 230}  # nanosleep, clock_nanosleep
YIELD = 24
# glibc's layouts (x86-64): where the futex words lie inside the objects.
MUTEX_OWNER, RWLOCK_WRITER = 8, 24


def memory(address, size):
    try:
        return int.from_bytes(bytes(gdb.selected_inferior().read_memory(address, size)), "little")
    except gdb.error:
        return 0


def register(name):
    try:
        return int(gdb.parse_and_eval("(long)$" + name)) & 0xFFFFFFFFFFFFFFFF
    except gdb.error:
        return 0


def is_ours(file):
    return "code/" in file or "test/" in file


def walk():
    """The frames of the selected thread as dictionaries, innermost first, and gdb's frames."""
    found, raw = [], []
    frame = gdb.newest_frame()
    while frame is not None and len(found) < MOST_FRAMES:
        function, file, line = "", "", 0
        try:
            function = frame.name() or ""
            place = frame.find_sal()
            if place.symtab is not None:
                file, line = place.symtab.filename, place.line
        except gdb.error:
            pass
        found.append({"function": function[:300], "file": file, "line": line})
        raw.append(frame)
        try:
            frame = frame.older()
        except gdb.error:
            break
    return found, raw


def guard_of(symbol, frame):
    """The address of the lock that a guard object holds: None when it was optimised away, 0 when none."""
    try:
        guard = symbol.value(frame)
        names = [field.name for field in guard.type.strip_typedefs().fields()]
        if "_M_owns" in names and not bool(guard["_M_owns"]):
            return 0
        device = guard["_M_pm" if "_M_pm" in names else "_M_device"]
        return int(device.address if device.type.code == gdb.TYPE_CODE_REF else device)
    except (gdb.error, RuntimeError, TypeError, ValueError):
        return None


def guards(raw, frames):
    """The lock guards that stand above the current line in the learner's frames, and so are locked."""
    found = {}
    for frame, text in zip(raw, frames):
        if not is_ours(text["file"]):
            continue
        try:
            block = frame.block()
        except (gdb.error, RuntimeError):
            continue
        while block is not None:
            for symbol in block:
                kind = str(symbol.type or "")
                if not any(word in kind for word in ("lock_guard<", "unique_lock<", "shared_lock<")):
                    continue
                address = guard_of(symbol, frame) if symbol.line < text["line"] else 0
                if address != 0:
                    found[text["file"], symbol.line] = address
            if block.function is not None:
                break
            block = block.superblock
    return [{"file": file, "line": line, "address": hex(address) if address else ""}
            for (file, line), address in found.items()]


def library_names(frames):
    """The functions between the system call and the first line of the learner or of the test.

    Without what they are templates of: a condition variable that waits with a lock on a shared_mutex
    waits for no shared_mutex.
    """
    names = []
    for frame in frames:
        if is_ours(frame["file"]):
            break
        depth, name = 0, ""
        for sign in frame["function"]:
            depth += (sign == "<") - (sign == ">")
            if depth == 0 and sign != ">":
                name += sign
        names.append(name)
    return " ".join(names)


def futex_wait(frames):
    address, operation, expected = register("rdi"), register("rsi") & 127, register("rdx") & 0xFFFFFFFF
    wait = {"address": hex(address), "timed": register("r10") != 0}
    names = library_names(frames)

    def has(*words):
        return any(word in names for word in words)

    if has("pthread_join", "thread::join", "clockjoin", "timedjoin", "jthread::~jthread"):
        wait.update(kind="join", thread=memory(address, 4))
    elif has("__platform_wait", "__atomic_wait_address", "_M_futex_wait", "__waiter"):
        wait["kind"] = ("latch" if has("std::latch::") else "barrier" if has("barrier") else
                        "future" if has("_M_futex_wait", "__atomic_futex") else
                        "semaphore" if has("semaphore") else "atomic")
    elif has("rwlock", "shared_mutex", "shared_timed_mutex"):
        # Readers and writers wait on words at offset 8 and 12 of an object that is aligned to 8.
        base = address - (8 if address % 8 == 0 else 12)
        wait.update(kind="rwlock", address=hex(base), writer=memory(base + RWLOCK_WRITER, 4),
                    readers=memory(base, 4) >> 3, wants="read" if has("rdlock", "lock_shared") else "write")
    elif operation == FUTEX_WAIT and expected == 2 and not has("cxa_guard"):
        wait.update(kind="mutex", owner=memory(address + MUTEX_OWNER, 4))
    elif has("mutex_clocklock", "mutex_timedlock", "mutex_lock", "mutex::lock"):
        wait.update(kind="mutex", owner=memory(address + MUTEX_OWNER, 4))
    elif has("pthread_cond_", "condition_variable"):
        # Waiters sleep on one of two words at offsets 40 and 44.
        wait.update(kind="condition", address=hex(address - (40 if address % 8 == 0 else 44)))
    elif has("sem_wait", "sem_timedwait", "sem_clockwait", "semaphore"):
        wait["kind"] = "semaphore"
    elif has("call_once", "pthread_once"):
        wait["kind"] = "once"
    elif has("cxa_guard"):
        wait["kind"] = "static"
    else:
        wait["kind"] = "other"
    return wait


def waiting(frames):
    """What the selected thread waits for; None when it is not waiting."""
    number = register("orig_rax")
    pc = register("rip")
    if number > 0xFFFF or memory(pc - 2, 2) != 0x050F:  # not in a system call
        return None
    if number == YIELD:
        return None
    if number == FUTEX and register("rsi") & 127 in (FUTEX_WAIT, FUTEX_WAIT_BITSET):
        return futex_wait(frames)
    if number in SLEEPS:
        return {"kind": "sleep", "timed": True}
    timed = {7: register("rdx"), 232: register("r10"), 281: register("r10")}.get(number)
    ends = timed is not None and timed & 0xFFFFFFFF < 0x80000000
    return {"kind": "call", "number": number, "timed": ends}


def main():
    inferior = gdb.selected_inferior()
    threads = []
    for thread in inferior.threads():
        thread.switch()
        lwp = thread.ptid[1] or thread.ptid[0]
        frames, raw = walk()
        if any(word in frame["function"] for frame in frames
               for word in ("__tsan::BackgroundThread", "__sanitizer::BackgroundThread", "__asan::AsanThread::Background")):
            continue
        threads.append({"lwp": lwp, "main": lwp == inferior.pid, "name": thread.name or "",
                        "wait": waiting(frames), "holds": guards(raw, frames), "frames": frames})
    threads.sort(key=lambda thread: thread["lwp"])
    print("\n=== racecourse stacks ===")
    print(json.dumps({"pid": inferior.pid, "threads": threads}))
    print("=== end of stacks ===", flush=True)


gdb.execute("set pagination off")
main()
