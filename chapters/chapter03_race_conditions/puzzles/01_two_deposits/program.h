#pragma once

#include <atomic>

inline std::atomic<int> balance{100};

inline void alice() {
    int seen = balance.load();
    balance.store(seen + 50);
}

inline void bob() {
    int seen = balance.load();
    balance.store(seen + 30);
}
