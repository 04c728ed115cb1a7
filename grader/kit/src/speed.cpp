// Measures for the suite Speed. With the conductor, on its virtual cores; without, by the machine's
// own clocks, for people who run the tests by hand.
#include <racecourse/kit.h>
#include <time.h>

#include <algorithm>
#include <cstdio>

extern "C" {
// The conductor's, where it is linked in.
struct racecourse_took_values {
    std::uint64_t time, work, spun, misses;
    int threads;
};
[[gnu::weak]] int racecourse_cores();       // at most so many; 0: as the kit thinks
[[gnu::weak]] int racecourse_speed_mode();  // 0: real time
[[gnu::weak]] void racecourse_took_begins();
[[gnu::weak]] void racecourse_took_ends(racecourse_took_values* values);
[[gnu::weak]] void racecourse_demand(char kind, int is_time, std::int64_t measured,
                                     std::int64_t limit, std::uint64_t sequential, const char* what,
                                     const char* file, int line, const char* because);
[[gnu::weak]] int racecourse_pairs();
[[gnu::weak]] void racecourse_pair(std::uint64_t sequential, std::uint64_t parallel);
}

namespace racecourse {
namespace {

std::chrono::nanoseconds processor_time() {
    timespec time{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec);
}

// By the machine's clocks alone.
Took really_took(const std::function<void()>& body) {
    const auto work = processor_time();
    const auto began = std::chrono::steady_clock::now();
    body();
    Took took;
    took.time = std::chrono::steady_clock::now() - began;
    took.work = processor_time() - work;
    return took;
}

bool rehearsing() {
    return racecourse_speed_mode != nullptr && racecourse_speed_mode() != 0;
}

}  // namespace

int cores() {
    const int given = racecourse_cores != nullptr ? racecourse_cores() : 0;
    if (rehearsing()) return given;
    return std::clamp(static_cast<int>(std::thread::hardware_concurrency()), 1,
                      given > 0 ? given : virtual_cores);
}

Took took(const std::function<void()>& body) {
    if (!rehearsing()) return really_took(body);
    racecourse_took_begins();
    body();
    racecourse_took_values values{};
    racecourse_took_ends(&values);
    Took took;
    took.time = std::chrono::nanoseconds(values.time);
    took.work = std::chrono::nanoseconds(values.work);
    took.spun = std::chrono::nanoseconds(values.spun);
    took.misses = static_cast<long>(values.misses);
    took.threads = values.threads;
    return took;
}

Demand::Demand(const std::function<void()>& sequential, const std::function<void()>& parallel,
               const char* file, int line)
    : Demand('s', true, 0, 0, "", file, line) {
    const int pairs = racecourse_pairs != nullptr ? racecourse_pairs() : 0;
    for (int i = 0; i < pairs; ++i) {
        const auto alone = really_took(sequential).time;
        racecourse_pair(static_cast<std::uint64_t>(alone.count()),
                        static_cast<std::uint64_t>(really_took(parallel).time.count()));
    }
    std::chrono::nanoseconds alone{};
    if (pairs == 0) alone = took(sequential).time;
    const auto together = pairs == 0 ? took(parallel).time : std::chrono::nanoseconds(0);
    if (!rehearsing() && pairs == 0) {
        std::printf("%.2f times as fast on %d cores of this machine\n",
                    static_cast<double>(alone.count()) / static_cast<double>(together.count() + 1),
                    cores());
    }
    measured_ = together.count();
    sequential_ = alone;
}

Demand::~Demand() {
    if (racecourse_demand == nullptr) return;
    racecourse_demand(kind_, time_ ? 1 : 0, measured_, limit_,
                      static_cast<std::uint64_t>(sequential_.count()), what_, file_, line_,
                      because_.str().c_str());
}

}  // namespace racecourse
