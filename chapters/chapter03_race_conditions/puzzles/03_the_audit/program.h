#pragma once

#include <mutex>

inline std::mutex lock;
inline int left = 5;   // lock
inline int right = 5;  // lock
inline int counted = 0;

inline void mover() {
    {
        std::lock_guard g(lock);
        left -= 1;
    }
    {
        std::lock_guard g(lock);
        right += 1;
    }
}

inline void auditor() {
    {
        std::lock_guard g(lock);
        counted += left;
    }
    {
        std::lock_guard g(lock);
        counted += right;
    }
}
