#pragma once

#include <atomic>
#include <condition_variable>
#include <mutex>

inline std::mutex mutex;
inline std::condition_variable call;
inline std::atomic<bool> ready;

inline void guest() {
    if (!ready.load()) {
        std::unique_lock l(mutex);
        call.wait(l);
    }
}

inline void cook() {
    ready.store(true);
    call.notify_one();
}
