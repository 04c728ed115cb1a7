// Fails: races, race, "done"
// "When the flag is set, the greeting is there." Nothing orders the two threads: the flag is plain
// memory, and so neither of them may rely on what the other has written.
#pragma once

#include <functional>
#include <string>
#include <thread>

[[nodiscard]] inline std::string greet_in_a_thread(const std::function<std::string()>& greeting) {
    std::string said;
    bool done = false;
    std::thread greeter([&] {
        said = greeting();
        done = true;
    });
    while (!done) std::this_thread::yield();
    greeter.detach();
    return said;
}
