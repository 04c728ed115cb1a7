#include "checks/constants.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cmath>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include <fmt/format.h>
#include <toml++/toml.h>

#include "checks/busy.h"
#include "common/error.h"
#include "common/text.h"

namespace grader {
namespace {

using Clock = std::chrono::steady_clock;

double nanoseconds(Clock::duration time) {
    return std::chrono::duration<double, std::nano>(time).count();
}

// What a busy machine can do to a measurement has no upper end, and a wrong constant would make
// every verdict wrong: nothing outside of what quiet machines need. The ranges are so narrow that
// no right design is refused on one machine and let through on another.
struct Range {
    const char* name;
    double Constants::*value;
    double least, most;
};
constexpr Range ranges[] = {
    {"thread_start", &Constants::thread_start, 10'000, 40'000},
    {"hand_over", &Constants::hand_over, 2'000, 5'000},
    {"contended_lock", &Constants::contended_lock, 150, 400},
    {"cache_miss", &Constants::cache_miss, 40, 60},
};

// The lower quartile: what comes between on a busy machine only ever makes it longer.
double quartile_of(int times, const std::function<double()>& measure) {
    std::vector<double> all;
    for (int i = 0; i < times; ++i) all.push_back(measure());
    std::ranges::nth_element(all, all.begin() + times / 4);
    return all[static_cast<std::size_t>(times / 4)];
}

double thread_start() {
    Clock::time_point running;
    const auto before = Clock::now();
    std::thread([&] { running = Clock::now(); }).join();
    return nanoseconds(running - before);
}

// Two threads wake each other in turn; half of a round is one hand-over.
double hand_over() {
    constexpr int rounds = 50;
    std::mutex mutex;
    std::condition_variable turn_changed;
    int turn = 0;
    const auto play = [&](int own) {
        for (int i = 0; i < rounds; ++i) {
            std::unique_lock lock(mutex);
            turn_changed.wait(lock, [&] { return turn == own; });
            turn = 1 - own;
            turn_changed.notify_one();
        }
    };
    const auto before = Clock::now();
    std::jthread other(play, 1);
    play(0);
    const auto after = Clock::now();
    return nanoseconds(after - before) / (2 * rounds);
}

// What only shows while two threads really run at the same time. On a busy machine they seldom do,
// so it is measured in short bursts, each of which says whether it was one; 0 when too few were.
// `burst` is given the number of the thread and whether to stop.
struct Burst {
    double nanoseconds = 0;
    bool both_ran = false;
};
double of_both(const std::function<Burst(int, const std::atomic<bool>&)>& burst) {
    constexpr std::size_t enough = 50, least = 10;
    const auto deadline = Clock::now() + std::chrono::milliseconds(300);
    std::atomic<bool> stop{false};
    std::jthread other([&] {
        while (!stop) (void)burst(1, stop);
    });
    std::vector<double> good;
    while (good.size() < enough && Clock::now() < deadline) {
        const Burst one = burst(0, stop);
        if (one.both_ran) good.push_back(one.nanoseconds);
    }
    stop = true;
    if (good.size() < least) return 0;
    std::ranges::sort(good);
    return good[good.size() / 2];
}

double contended_lock() {
    std::mutex mutex;
    int last = 0;
    return of_both([&](int own, const std::atomic<bool>&) {
        constexpr int steps = 1000;
        int changes = 0;
        const auto before = Clock::now();
        for (int i = 0; i < steps; ++i) {
            const std::lock_guard lock(mutex);
            changes += last != own ? 1 : 0;
            last = own;
        }
        return Burst{nanoseconds(Clock::now() - before) / steps, changes >= steps / 20};
    });
}

double cache_miss() {
    // One line that two threads write in turn: each turn has to fetch it.
    alignas(64) std::atomic<int> turn{0};
    return of_both([&](int own, const std::atomic<bool>& stop) {
        constexpr int turns = 200;
        const auto before = Clock::now();
        for (int i = 0; i < turns; ++i) {
            while (turn.load(std::memory_order_acquire) != own)
                if (stop.load(std::memory_order_relaxed)) return Burst{};
            turn.store(1 - own, std::memory_order_release);
        }
        const double each = nanoseconds(Clock::now() - before) / (2 * turns);
        // Else one of them was away for a while.
        return Burst{each, each < 500};
    });
}

std::string this_machine() {
    std::string model = "unknown";
    try {
        for (const std::string& line : split_lines(read_file("/proc/cpuinfo"))) {
            if (!line.starts_with("model name")) continue;
            model = trimmed(line.substr(line.find(':') + 1));
            break;
        }
    } catch (const Error&) {
        // Not shown here.
    }
    return fmt::format("{}, {}", model, counted(std::thread::hardware_concurrency(), "core"));
}

}  // namespace

std::string Constants::option() const {
    return fmt::format("--costs={:.0f},{:.0f},{:.0f},{:.0f}", thread_start, hand_over,
                       contended_lock, cache_miss);
}

Constants measure_constants() {
    Constants constants;
    constants.thread_start = quartile_of(101, grader::thread_start);
    constants.hand_over = quartile_of(21, grader::hand_over);
    // Two threads on one core never take anything from each other's cache, and two on a very busy
    // machine seldom: then it is what most machines need.
    if (usable_cores() > 1) {
        const double lock = grader::contended_lock(), miss = grader::cache_miss();
        if (lock > 0) constants.contended_lock = lock;
        if (miss > 0) constants.cache_miss = miss;
    }
    for (const Range& range : ranges)
        constants.*range.value = std::clamp(constants.*range.value, range.least, range.most);
    return constants;
}

std::string written(const Constants& constants, const std::string& machine) {
    std::string text =
        "# What threads cost on this machine, in nanoseconds. `racecourse doctor --measure` "
        "measures\n# it again.\n";
    std::string quoted;
    for (const char c : harmless(machine)) quoted += c == '"' || c == '\\' ? '\'' : c;
    text += fmt::format("machine = \"{}\"\n", quoted);
    for (const Range& range : ranges)
        text += fmt::format("{} = {:.0f}\n", range.name, constants.*range.value);
    return text;
}

bool read(Constants& constants, const std::string& content, const std::string& machine) {
    try {
        const toml::table table = toml::parse(content);
        const toml::table own = toml::parse(written(constants, machine));
        if (table["machine"].value<std::string>() != own["machine"].value<std::string>())
            return false;
        Constants found;
        for (const Range& range : ranges) {
            const auto value = table[range.name].value<double>();
            if (!value || !(*value >= range.least && *value <= range.most)) return false;
            found.*range.value = *value;
        }
        constants = found;
        return true;
    } catch (const toml::parse_error&) {
        return false;
    }
}

Constants constants_of(const fs::path& root, bool anew) {
    // Measured by one thread of this process, not by several at once.
    static std::mutex mutex;
    const std::lock_guard lock(mutex);
    const fs::path file = root / ".racecourse/constants.toml";
    const std::string machine = this_machine();
    Constants constants;
    if (!anew) {
        try {
            if (fs::is_regular_file(file) && read(constants, read_file(file, 4096), machine))
                return constants;
        } catch (const Error&) {
            // As if there were none.
        }
    }
    constants = measure_constants();
    fs::create_directories(file.parent_path());
    write_file(file, written(constants, machine));
    return constants;
}

}  // namespace grader
