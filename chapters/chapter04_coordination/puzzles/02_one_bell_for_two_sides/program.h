#pragma once

#include <condition_variable>
#include <mutex>

inline std::mutex m;
inline std::condition_variable bell;
inline bool full = true;  // m

inline void put() {
    std::unique_lock l(m);
    while (full) bell.wait(l);
    full = true;
    bell.notify_one();
}

inline void take() {
    std::unique_lock l(m);
    while (!full) bell.wait(l);
    full = false;
    bell.notify_one();
}

inline void ann() {
    take();
}

inline void carl() {
    put();
}

inline void dora() {
    put();
}

inline void ben() {
    take();
}
