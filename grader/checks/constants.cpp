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
// every verdict wrong: nothing outside of what machines are known to need.
struct Range {
    const char* name;
    double Constants::*value;
    double least, most;
};
constexpr Range ranges[] = {
    {"thread_start", &Constants::thread_start, 10'000, 40'000},
    {"hand_over", &Constants::hand_over, 2'000, 30'000},
    {"contended_lock", &Constants::contended_lock, 150, 1'000},
    {"cache_miss", &Constants::cache_miss, 40, 120},
};

double median_of(int times, const std::function<double()>& measure) {
    std::vector<double> all;
    for (int i = 0; i < times; ++i) all.push_back(measure());
    std::ranges::nth_element(all, all.begin() + times / 2);
    return all[static_cast<std::size_t>(times / 2)];
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

// Two threads take the same step again and again at the same time: how long one takes them. They
// meet before each short burst, spinning, so that both really run during it however busy the
// machine is. 0: they hardly ever met.
double both(int steps, const std::function<void()>& step) {
    constexpr int bursts = 101, least_bursts = 20;
    const auto deadline = Clock::now() + std::chrono::milliseconds(300);
    std::atomic<int> met{0};
    std::atomic<bool> late{false};
    const auto work = [&] {
        std::vector<double> times;
        for (int burst = 1; burst <= bursts; ++burst) {
            ++met;
            while (met.load() < 2 * burst && !late.load())
                if (Clock::now() > deadline) late = true;
            if (late.load()) break;
            const auto before = Clock::now();
            for (int i = 0; i < steps; ++i) step();
            times.push_back(nanoseconds(Clock::now() - before) / steps);
        }
        return times;
    };
    std::vector<double> others;
    std::thread other([&] { others = work(); });
    std::vector<double> times = work();
    other.join();
    const std::size_t count = std::min(times.size(), others.size());
    if (count < least_bursts) return 0;
    for (std::size_t i = 0; i < count; ++i) times[i] = std::max(times[i], others[i]);
    times.resize(count);
    const auto middle = times.begin() + static_cast<std::ptrdiff_t>(count / 2);
    std::ranges::nth_element(times, middle);
    return *middle;
}

double contended_lock() {
    std::mutex mutex;
    long number = 0;
    // Long enough for both to get in each other's way.
    return both(2000, [&] {
        const std::lock_guard lock(mutex);
        number = number + 1;
    });
}

double cache_miss() {
    alignas(64) std::atomic<long> line{0};
    return both(200, [&] { line.fetch_add(1, std::memory_order_relaxed); });
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
    constants.thread_start = median_of(101, grader::thread_start);
    constants.hand_over = median_of(21, grader::hand_over);
    // Two threads on one core never take anything from each other's cache.
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
