// Cache lines that move between cores. Of each line it is counted, for each stretch of virtual
// time, how often each thread uses it and how often the others write to it: the smaller of the two
// is how often the line must come back.
#include "conductor/runtime/runtime.h"

namespace conductor {
namespace {

constexpr std::uint64_t window = 100'000;
constexpr std::uint64_t ahead_at_accesses = 20'000;
constexpr int most_users = 12;
constexpr std::uint32_t line_slots = 1 << 14;

struct User {
    std::uint64_t caller;
    std::uint32_t accesses, writes;
    std::uint16_t offset;
    std::uint8_t thread;
};

struct Line {
    std::uint64_t number, misses, in;
    int users;
    std::uint32_t threads_ever;
    User user[most_users];
    User shown[2];
};

Line* lines = nullptr;
std::uint64_t all = 0;

void close(Line& line) {
    std::uint64_t writes = 0, misses = 0;
    for (int i = 0; i < line.users; ++i) writes += line.user[i].writes;
    for (int i = 0; i < line.users; ++i) {
        const std::uint64_t others = writes - line.user[i].writes;
        const std::uint64_t own = line.user[i].accesses;
        misses += own < others ? own : others;
    }
    if (misses > 0) {
        line.shown[0] = line.user[0];
        line.shown[1] = line.user[1];
        // Two variables in one line say more than two threads at one variable.
        for (int i = 1; i < line.users; ++i)
            if (line.user[i].offset != line.user[0].offset && line.user[i].writes != 0)
                line.shown[1] = line.user[i];
        if (static_cast<std::uint32_t>(line.users) > line.threads_ever)
            line.threads_ever = static_cast<std::uint32_t>(line.users);
    }
    line.misses += misses;
    all += misses;
    line.users = 0;
}

void remember(const Line& line) {
    if (line.misses == 0) return;
    Rehearsal& r = state.shared->rehearsal;
    HotLine fresh = {};
    fresh.address = line.number << 6;
    fresh.misses = line.misses;
    fresh.threads = line.threads_ever;
    for (int i = 0; i < 2; ++i) {
        fresh.stack[i] = static_cast<std::uint32_t>(line.shown[i].caller);
        fresh.offset[i] = line.shown[i].offset;
    }
    for (int i = 0; i < r.line_count; ++i) {
        if (r.lines[i].address != fresh.address) continue;
        r.lines[i].misses += fresh.misses;
        return;
    }
    if (r.line_count < most_lines) {
        r.lines[r.line_count++] = fresh;
        return;
    }
    HotLine* least = &r.lines[0];
    for (HotLine& each : r.lines)
        if (each.misses < least->misses) least = &each;
    if (least->misses < fresh.misses) *least = fresh;
}

void use(std::uint64_t number, std::uint16_t offset, bool write, std::uint64_t caller) {
    Thread& me = self();
    Line& line = lines[(number * 0x9E3779B97F4A7C15u >> 40) % line_slots];
    const std::uint64_t in = me.time / window;
    if (line.number != number) {
        close(line);
        remember(line);
        line.number = number;
        line.misses = 0;
        line.threads_ever = 0;
        line.in = in;
    }
    // Another thread may be a little behind: what it does counts for the window that is open.
    if (in > line.in) {
        close(line);
        line.in = in;
    }
    User* user = nullptr;
    for (int i = 0; i < line.users; ++i)
        if (line.user[i].thread == me.id) user = &line.user[i];
    if (user == nullptr) {
        if (line.users == most_users) return;
        user = &line.user[line.users++];
        *user = {};
        user->thread = static_cast<std::uint8_t>(me.id);
    }
    ++user->accesses;
    if (write) ++user->writes;
    user->offset = offset;
    user->caller = stack_here(caller);
}

}  // namespace

void touch(const void* address, std::size_t size, bool write, std::uint64_t caller) {
    if (lines == nullptr) return;
    Thread& me = self();
    // Virtual time goes on between the accesses as well, and others may come first.
    if ((++me.touches & 15) == 0 && state.alive > 1) {
        (void)now();
        if (is_ahead(ahead_at_accesses)) point(Op::none, Thing::none, nullptr, caller);
    }
    const auto at = reinterpret_cast<std::uint64_t>(address);
    for (std::uint64_t number = at >> 6; number <= (at + size - 1) >> 6; ++number)
        use(number, static_cast<std::uint16_t>(at & 63), write, caller);
}

void forget_lines() {
    if (!state.shared->rehearsal.count_misses) return;
    if (lines == nullptr) lines = static_cast<Line*>(grow(line_slots * sizeof *lines));
    set_zero(lines, line_slots * sizeof *lines);
    all = 0;
}

std::uint64_t count_lines() {
    if (lines == nullptr) return 0;
    for (std::uint32_t i = 0; i < line_slots; ++i) {
        close(lines[i]);
        remember(lines[i]);
    }
    return all;
}

}  // namespace conductor
