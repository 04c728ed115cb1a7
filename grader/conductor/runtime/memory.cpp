// Who read and wrote what, and in what order: data races and the use of freed memory.
//
// For every 8 bytes the last few accesses are kept. Two accesses of which one writes, that no chain
// of unlock-lock, start, join and so on orders, are a race, whatever the order they came in here.
#include <errno.h>
#include <string.h>

#include "conductor/runtime/runtime.h"

extern "C" {
void* __libc_malloc(std::size_t);
void __libc_free(void*);
void* __libc_calloc(std::size_t, std::size_t);
void* __libc_realloc(void*, std::size_t);
void* __libc_memalign(std::size_t, std::size_t);
void* __real_memcpy(void*, const void*, std::size_t);
void* __real_memmove(void*, const void*, std::size_t);
void* __real_memset(void*, int, std::size_t);
int __real_memcmp(const void*, const void*, std::size_t);
void* __real_memchr(const void*, int, std::size_t);
std::size_t __real_strlen(const char*);
char* __real_strcpy(char*, const char*);
char* __real_strncpy(char*, const char*, std::size_t);
int __real_strcmp(const char*, const char*);
int __real_strncmp(const char*, const char*, std::size_t);
char* __real_strchr(const char*, int);
}

namespace conductor {
namespace {

struct Entry {
    Ticks at;
    std::uint32_t where;
    std::uint8_t thread, bytes;
    bool write, atomic;
};
constexpr int kept = 4;
struct Cell {
    std::uint64_t address;  // over 8
    Entry entry[kept];
    bool has_atomic;
    std::uint8_t oldest;
};

// Cells lie one behind the other in the order of their first use, and the table is small at first:
// few pages are touched.
std::uint32_t* table = nullptr;
std::uint32_t table_size = 0;
Cell* all_cells = nullptr;
std::uint32_t cells = 0;
constexpr std::uint32_t most_cells = 10'000'000;

std::uint32_t slot_of(std::uint64_t address) {
    std::uint64_t h = address * 0x9E3779B97F4A7C15u;
    return static_cast<std::uint32_t>(h >> 40) & (table_size - 1);
}

void enlarge() {
    table_size = table_size == 0 ? 512 : table_size * 4;
    table = static_cast<std::uint32_t*>(grow(table_size * sizeof *table));
    if (all_cells == nullptr) all_cells = static_cast<Cell*>(grow_much(most_cells * sizeof(Cell)));
    for (std::uint32_t n = 1; n <= cells; ++n) {
        std::uint32_t slot = slot_of(all_cells[n].address);
        while (table[slot] != 0) slot = (slot + 1) & (table_size - 1);
        table[slot] = n;
    }
}

Cell* find(std::uint64_t address, bool make) {
    if (table == nullptr) enlarge();
    std::uint32_t slot = slot_of(address);
    for (; table[slot] != 0; slot = (slot + 1) & (table_size - 1)) {
        Cell& known = all_cells[table[slot]];
        if (known.address == address) return &known;
    }
    if (!make) return nullptr;
    if (cells * 2 > table_size) {
        enlarge();
        slot = slot_of(address);
        while (table[slot] != 0) slot = (slot + 1) & (table_size - 1);
    }
    if (++cells == most_cells) found(Found::environment, "the explorer's own memory is used up");
    table[slot] = cells;
    all_cells[cells].address = address;
    return &all_cells[cells];
}

void describe(Access& access, std::uint64_t address, const Entry& entry, bool with_held) {
    access.address = address;
    access.stack = entry.where;
    access.thread = entry.thread;
    access.size = static_cast<std::uint8_t>(__builtin_popcount(entry.bytes));
    access.write = entry.write;
    access.atomic = entry.atomic;
    if (with_held) note_held(access.held_count, access.held, self());
}

[[noreturn]] void race(std::uint64_t cell, const Entry& before, const Entry& now) {
    Result& result = state.shared->result;
    // Both speak of the first byte that both touch.
    const std::uint64_t address =
        cell + static_cast<unsigned>(__builtin_ctz(before.bytes & now.bytes));
    result.access_count = 2;
    describe(result.accesses[0], address, before, false);
    describe(result.accesses[1], address, now, true);
    found(Found::race);
}

// A plain write where an atomic object was: a new object begins there.
void forget_atomics(const void* address, std::size_t size) {
    auto at = reinterpret_cast<std::uint64_t>(address);
    const std::uint64_t end = at + (size < 4096 ? size : 4096);
    while (at < end) {
        const std::uint64_t next = (at & ~std::uint64_t{7}) + 8;
        const Cell* cell = find(at / 8, false);
        if (cell != nullptr && cell->has_atomic) {
            for (; at < end && at < next; ++at) forget_atomic(reinterpret_cast<const void*>(at));
        }
        at = next;
    }
}

// For a player a race is no end but what the steps are about: these variables are written down, and
// in the next run every use of one is a step of its own.
bool is_noted(std::uint64_t address) {
    const Config& config = state.shared->config;
    for (std::uint32_t i = 0; i < config.plain_count; ++i)
        if (config.plain[i] == address) return true;
    return config.note_races;
}

void note_race(std::uint64_t address) {
    Result& result = state.shared->result;
    for (std::uint32_t i = 0; i < result.race_count; ++i)
        if (result.races[i] == address) return;
    if (result.race_count < most_plain) result.races[result.race_count++] = address;
}

bool is_plain_step(std::uint64_t address, std::size_t size) {
    const Config& config = state.shared->config;
    for (std::uint32_t i = 0; i < config.plain_count; ++i)
        if (config.plain[i] >= address && config.plain[i] - address < size) return true;
    return false;
}

void one(std::uint64_t address, std::uint8_t bytes, bool write, bool atomic, std::uint64_t caller) {
    Cell& cell = *find(address / 8, true);
    Thread& me = self();
    if (cell.has_atomic && write && !atomic) {
        const int from = __builtin_ctz(bytes);
        forget_atomics(reinterpret_cast<const char*>(address) + from,
                       static_cast<std::size_t>(__builtin_popcount(bytes)));
    }
    if (atomic) {
        cell.has_atomic = true;
        state.atomics = true;
    }
    const Ticks now = me.clock.at[me.id];
    int free = -1;
    for (int i = 0; i < kept; ++i) {
        Entry& entry = cell.entry[i];
        if (entry.bytes == 0) {
            if (free < 0) free = i;
            continue;
        }
        if (entry.thread == me.id) {
            if (entry.at == now && entry.bytes == bytes && entry.write >= write &&
                entry.atomic == atomic && !state.tracing)
                return;
            if ((entry.bytes & ~bytes) == 0 && write >= entry.write && entry.atomic == atomic)
                free = i;
            continue;
        }
        const bool ordered = entry.at <= me.clock.at[entry.thread];
        if (!ordered && (entry.bytes & bytes) != 0 && (entry.write || write) &&
            !(entry.atomic && atomic)) {
            const auto first = address + static_cast<unsigned>(__builtin_ctz(entry.bytes & bytes));
            if (is_noted(first)) {
                note_race(first);
                continue;
            }
            const Entry mine = {
                now, stack_here(caller), static_cast<std::uint8_t>(me.id), bytes, write, atomic};
            race(address, entry, mine);
        }
        if (ordered && write && (entry.bytes & ~bytes) == 0) free = i;
    }
    if (free < 0) {
        free = cell.oldest;
        cell.oldest = static_cast<std::uint8_t>((cell.oldest + 1) % kept);
    }
    cell.entry[free] = {now,   stack_here(caller), static_cast<std::uint8_t>(me.id), bytes, write,
                        atomic};
}

std::uint64_t value_at(const void* address, std::size_t size) {
    std::uint64_t value = 0;
    copy(&value, address, size < 8 ? size : 8);
    return value;
}

// The heap: memory is given out once and never again, so that the use of freed memory is seen and
// addresses are the same in every run of a schedule.
constexpr std::uint64_t heap_at = 0x7c0000000000;
constexpr std::uint64_t heap_bytes = std::uint64_t{1} << 30;
std::uint64_t heap_used = 0;
bool heap_made = false;
std::uint8_t* freed_map = nullptr;  // a bit for each 16 bytes

struct Head {
    std::uint64_t size;
    std::uint32_t freed_where;
    std::uint8_t freed_by;
    bool is_freed, of_exception, large;
};
static_assert(sizeof(Head) == 16);

void make_heap() {
    heap_made = true;
    kernel(9 /* mmap */, static_cast<long>(heap_at), static_cast<long>(heap_bytes), 3, 0x104022, -1,
           0);
    freed_map = static_cast<std::uint8_t*>(grow_much(heap_bytes / 16 / 8));
}

void* give(std::size_t size, std::size_t alignment) {
    if (!heap_made) make_heap();
    if (alignment < 16) alignment = 16;
    std::uint64_t at = heap_at + heap_used + sizeof(Head);
    at = (at + alignment - 1) & ~(alignment - 1);
    const std::uint64_t end = at + size;
    if (size > heap_bytes || end > heap_at + heap_bytes) {
        found(Found::environment, "the test allocates more than 1 GiB in one schedule");
    }
    heap_used = end - heap_at;
    auto* head = reinterpret_cast<Head*>(at) - 1;
    head->size = size;
    return reinterpret_cast<void*>(at);
}

Head* head_of(const void* address) {
    return reinterpret_cast<Head*>(const_cast<void*>(address)) - 1;
}

bool marked_freed(std::uint64_t address) {
    const std::uint64_t granule = (address - heap_at) / 16;
    return (freed_map[granule / 8] >> (granule % 8) & 1) != 0;
}

[[noreturn]] void freed_use(std::uint64_t address, std::size_t size, bool write,
                            std::uint64_t caller, Found what) {
    Result& result = state.shared->result;
    const Thread& me = self();
    result.access_count = 2;
    // The block's head lies before the first freed granule.
    std::uint64_t at = address & ~std::uint64_t{15};
    while (at > heap_at && marked_freed(at - 16)) at -= 16;
    // Several freed blocks may lie side by side; heads are granules that are never marked.
    const Head* head = reinterpret_cast<const Head*>(at) - 1;
    Access& by = result.accesses[0];
    by.address = address;
    by.stack = head->freed_where;
    by.thread = head->freed_by;
    by.write = true;
    by.freed = true;
    const Entry mine = {0,
                        stack_here(caller),
                        static_cast<std::uint8_t>(me.id),
                        static_cast<std::uint8_t>(size >= 8 ? 0xff : (1u << size) - 1),
                        write,
                        false};
    describe(result.accesses[1], address, mine, true);
    found(what);
}

void release(void* address, std::uint64_t caller, bool race_check) {
    if (address == nullptr) return;
    if (!in_heap(address)) {
        __libc_free(address);
        return;
    }
    Head* head = head_of(address);
    if (!controlled()) return;
    if (head->is_freed)
        freed_use(reinterpret_cast<std::uint64_t>(address), 1, true, caller, Found::double_free);
    freed(address, head->size, caller, race_check && !head->of_exception);
}

void* allocate(std::size_t size, std::size_t alignment) {
    if (!controlled() || state.rehearsing)
        return alignment <= 16 ? __libc_malloc(size) : __libc_memalign(alignment, size);
    return give(size == 0 ? 1 : size, alignment);
}

void check_range(const void* address, std::size_t size, bool write, std::uint64_t caller) {
    if (size != 0) access(address, size, write, false, caller);
}

}  // namespace

bool of_library(std::uint64_t caller) {
    extern char begin asm("__executable_start");
    extern char end asm("etext");
    return caller < reinterpret_cast<std::uint64_t>(&begin) ||
           caller > reinterpret_cast<std::uint64_t>(&end);
}

bool in_heap(const void* address) {
    const auto at = reinterpret_cast<std::uint64_t>(address);
    return at >= heap_at && at < heap_at + heap_bytes;
}

void check_freed(const void* address, std::size_t size, bool write, std::uint64_t caller) {
    const auto at = reinterpret_cast<std::uint64_t>(address);
    if (marked_freed(at)) freed_use(at, size, write, caller, Found::use_after_free);
}

// The standard streams may be used by several threads at once: the language says so.
bool of_standard_stream(const void* address) {
    const auto* at = static_cast<const char*>(address);
    extern char cout[] asm("_ZSt4cout");
    extern char cerr[] asm("_ZSt4cerr");
    extern char clog[] asm("_ZSt4clog");
    constexpr std::size_t size = 272;  // of a std::ostream
    return (at >= cout && at < cout + size) || (at >= cerr && at < cerr + size) ||
           (at >= clog && at < clog + size);
}

void access(const void* address, std::size_t size, bool write, bool atomic, std::uint64_t caller) {
    if (state.rehearsing) {
        touch(address, size, write, caller);
        return;
    }
    if (of_standard_stream(address)) return;
    if (!atomic && is_plain_step(reinterpret_cast<std::uint64_t>(address), size))
        point(write ? Op::write : Op::read, Thing::variable, address, caller);
    if (in_heap(address)) check_freed(address, size, write, caller);
    if (state.tracing && !atomic) {
        Event* said = event(write ? Op::write : Op::read, Thing::variable, address, caller);
        if (said != nullptr) {
            said->size = static_cast<std::uint8_t>(size < 255 ? size : 255);
            if (write)
                self().last_write = said;
            else
                said->value = value_at(address, size);
        }
    }
    // What the only thread does comes before all that later threads do.
    if (state.alive == 1 && !state.tracing) {
        if (write && !atomic && state.atomics) forget_atomics(address, size);
        return;
    }
    auto at = reinterpret_cast<std::uint64_t>(address);
    const std::uint64_t end = at + size;
    while (at < end) {
        const std::uint64_t cell = at & ~std::uint64_t{7};
        const unsigned from = static_cast<unsigned>(at - cell);
        const unsigned to = end - cell >= 8 ? 8 : static_cast<unsigned>(end - cell);
        const auto bytes = static_cast<std::uint8_t>(((1u << to) - 1) & ~((1u << from) - 1));
        one(cell, bytes, write, atomic, caller);
        at = cell + 8;
    }
}

void freed(const void* address, std::size_t size, std::uint64_t caller, bool race_check) {
    check_no_lock_in(address, size, caller);
    Thread& me = self();
    if (race_check && state.alive > 1) {
        const auto begin = reinterpret_cast<std::uint64_t>(address) / 8;
        const std::uint64_t end = begin + (size + 7) / 8;
        const std::uint64_t limit = begin + 8192;
        for (std::uint64_t at = begin; at < end && at < limit; ++at) {
            if (const Cell* cell = find(at, false); cell != nullptr) {
                for (const Entry& entry : cell->entry) {
                    if (entry.bytes == 0 || entry.thread == me.id ||
                        entry.at <= me.clock.at[entry.thread])
                        continue;
                    Result& result = state.shared->result;
                    result.access_count = 2;
                    describe(result.accesses[0], at * 8, entry, false);
                    const Entry mine = {0,
                                        stack_here(caller),
                                        static_cast<std::uint8_t>(me.id),
                                        entry.bytes,
                                        true,
                                        false};
                    describe(result.accesses[1], at * 8, mine, true);
                    result.accesses[1].freed = true;
                    found(Found::race);
                }
            }
        }
    }
    event(Op::free, Thing::memory, address, caller);
    Head* head = head_of(address);
    head->is_freed = true;
    head->freed_where = stack_here(caller);
    head->freed_by = static_cast<std::uint8_t>(me.id);
    const std::uint64_t begin = (reinterpret_cast<std::uint64_t>(address) - heap_at) / 16;
    for (std::uint64_t i = begin; i < begin + (size + 15) / 16; ++i)
        freed_map[i / 8] = static_cast<std::uint8_t>(freed_map[i / 8] | 1u << (i % 8));
    changed();
}

void mark_exception(void* address) {
    // In front of what is thrown lies the library's own head; malloc's block begins there.
    if (!in_heap(address)) return;
    for (std::uint64_t back = 0; back <= 256; back += 16) {
        auto* head = reinterpret_cast<Head*>(static_cast<char*>(address) - back) - 1;
        if (head->size > 0 && head->size < 65536 && !head->is_freed && back >= 96) {
            head->of_exception = true;
            return;
        }
    }
}

}  // namespace conductor

using namespace conductor;

INTERPOSE(void*, malloc, std::size_t size) {
    return allocate(size, 16);
}
INTERPOSE(void, free, void* address) {
    release(address, CALLER, !of_library(CALLER));
}
INTERPOSE(void*, calloc, std::size_t count, std::size_t size) {
    if (!controlled() || state.rehearsing) return __libc_calloc(count, size);
    std::size_t bytes = 0;
    if (__builtin_mul_overflow(count, size, &bytes)) {
        errno = ENOMEM;
        return nullptr;
    }
    return allocate(bytes, 16);  // never used before, so zero
}
INTERPOSE(void*, realloc, void* old, std::size_t size) {
    if ((!controlled() || state.rehearsing) && !in_heap(old)) return __libc_realloc(old, size);
    void* fresh = allocate(size, 16);
    if (old == nullptr) return fresh;
    if (!in_heap(old)) {
        // From before: how long it is, the C library knows.
        void* moved = __libc_realloc(old, size);
        copy(fresh, moved, size);
        __libc_free(moved);
        return fresh;
    }
    const std::size_t before = head_of(old)->size;
    copy(fresh, old, before < size ? before : size);
    release(old, CALLER, true);
    return fresh;
}
INTERPOSE(void*, memalign, std::size_t alignment, std::size_t size) {
    return allocate(size, alignment);
}
INTERPOSE(void*, aligned_alloc, std::size_t alignment, std::size_t size) {
    return allocate(size, alignment);
}
INTERPOSE(int, posix_memalign, void** result, std::size_t alignment, std::size_t size) {
    *result = allocate(size, alignment);
    return 0;
}
INTERPOSE(std::size_t, malloc_usable_size, void* address) {
    return in_heap(address) ? head_of(address)->size : 0;
}

// operator new and delete: their callers tell the program's own memory from the library's.
INTERPOSE(void*, _Znwm, std::size_t size) {
    return allocate(size, 16);
}
INTERPOSE(void*, _Znam, std::size_t size) {
    return allocate(size, 16);
}
INTERPOSE(void*, _ZnwmSt11align_val_t, std::size_t size, std::size_t alignment) {
    return allocate(size, alignment);
}
INTERPOSE(void*, _ZnamSt11align_val_t, std::size_t size, std::size_t alignment) {
    return allocate(size, alignment);
}
INTERPOSE(void*, _ZnwmRKSt9nothrow_t, std::size_t size, const void*) {
    return allocate(size, 16);
}
INTERPOSE(void*, _ZnamRKSt9nothrow_t, std::size_t size, const void*) {
    return allocate(size, 16);
}
#define DELETE(name, ...)                                 \
    INTERPOSE(void, name, void* address, ##__VA_ARGS__) { \
        release(address, CALLER, !of_library(CALLER));    \
    }
DELETE(_ZdlPv)
DELETE(_ZdaPv)
DELETE(_ZdlPvm, std::size_t)
DELETE(_ZdaPvm, std::size_t)
DELETE(_ZdlPvSt11align_val_t, std::size_t)
DELETE(_ZdaPvSt11align_val_t, std::size_t)
DELETE(_ZdlPvmSt11align_val_t, std::size_t, std::size_t)
DELETE(_ZdaPvmSt11align_val_t, std::size_t, std::size_t)
DELETE(_ZdlPvRKSt9nothrow_t, const void*)
DELETE(_ZdaPvRKSt9nothrow_t, const void*)
#undef DELETE

// The counts of an exception that several threads hold lie in the library, where their order cannot
// be seen: who drops it last is right to free it.
INTERPOSE(void*, __cxa_allocate_exception, std::size_t size) {
    void* thrown = REAL(cxa_allocate_exception, void*(std::size_t))(size);
    if (controlled()) mark_exception(thrown);
    return thrown;
}

// GCC leaves these uninstrumented.
extern "C" {
void* __wrap_memcpy(void* to, const void* from, std::size_t size) {
    if (controlled()) {
        check_range(from, size, false, CALLER);
        check_range(to, size, true, CALLER);
    }
    return __real_memcpy(to, from, size);
}
void* __wrap_memmove(void* to, const void* from, std::size_t size) {
    if (controlled()) {
        check_range(from, size, false, CALLER);
        check_range(to, size, true, CALLER);
    }
    return __real_memmove(to, from, size);
}
void* __wrap_memset(void* to, int value, std::size_t size) {
    if (controlled()) check_range(to, size, true, CALLER);
    return __real_memset(to, value, size);
}
int __wrap_memcmp(const void* a, const void* b, std::size_t size) {
    if (controlled()) {
        check_range(a, size, false, CALLER);
        check_range(b, size, false, CALLER);
    }
    return __real_memcmp(a, b, size);
}
void* __wrap_memchr(const void* in, int value, std::size_t size) {
    if (controlled()) check_range(in, size, false, CALLER);
    return __real_memchr(in, value, size);
}
std::size_t __wrap_strlen(const char* text) {
    const std::size_t size = __real_strlen(text);
    if (controlled()) check_range(text, size + 1, false, CALLER);
    return size;
}
char* __wrap_strcpy(char* to, const char* from) {
    if (controlled()) {
        const std::size_t size = __real_strlen(from) + 1;
        check_range(from, size, false, CALLER);
        check_range(to, size, true, CALLER);
    }
    return __real_strcpy(to, from);
}
char* __wrap_strncpy(char* to, const char* from, std::size_t size) {
    if (controlled()) check_range(to, size, true, CALLER);
    return __real_strncpy(to, from, size);
}
int __wrap_strcmp(const char* a, const char* b) {
    if (controlled()) {
        check_range(a, __real_strlen(a) + 1, false, CALLER);
        check_range(b, __real_strlen(b) + 1, false, CALLER);
    }
    return __real_strcmp(a, b);
}
int __wrap_strncmp(const char* a, const char* b, std::size_t size) {
    return __real_strncmp(a, b, size);
}
char* __wrap_strchr(const char* text, int value) {
    if (controlled()) check_range(text, __real_strlen(text) + 1, false, CALLER);
    return __real_strchr(text, value);
}
}

// What g++ calls at each access of instrumented code.
#define PLAIN(size)                                                \
    extern "C" void __tsan_read##size(const void* at) {            \
        if (controlled()) access(at, size, false, false, CALLER);  \
    }                                                              \
    extern "C" void __tsan_write##size(const void* at) {           \
        if (controlled()) access(at, size, true, false, CALLER);   \
    }                                                              \
    extern "C" void __tsan_unaligned_read##size(const void* at) {  \
        if (controlled()) access(at, size, false, false, CALLER);  \
    }                                                              \
    extern "C" void __tsan_unaligned_write##size(const void* at) { \
        if (controlled()) access(at, size, true, false, CALLER);   \
    }                                                              \
    extern "C" void __tsan_volatile_read##size(const void* at) {   \
        if (controlled()) access(at, size, false, false, CALLER);  \
    }                                                              \
    extern "C" void __tsan_volatile_write##size(const void* at) {  \
        if (controlled()) access(at, size, true, false, CALLER);   \
    }
PLAIN(1)
PLAIN(2)
PLAIN(4)
PLAIN(8)
PLAIN(16)
#undef PLAIN
extern "C" {
void __tsan_read_range(const void* at, std::size_t size) {
    if (controlled()) check_range(at, size, false, CALLER);
}
void __tsan_write_range(const void* at, std::size_t size) {
    if (controlled()) check_range(at, size, true, CALLER);
}
void __tsan_vptr_update(void** at, void* value) {
    if (controlled() && *at != value) access(at, sizeof *at, true, false, CALLER);
}
void __tsan_vptr_read(void** at) {
    if (controlled()) access(at, sizeof *at, false, false, CALLER);
}
void __tsan_init() {}
void __tsan_func_entry(void*) {}
void __tsan_func_exit() {}
}
