// Fails: behaviour, wrong, "in opposite order"
// A limit on both waits ends every deadlock, but does not avoid it: two callers in opposite order
// hold what the other one needs until their time is up, and both have waited for nothing.
#pragma once

#include <chrono>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <utility>

template <class Mutex>
using BothLocks = std::pair<std::unique_lock<Mutex>, std::unique_lock<Mutex>>;

template <class Mutex>
[[nodiscard]] std::optional<BothLocks<Mutex>> try_lock_both(Mutex& first, Mutex& second,
                                                            std::chrono::milliseconds limit) {
    if (&first == &second) throw std::invalid_argument("try_lock_both: the same mutex twice");
    const auto deadline = std::chrono::steady_clock::now() + limit;
    std::unique_lock first_lock(first, deadline);
    if (!first_lock) return std::nullopt;
    std::unique_lock second_lock(second, deadline);
    if (!second_lock) return std::nullopt;
    return BothLocks<Mutex>(std::move(first_lock), std::move(second_lock));
}
