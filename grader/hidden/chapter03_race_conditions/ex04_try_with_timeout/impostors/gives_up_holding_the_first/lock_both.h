// Fails: behaviour, wrong, "the other mutex is still locked"
// Locks by hand. The way out when the time is up forgets what has been locked until then.
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
    if (!first.try_lock_until(deadline)) return std::nullopt;
    while (!second.try_lock()) {
        if (std::chrono::steady_clock::now() >= deadline) return std::nullopt;
        first.unlock();
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
        if (!first.try_lock_until(deadline)) return std::nullopt;
    }
    return BothLocks<Mutex>(std::unique_lock(first, std::adopt_lock),
                            std::unique_lock(second, std::adopt_lock));
}
