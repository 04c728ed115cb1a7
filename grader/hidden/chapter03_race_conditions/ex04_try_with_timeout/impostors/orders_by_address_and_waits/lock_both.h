// Fails: behaviour, wrong, "kept the other one locked"
// One order for everybody: that is the cure against deadlock, but while this caller waits for the
// later mutex it keeps the earlier one, and holds up everybody who needs only that.
#pragma once

#include <chrono>
#include <functional>
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
    std::unique_lock first_lock(first, std::defer_lock);
    std::unique_lock second_lock(second, std::defer_lock);
    const bool in_order = std::less<Mutex*>()(&first, &second);
    auto& lower = in_order ? first_lock : second_lock;
    auto& higher = in_order ? second_lock : first_lock;
    if (!lower.try_lock_until(deadline)) return std::nullopt;
    if (!higher.try_lock_until(deadline)) return std::nullopt;
    return BothLocks<Mutex>(std::move(first_lock), std::move(second_lock));
}
