// Fails: examples, deadlock, "door"
// Waits for the thread while it holds the lock that the thread needs.
#pragma once

#include <functional>
#include <mutex>
#include <string>
#include <thread>

[[nodiscard]] inline std::string greet_in_a_thread(const std::function<std::string()>& greeting) {
    std::mutex door;
    std::string said;
    std::lock_guard mine(door);
    std::thread greeter([&] {
        std::lock_guard theirs(door);
        said = greeting();
    });
    greeter.join();
    return said;
}
