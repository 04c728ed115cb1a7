// Fails: examples, deadlock, "waits"
// std::lock takes both without deadlock, but waits as long as it takes: it knows no limit.
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
    std::unique_lock first_lock(first, std::defer_lock);
    std::unique_lock second_lock(second, std::defer_lock);
    std::lock(first_lock, second_lock);
    return BothLocks<Mutex>(std::move(first_lock), std::move(second_lock));
}
