// Fails: speed, too slow, "zero"
// Sleeps before it looks whether there is any time left. With a limit of zero there is none, and
// there was nothing to wait for.
#pragma once

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
        std::this_thread::sleep_for(std::chrono::milliseconds(2));
        if (std::chrono::steady_clock::now() >= deadline) return std::nullopt;
    }
}
