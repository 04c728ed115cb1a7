// Fails: speed, too slow, "soon"
// Tries, sleeps, tries again: no processor time is wasted, but the sleep is long. What has become
// free in the meantime lies idle until it is over.
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
    while (true) {
        if (std::try_lock(first, second) == -1) {
            return BothLocks<Mutex>(std::unique_lock(first, std::adopt_lock),
                                    std::unique_lock(second, std::adopt_lock));
        }
        const auto now = std::chrono::steady_clock::now();
        if (now >= deadline) return std::nullopt;
        std::this_thread::sleep_until(std::min(deadline, now + std::chrono::milliseconds(50)));
    }
}
