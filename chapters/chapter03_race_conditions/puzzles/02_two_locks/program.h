#pragma once

#include <mutex>

inline std::mutex alices, bobs;
inline int alice_has = 10;  // alices
inline int bob_has = 10;    // bobs

inline void alice_pays() {
    std::lock_guard mine(alices);
    alice_has -= 3;
    std::lock_guard his(bobs);
    bob_has += 3;
}

inline void bob_pays() {
    std::lock_guard mine(bobs);
    bob_has -= 5;
    std::lock_guard hers(alices);
    alice_has += 5;
}
