// Fails: examples, too slow, "while (!done)"
// Waits for a sign that nobody gives.
#pragma once

#include <atomic>
#include <chrono>
#include <functional>
#include <string>
#include <thread>

[[nodiscard]] inline std::string greet_in_a_thread(const std::function<std::string()>& greeting) {
    std::atomic<bool> done{false};
    std::string said;
    std::thread greeter([&] { said = greeting(); });
    while (!done) std::this_thread::sleep_for(std::chrono::milliseconds(1));
    greeter.join();
    return said;
}
