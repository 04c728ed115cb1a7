// One thread, started and waited for.
#pragma once

#include <racecourse/not_started.h>

#include <functional>
#include <string>

// Calls `greeting` once, in a new thread of its own, and returns what it said.
//
// - Blocks until that thread has ended: nothing of it is left when the call returns.
// - Any number of threads may call this at the same time; each gets its own greeting.
// - `greeting` throws nothing.
[[nodiscard]] inline std::string greet_in_a_thread(const std::function<std::string()>& greeting) {
    racecourse::not_started("greet_in_a_thread");
}
