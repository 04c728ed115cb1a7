// Mutexes and the like have no constructor that we could see and often no destructor either. The
// mark of ours lies in the object's own first word: a new object at an old one's address begins
// with zeros, and so as a new one.
#include "conductor/runtime/runtime.h"

namespace conductor {
namespace {

constexpr std::uint32_t mark = 0x5ac00000;
constexpr std::uint32_t mark_mask = 0xfff00000;
constexpr std::uint32_t most_objects = 1 << 16;
Object* objects[most_objects];
std::uint32_t count = 0;

Object* make(const void* address, Thing thing) {
    if (++count == most_objects)
        found(Found::environment,
              "more locks and condition variables than the explorer can follow");
    auto* object = static_cast<Object*>(grow(sizeof(Object)));
    object->address = address;
    object->thing = thing;
    object->owner = -1;
    objects[count] = object;
    return object;
}

}  // namespace

Object* object_of(const void* address, Thing thing, std::uint64_t caller) {
    // Whoever uses it looks at it: against its construction and its end that is a race as any
    // other.
    if (!state.rehearsing) access(address, 4, false, true, caller);
    auto& word = *static_cast<std::uint32_t*>(const_cast<void*>(address));
    if ((word & mark_mask) == mark && (word & ~mark_mask) <= count) {
        Object* object = objects[word & ~mark_mask];
        if (object->address == address && object->thing == thing) return object;
    }
    if (word != 0 && thing != Thing::spin_lock) {
        event(Op::blocked, thing, address, caller);
        found(Found::destroyed_in_use, "it was overwritten, or had been destroyed");
    }
    Object* object = make(address, thing);
    word = mark | count;
    return object;
}

Object* object_if(const void* address) {
    const auto word = *static_cast<const std::uint32_t*>(address);
    if ((word & mark_mask) != mark || (word & ~mark_mask) > count) return nullptr;
    Object* object = objects[word & ~mark_mask];
    return object->address == address ? object : nullptr;
}

void forget(const void* address) {
    *static_cast<std::uint32_t*>(const_cast<void*>(address)) = 0;
}

void hold(Object& object, bool shared) {
    Thread& me = self();
    if (me.held_count < 64) me.held[me.held_count++] = {object.address, shared};
}

void let_go(Object& object) {
    Thread& me = self();
    for (int i = me.held_count; i-- > 0;) {
        if (me.held[i].address != object.address) continue;
        for (int k = i; k + 1 < me.held_count; ++k) me.held[k] = me.held[k + 1];
        --me.held_count;
        return;
    }
}

void check_no_lock_in(const void* begin, std::size_t bytes, std::uint64_t caller) {
    const auto* first = static_cast<const char*>(begin);
    for (int i = 0; i < state.threads; ++i) {
        const Thread& thread = state.thread[i];
        for (int k = 0; k < thread.held_count; ++k) {
            const auto* at = static_cast<const char*>(thread.held[k].address);
            if (at < first || at >= first + bytes) continue;
            event(Op::free, Thing::mutex, at, caller);
            found(Found::destroyed_in_use, "it is destroyed while a thread holds it");
        }
    }
}

}  // namespace conductor
