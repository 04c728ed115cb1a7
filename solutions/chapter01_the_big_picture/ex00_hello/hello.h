// One thread, started and waited for.
#pragma once

#include <functional>
#include <string>
#include <thread>

// Calls `greeting` once, in a new thread of its own, and returns what it said.
//
// - Blocks until that thread has ended: nothing of it is left when the call returns.
// - Any number of threads may call this at the same time; each gets its own greeting.
// - `greeting` throws nothing.
[[nodiscard]] inline std::string greet_in_a_thread(const std::function<std::string()>& greeting) {
    std::string said;
    std::thread greeter([&] { said = greeting(); });
    greeter.join();  // from here on the thread is gone, and all it wrote can be seen
    return said;
}
