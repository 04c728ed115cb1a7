// In the plain build, where speed is judged, the conductor must hear of atomic operations: they are
// machine instructions there. The names that libstdc++ writes them with lead here.
#pragma once

extern "C" {
[[gnu::weak]] void racecourse_atomic(const volatile void* at, int op);
[[gnu::weak]] void racecourse_atomic_done(const volatile void* at, int op, unsigned long value);
}

namespace racecourse::plain {

enum { load, store, change };

inline void before(const volatile void* at, int op) {
    if (racecourse_atomic != nullptr) racecourse_atomic(at, op);
}
inline void after(const volatile void* at, int op, unsigned long value) {
    if (racecourse_atomic != nullptr) racecourse_atomic_done(at, op, value);
}
// As much of a value as says whether it is another one.
template <class T>
unsigned long word_of(const T& value) {
    unsigned long word = 0;
    __builtin_memcpy(&word, &value, sizeof value < sizeof word ? sizeof value : sizeof word);
    return word;
}

template <class T>
auto load_n(T* at, int order) {
    before(at, load);
    auto value = __atomic_load_n(at, order);
    after(at, load, word_of(value));
    return value;
}
template <class T, class V>
void load_to(T* at, V* to, int order) {
    before(at, load);
    __atomic_load(at, to, order);
    after(at, load, word_of(*to));
}
template <class T, class V>
void store_n(T* at, V value, int order) {
    before(at, store);
    __atomic_store_n(at, value, order);
    after(at, store, 1);
}
template <class T, class V>
void store_from(T* at, V* from, int order) {
    before(at, store);
    __atomic_store(at, from, order);
    after(at, store, 1);
}
template <class T, class V>
auto exchange_n(T* at, V value, int order) {
    before(at, change);
    auto old = __atomic_exchange_n(at, value, order);
    after(at, change, word_of(old) != word_of(value));
    return old;
}
template <class T, class V, class R>
void exchange_to(T* at, V* from, R* to, int order) {
    before(at, change);
    __atomic_exchange(at, from, to, order);
    after(at, change, 1);
}
template <class T, class E, class V>
bool compare_n(T* at, E* expected, V value, bool weak, int order, int failed) {
    before(at, change);
    const bool done = __atomic_compare_exchange_n(at, expected, value, weak, order, failed);
    after(at, change, done);
    return done;
}
template <class T, class E, class V>
bool compare_from(T* at, E* expected, V* from, bool weak, int order, int failed) {
    before(at, change);
    const bool done = __atomic_compare_exchange(at, expected, from, weak, order, failed);
    after(at, change, done);
    return done;
}
template <class T>
bool test_and_set(T* at, int order) {
    before(at, change);
    const bool was = __atomic_test_and_set(at, order);
    after(at, change, !was);
    return was;
}
template <class T>
void clear(T* at, int order) {
    before(at, store);
    __atomic_clear(at, order);
    after(at, store, 1);
}
#define RACECOURSE_FETCH(name)                           \
    template <class T, class V>                          \
    auto name(T* at, V value, int order) {               \
        before(at, change);                              \
        auto result = __atomic_##name(at, value, order); \
        after(at, change, 1);                            \
        return result;                                   \
    }
RACECOURSE_FETCH(fetch_add)
RACECOURSE_FETCH(fetch_sub)
RACECOURSE_FETCH(fetch_and)
RACECOURSE_FETCH(fetch_or)
RACECOURSE_FETCH(fetch_xor)
RACECOURSE_FETCH(add_fetch)
RACECOURSE_FETCH(sub_fetch)
RACECOURSE_FETCH(and_fetch)
RACECOURSE_FETCH(or_fetch)
RACECOURSE_FETCH(xor_fetch)
#undef RACECOURSE_FETCH

}  // namespace racecourse::plain

#define __atomic_load_n ::racecourse::plain::load_n
#define __atomic_load ::racecourse::plain::load_to
#define __atomic_store_n ::racecourse::plain::store_n
#define __atomic_store ::racecourse::plain::store_from
#define __atomic_exchange_n ::racecourse::plain::exchange_n
#define __atomic_exchange ::racecourse::plain::exchange_to
#define __atomic_compare_exchange_n ::racecourse::plain::compare_n
#define __atomic_compare_exchange ::racecourse::plain::compare_from
#define __atomic_test_and_set ::racecourse::plain::test_and_set
#define __atomic_clear ::racecourse::plain::clear
#define __atomic_fetch_add ::racecourse::plain::fetch_add
#define __atomic_fetch_sub ::racecourse::plain::fetch_sub
#define __atomic_fetch_and ::racecourse::plain::fetch_and
#define __atomic_fetch_or ::racecourse::plain::fetch_or
#define __atomic_fetch_xor ::racecourse::plain::fetch_xor
#define __atomic_add_fetch ::racecourse::plain::add_fetch
#define __atomic_sub_fetch ::racecourse::plain::sub_fetch
#define __atomic_and_fetch ::racecourse::plain::and_fetch
#define __atomic_or_fetch ::racecourse::plain::or_fetch
#define __atomic_xor_fetch ::racecourse::plain::xor_fetch
