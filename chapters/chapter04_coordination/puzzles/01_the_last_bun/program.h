#pragma once

#include <condition_variable>
#include <mutex>

inline std::mutex m;
inline std::condition_variable bell;
inline int buns = 0;    // m
inline int fewest = 0;  // m

inline void take_one() {
    buns -= 1;
    if (buns < 0) fewest = buns;
}

inline void ann() {
    std::unique_lock l(m);
    if (buns == 0) bell.wait(l);
    take_one();
}

inline void ben() {
    std::unique_lock l(m);
    if (buns == 0) bell.wait(l);
    take_one();
}

inline void baker() {
    {
        std::lock_guard l(m);
        buns += 1;
        bell.notify_one();
    }
    {
        std::lock_guard l(m);
        buns += 1;
        bell.notify_one();
    }
}
