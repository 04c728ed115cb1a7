// What a learner might have written: each function ends a test in another way.
#pragma once

#include <racecourse/not_started.h>

#include <condition_variable>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

inline int right() {
    return 42;
}
inline int wrong() {
    return 41;
}
inline int unwritten() {
    racecourse::not_started("unwritten");
}
inline int unwritten_noexcept() noexcept {
    racecourse::not_started("unwritten_noexcept");
}

inline int out_of_bounds(std::size_t index) {
    const std::vector<int> numbers(3);
    return numbers.data()[index];
}

inline void abort_now() {
    std::abort();
}
inline void leave() {
    std::_Exit(0);
}

// Two threads take two locks, each in the other's order, and meet in the middle.
inline void ring() {
    std::mutex a, b;
    std::mutex counting;
    std::condition_variable both;
    int holding = 0;
    const auto take = [&](std::mutex& first, std::mutex& second) {
        const std::lock_guard one(first);
        {
            std::unique_lock lock(counting);
            ++holding;
            both.notify_all();
            both.wait(lock, [&] { return holding == 2; });
        }
        const std::lock_guard two(second);
    };
    std::jthread one(take, std::ref(a), std::ref(b));
    std::jthread two(take, std::ref(b), std::ref(a));
}

inline void lost_wake_up() {
    std::mutex mutex;
    std::condition_variable ready;
    ready.notify_one();
    std::unique_lock lock(mutex);
    ready.wait(lock);
}

inline void endless() {
    for (volatile long i = 0;; i = i + 1) {
    }
}

inline void eat() {
    static std::vector<char*> all;
    for (;;) {
        all.push_back(new char[8 << 20]);
        std::memset(all.back(), 1, 8 << 20);
    }
}

inline void race() {
    int counter = 0;
    {
        std::jthread one([&] { ++counter; });
        std::jthread two([&] { ++counter; });
    }
}
