// Fails: schedules, wrong, "the wrong way round"
// Remembers that the two have changed places, to give them back in the right order. But they change
// places each time one of them is busy, and after the second time they are in order again.
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

    std::unique_lock awaited(first, std::defer_lock);
    std::unique_lock other(second, std::defer_lock);
    bool turned = false;
    while (awaited.try_lock_until(deadline)) {
        if (other.try_lock()) {
            if (turned) std::swap(awaited, other);
            return BothLocks<Mutex>(std::move(awaited), std::move(other));
        }
        awaited.unlock();
        std::swap(awaited, other);
        turned = true;
    }
    return std::nullopt;
}
