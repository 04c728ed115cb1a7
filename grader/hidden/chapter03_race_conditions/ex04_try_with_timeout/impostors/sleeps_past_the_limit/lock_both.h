// Fails: speed, too slow, "limit"
// Each pause is twice as long as the one before, which is good back-off. But nothing shortens the
// last one, and so it comes back up to twice as late as it was asked to.
#pragma once

#include <algorithm>
#include <chrono>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <thread>
#include <utility>

template <class Mutex>
using BothLocks = std::pair<std::unique_lock<Mutex>, std::unique_lock<Mutex>>;

template <class Mutex>
[[nodiscard]] std::optional<BothLocks<Mutex>> try_lock_both(Mutex& first, Mutex& second,
                                                            std::chrono::milliseconds limit) {
    if (&first == &second) throw std::invalid_argument("try_lock_both: the same mutex twice");

    const auto deadline = std::chrono::steady_clock::now() + limit;
    auto pause = std::chrono::milliseconds(1);
    while (true) {
        if (std::try_lock(first, second) == -1) {
            return BothLocks<Mutex>(std::unique_lock(first, std::adopt_lock),
                                    std::unique_lock(second, std::adopt_lock));
        }
        if (std::chrono::steady_clock::now() >= deadline) return std::nullopt;
        std::this_thread::sleep_for(pause);
        pause = std::min(2 * pause, std::chrono::milliseconds(64));
    }
}
