// Atomic objects in C++'s own memory model: a load may read any store that happens-before,
// coherence and the order of seq_cst operations do not hide. The order of the stores to one object
// is the order in which they run here, and no load reads from the future: load buffering and
// 2+2W cannot be shown.
#include "conductor/runtime/runtime.h"

namespace conductor {
namespace {

enum Order { relaxed, consume, acquires, releases, acq_rel, seq_cst };

bool is_acquire(int order) {
    order &= 0xffff;
    return order == consume || order == acquires || order == acq_rel || order == seq_cst;
}
bool is_release(int order) {
    order &= 0xffff;
    return order == releases || order == acq_rel || order == seq_cst;
}
bool is_sc(int order) {
    return (order & 0xffff) == seq_cst;
}

struct Value {
    std::uint64_t low = 0, high = 0;
    friend bool operator==(const Value&, const Value&) = default;
};

struct Store {
    Value value;
    const Clock* published;  // null: nothing can be acquired from it
    Ticks at;
    std::uint8_t thread;
    bool sc;
    std::uint64_t sc_number;
};

// A thread has read that store: whoever comes after it must not read an older one.
struct Seen {
    std::uint64_t store;
    std::uint64_t sc_number;  // of a seq_cst load
    Ticks at;
    std::uint8_t thread;
    bool used;
};

constexpr int remembered = 8;

struct Location {
    const void* address;
    Location* next;
    Store store[remembered];
    Seen seen[remembered];
    std::uint64_t newest;  // number of the last store; store[n % remembered]
    std::uint64_t oldest;
    std::uint64_t floor;  // nobody reads anything older
    std::uint64_t last_sc;
    bool has_sc;
    std::uint8_t stale_reads[most_threads];
    std::uint64_t last_read[most_threads];  // one more than the number of the store
};

constexpr std::uint32_t table_size = 256;
Location** table = nullptr;

Location*& bucket(const void* address) {
    if (table == nullptr) table = static_cast<Location**>(grow(table_size * sizeof *table));
    const std::uint64_t h = reinterpret_cast<std::uint64_t>(address) * 0x9E3779B97F4A7C15u;
    return table[(h >> 40) % table_size];
}

const Clock* published_now(const Clock& clock) {
    auto* kept = static_cast<Clock*>(grow(sizeof(Clock)));
    for (int i = 0; i < state.threads; ++i) kept->at[i] = clock.at[i];
    return kept;
}

void begin_history(Location& location, Value value, const Clock* published) {
    location.newest = location.oldest = location.floor = 0;
    location.has_sc = false;
    for (auto& seen : location.seen) seen.used = false;
    location.store[0] = {value, published, 0, 0, false, 0};
}

Value value_in(const void* address, std::size_t size) {
    Value value;
    copy(&value, address, size);
    return value;
}

Location& location_of(const void* address, std::size_t size) {
    Location*& first = bucket(address);
    for (Location* at = first; at != nullptr; at = at->next) {
        if (at->address != address) continue;
        if (!(at->store[at->newest % remembered].value == value_in(address, size))) {
            // Changed by code that is not instrumented: as if it had published all there is.
            Clock everything = {};
            for (int i = 0; i < state.threads; ++i) join(everything, state.thread[i].clock);
            begin_history(*at, value_in(address, size), published_now(everything));
        }
        return *at;
    }
    auto* location = static_cast<Location*>(grow(sizeof(Location)));
    location->address = address;
    location->next = first;
    first = location;
    begin_history(*location, value_in(address, size), nullptr);
    return *location;
}

std::uint64_t oldest_allowed(const Location& location, int order) {
    const Thread& me = self();
    std::uint64_t floor = location.floor > location.oldest ? location.floor : location.oldest;
    for (const Seen& seen : location.seen) {
        if (!seen.used || seen.store <= floor) continue;
        const bool before = seen.at <= me.clock.at[seen.thread];
        const bool fenced = seen.at <= me.fence.at[seen.thread] ||
                            (seen.sc_number != 0 && seen.sc_number < me.fence_at);
        const bool ordered =
            is_sc(order) && (seen.sc_number != 0 || seen.at <= state.fence_clock.at[seen.thread]);
        if (before || fenced || ordered) floor = seen.store;
    }
    for (std::uint64_t n = location.newest; n > floor; --n) {
        const Store& store = location.store[n % remembered];
        const bool before = store.at <= me.clock.at[store.thread];
        const bool fenced =
            store.at <= me.fence.at[store.thread] || (store.sc && store.sc_number < me.fence_at);
        const bool ordered = is_sc(order) && (store.at <= state.fence_clock.at[store.thread] ||
                                              (location.has_sc && n <= location.last_sc));
        if (before || fenced || ordered) {
            floor = n;
            break;
        }
    }
    return floor;
}

void note_seen(Location& location, std::uint64_t store, int order) {
    const Thread& me = self();
    Seen* free = nullptr;
    for (Seen& seen : location.seen) {
        if (seen.used && seen.thread == me.id && seen.store == store && !is_sc(order)) return;
        if (!seen.used && free == nullptr) free = &seen;
    }
    if (free == nullptr) {
        // The oldest mark makes room; what it said holds for all from now on.
        free = &location.seen[0];
        for (Seen& seen : location.seen)
            if (seen.store < free->store) free = &seen;
        if (free->store > location.floor) location.floor = free->store;
    }
    *free = {store, is_sc(order) ? ++state.fences : 0, me.clock.at[me.id],
             static_cast<std::uint8_t>(me.id), true};
}

void acquire_from(const Store& store, int order) {
    if (store.published == nullptr) return;
    Thread& me = self();
    if (is_acquire(order))
        join(me.clock, *store.published);
    else
        join(me.acquired, *store.published);
}

void append(Location& location, Value value, int order, const Clock* continued) {
    Thread& me = self();
    const Clock* published = nullptr;
    if (is_release(order)) {
        if (continued != nullptr) {
            Clock both = me.clock;
            join(both, *continued);
            published = published_now(both);
        } else {
            published = published_now(me.clock);
        }
    } else if (me.has_released) {
        Clock both = me.released;
        if (continued != nullptr) join(both, *continued);
        published = published_now(both);
    } else {
        published = continued;
    }
    const std::uint64_t n = ++location.newest;
    if (n - location.oldest >= remembered) location.oldest = n - remembered + 1;
    location.store[n % remembered] = {value,
                                      published,
                                      me.clock.at[me.id],
                                      static_cast<std::uint8_t>(me.id),
                                      is_sc(order),
                                      is_sc(order) ? ++state.fences : 0};
    if (is_sc(order)) {
        location.has_sc = true;
        location.last_sc = n;
    }
    tick();
}

int how_stale(int options) {
    if (!percent(state.shared->config.stale_percent * 10)) return 0;
    return 1 + static_cast<int>(random_number() % static_cast<std::uint64_t>(options - 1));
}

// Looking a third time at what has not changed, while nobody else ran, is no step worth a choice:
// libstdc++ looks some times before it goes to sleep.
bool again(const void* address, const Location& location) {
    const Thread& me = self();
    return me.last_load == address && me.last_version == location.newest &&
           me.last_switch == state.switches;
}

// On virtual cores an atomic object has one value, and what counts is who comes when.
Value newest(const void* address, std::size_t size, std::uint64_t caller) {
    touch(address, size, false, caller);
    point(Op::load, Thing::atomic, address, caller);
    const Value value = value_in(address, size);
    look(address, value.low);
    return value;
}

Value load(const void* address, std::size_t size, int order, std::uint64_t caller) {
    if (state.rehearsing) return newest(address, size, caller);
    Location* location = &location_of(address, size);
    Thread& me = self();
    if (!again(address, *location)) me.repeats = 0;
    if (me.repeats++ > 1 && !me.spinning) {
        idle();
        if (!me.spinning) {
            const Store& store = location->store[location->newest % remembered];
            acquire_from(store, order);
            return store.value;
        }
    }
    point(Op::load, Thing::atomic, address, caller);
    access(address, size, false, true, caller);
    location = &location_of(address, size);
    const std::uint64_t floor = oldest_allowed(*location, order);
    std::uint64_t read = location->newest;
    // Stores become visible at last.
    if (floor < read && me.idle < 8 && location->stale_reads[me.id] < 3)
        read -= static_cast<std::uint64_t>(
            decide(Choice::stale, static_cast<int>(read - floor) + 1, how_stale));
    if (read != location->newest)
        ++location->stale_reads[me.id];
    else
        location->stale_reads[me.id] = 0;
    me.last_load = address;
    me.last_version = read;
    me.last_switch = state.switches;
    if (location->last_read[me.id] == read + 1)
        idle();
    else
        me.idle = 0;
    location->last_read[me.id] = read + 1;
    const Store& store = location->store[read % remembered];
    note_seen(*location, read, order);
    acquire_from(store, order);
    Event* said = event(Op::load, Thing::atomic, address, caller);
    if (said != nullptr) {
        said->value = store.value.low;
        said->size = static_cast<std::uint8_t>(size);
        said->stale = read != location->newest;
    }
    return store.value;
}

void store(void* address, std::size_t size, Value value, int order, std::uint64_t caller) {
    if (state.rehearsing) {
        touch(address, size, true, caller);
        point(Op::store, Thing::atomic, address, caller);
        copy(address, &value, size);
        changed();
        return;
    }
    (void)location_of(address, size);
    point(Op::store, Thing::atomic, address, caller);
    access(address, size, true, true, caller);
    Location& location = location_of(address, size);
    const Value before = location.store[location.newest % remembered].value;
    append(location, value, order, nullptr);
    note_seen(location, location.newest, order);
    copy(address, &value, size);
    if (before == value)
        idle();
    else
        changed();
    Event* said = event(Op::store, Thing::atomic, address, caller);
    if (said != nullptr) {
        said->value = value.low;
        said->before = before.low;
        said->size = static_cast<std::uint8_t>(size);
    }
}

// Reads the newest store and puts another behind it. `change` makes the new value, or says that
// there is none.
template <class Change>
Value modify(void* address, std::size_t size, Op op, int order, int failed_order,
             std::uint64_t caller, const Change& change) {
    if (state.rehearsing) {
        touch(address, size, true, caller);
        point(op, Thing::atomic, address, caller);
        const Value old = value_in(address, size);
        Value fresh = old;
        if (change(old, fresh)) copy(address, &fresh, size);
        if (old == fresh)
            idle();
        else
            changed();
        return old;
    }
    (void)location_of(address, size);
    point(op, Thing::atomic, address, caller);
    Location& location = location_of(address, size);
    const Store before = location.store[location.newest % remembered];
    Value after = before.value;
    const bool stores = change(before.value, after);
    access(address, size, stores, true, caller);
    note_seen(location, location.newest, order);
    if (stores) {
        acquire_from(before, order);
        append(location, after, order, before.published);
        note_seen(location, location.newest, order);
        copy(address, &after, size);
    } else {
        acquire_from(before, failed_order);
    }
    if (!stores || before.value == after)
        idle();
    else
        changed();
    Event* said = event(op, Thing::atomic, address, caller);
    if (said != nullptr) {
        said->before = before.value.low;
        said->value = after.low;
        said->failed = !stores;
        said->size = static_cast<std::uint8_t>(size);
    }
    return before.value;
}

int sometimes(int) {
    return percent(200) && state.shared->config.stale_percent != 0 ? 1 : 0;
}

bool compare_exchange(void* address, std::size_t size, void* expected, Value wanted, bool weak,
                      int order, int failed_order, std::uint64_t caller) {
    const Value hoped = value_in(expected, size);
    bool done = false;
    const Value seen = modify(address, size, Op::cas, order, failed_order, caller,
                              [&](Value before, Value& after) {
                                  if (!(before == hoped)) return false;
                                  if (weak && decide(Choice::weak, 2, sometimes) != 0) return false;
                                  after = wanted;
                                  return done = true;
                              });
    if (!done) copy(expected, &seen, size);
    return done;
}

void fence(int order) {
    if ((order & 0xffff) == relaxed || state.rehearsing) return;
    point(Op::fence, Thing::none, nullptr, 0);
    Thread& me = self();
    if (is_acquire(order)) join(me.clock, me.acquired);
    if (is_sc(order)) {
        me.fence_at = ++state.fences;
        join(state.fence_clock, me.clock);
        join(me.fence, state.fence_clock);
    }
    if (is_release(order)) {
        me.released = me.clock;
        me.has_released = true;
        tick();
    }
}

template <class T>
Value wide(T value) {
    Value result;
    copy(&result, &value, sizeof value);
    return result;
}
template <class T>
T narrow(const Value& value) {
    T result;
    copy(&result, &value, sizeof result);
    return result;
}

}  // namespace

// Rehearsing: a load that saw what this thread saw there before has changed nothing.
void look(const void* address, std::uint64_t value) {
    Thread& me = self();
    if (me.last_load == address && me.last_version == value)
        idle();
    else
        me.idle = 0;
    me.last_load = address;
    me.last_version = value;
}

void forget_atomic(const void* address) {
    for (Location** at = &bucket(address); *at != nullptr; at = &(*at)->next) {
        if ((*at)->address != address) continue;
        *at = (*at)->next;
        return;
    }
}

}  // namespace conductor

using namespace conductor;

#define ATOMIC(bits, T)                                                                          \
    extern "C" T __tsan_atomic##bits##_load(const volatile T* at, int order) {                   \
        const auto* address = const_cast<const T*>(at);                                          \
        if (!controlled()) return *address;                                                      \
        return narrow<T>(load(address, sizeof(T), order, CALLER));                               \
    }                                                                                            \
    extern "C" void __tsan_atomic##bits##_store(volatile T* at, T value, int order) {            \
        auto* address = const_cast<T*>(at);                                                      \
        if (!controlled()) {                                                                     \
            *address = value;                                                                    \
            return;                                                                              \
        }                                                                                        \
        store(address, sizeof(T), wide(value), order, CALLER);                                   \
    }                                                                                            \
    extern "C" T __tsan_atomic##bits##_exchange(volatile T* at, T value, int order) {            \
        auto* address = const_cast<T*>(at);                                                      \
        if (!controlled()) {                                                                     \
            const T before = *address;                                                           \
            *address = value;                                                                    \
            return before;                                                                       \
        }                                                                                        \
        return narrow<T>(                                                                        \
            modify(address, sizeof(T), Op::rmw, order, order, CALLER, [&](Value, Value& after) { \
                after = wide(value);                                                             \
                return true;                                                                     \
            }));                                                                                 \
    }                                                                                            \
    FETCH(bits, T, add, before + value)                                                          \
    FETCH(bits, T, sub, before - value)                                                          \
    FETCH(bits, T, and, before& value)                                                           \
    FETCH(bits, T, or, before | value)                                                           \
    FETCH(bits, T, xor, before ^ value)                                                          \
    FETCH(bits, T, nand, ~(before & value))                                                      \
    COMPARE(bits, T, strong, false)                                                              \
    COMPARE(bits, T, weak, true)                                                                 \
    extern "C" T __tsan_atomic##bits##_compare_exchange_val(volatile T* at, T expected, T value, \
                                                            int order, int failed) {             \
        __tsan_atomic##bits##_compare_exchange_strong(at, &expected, value, order, failed);      \
        return expected;                                                                         \
    }
#define FETCH(bits, T, name, result)                                                      \
    extern "C" T __tsan_atomic##bits##_fetch_##name(volatile T* at, T value, int order) { \
        auto* address = const_cast<T*>(at);                                               \
        if (!controlled()) {                                                              \
            const T before = *address;                                                    \
            *address = static_cast<T>(result);                                            \
            return before;                                                                \
        }                                                                                 \
        return narrow<T>(modify(address, sizeof(T), Op::rmw, order, order, CALLER,        \
                                [&](Value old, Value& after) {                            \
                                    const T before = narrow<T>(old);                      \
                                    after = wide(static_cast<T>(result));                 \
                                    return true;                                          \
                                }));                                                      \
    }
#define COMPARE(bits, T, name, weak)                                                               \
    extern "C" int __tsan_atomic##bits##_compare_exchange_##name(volatile T* at, T* expected,      \
                                                                 T value, int order, int failed) { \
        auto* address = const_cast<T*>(at);                                                        \
        if (!controlled()) {                                                                       \
            if (*address == *expected) {                                                           \
                *address = value;                                                                  \
                return 1;                                                                          \
            }                                                                                      \
            *expected = *address;                                                                  \
            return 0;                                                                              \
        }                                                                                          \
        return compare_exchange(address, sizeof(T), expected, wide(value), weak, order, failed,    \
                                CALLER)                                                            \
                   ? 1                                                                             \
                   : 0;                                                                            \
    }
ATOMIC(8, std::uint8_t)
ATOMIC(16, std::uint16_t)
ATOMIC(32, std::uint32_t)
ATOMIC(64, std::uint64_t)
ATOMIC(128, unsigned __int128)
#undef ATOMIC
#undef FETCH
#undef COMPARE

extern "C" void __tsan_atomic_thread_fence(int order) {
    if (controlled()) fence(order);
}
extern "C" void __tsan_atomic_signal_fence(int) {}

// Atomic objects of any other size: libatomic locks around them, and here they are one step. They
// always read the newest value and order like seq_cst.
namespace {
void ordered_step(const void* address, std::size_t size, bool write, std::uint64_t caller) {
    if (state.rehearsing) {
        touch(address, size, write, caller);
        point(write ? Op::rmw : Op::load, Thing::atomic, address, caller);
        if (write) changed();
        return;
    }
    point(write ? Op::store : Op::load, Thing::atomic, address, caller);
    Clock* clock = nullptr;
    for (std::size_t at = 0; at < size; at += 8) {
        access(static_cast<const char*>(address) + at, size - at < 8 ? size - at : 8, write, true,
               caller);
    }
    static Clock all;
    clock = &all;
    join(self().clock, *clock);
    if (write) {
        join(*clock, self().clock);
        tick();
        changed();
    } else {
        idle();
    }
    event(write ? Op::store : Op::load, Thing::atomic, address, caller);
}
bool equal(const void* a, const void* b, std::size_t size) {
    const auto* x = static_cast<const char*>(a);
    const auto* y = static_cast<const char*>(b);
    for (std::size_t i = 0; i < size; ++i)
        if (x[i] != y[i]) return false;
    return true;
}
}  // namespace
INTERPOSE(void, __atomic_load, std::size_t size, const void* from, void* to, int) {
    if (controlled()) ordered_step(from, size, false, CALLER);
    copy(to, from, size);
}
INTERPOSE(void, __atomic_store, std::size_t size, void* to, const void* from, int) {
    if (controlled()) ordered_step(to, size, true, CALLER);
    copy(to, from, size);
}
INTERPOSE(void, __atomic_exchange, std::size_t size, void* at, const void* value, void* before,
          int) {
    if (controlled()) ordered_step(at, size, true, CALLER);
    copy(before, at, size);
    copy(at, value, size);
}
INTERPOSE(bool, __atomic_compare_exchange, std::size_t size, void* at, void* expected,
          const void* value, int, int) {
    if (controlled()) ordered_step(at, size, true, CALLER);
    if (equal(at, expected, size)) {
        copy(at, value, size);
        return true;
    }
    copy(expected, at, size);
    return false;
}
INTERPOSE(bool, __atomic_is_lock_free, std::size_t size, const void*) {
    return size <= 8;
}

// The plain build's atomic operations (the prelude sends them here), before and after.
extern "C" void racecourse_atomic(const volatile void* at, int op) {
    if (!controlled() || !state.rehearsing) return;
    constexpr Op ops[] = {Op::load, Op::store, Op::rmw};
    point(ops[op], Thing::atomic, const_cast<const void*>(at), CALLER);
}
extern "C" void racecourse_atomic_done(const volatile void* at, int op, unsigned long value) {
    if (!controlled() || !state.rehearsing) return;
    if (op == 0)
        look(const_cast<const void*>(at), value);
    else if (value != 0)
        changed();
    else
        idle();
}
