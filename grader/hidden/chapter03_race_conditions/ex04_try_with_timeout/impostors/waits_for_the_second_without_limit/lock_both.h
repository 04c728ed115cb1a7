// Fails: behaviour, deadlock, "waits"
// Only the first lock has a limit. Somebody who holds the second may be waiting for our first, and
// then both wait for ever.
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
    std::unique_lock first_lock(first, limit);
    if (!first_lock) return std::nullopt;
    std::unique_lock second_lock(second);
    return BothLocks<Mutex>(std::move(first_lock), std::move(second_lock));
}
