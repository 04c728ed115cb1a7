// Fails: examples, crash, "join"
// The std::thread is destroyed while its thread may be running, and that ends the program.
#pragma once

#include <functional>
#include <string>
#include <thread>

[[nodiscard]] inline std::string greet_in_a_thread(const std::function<std::string()>& greeting) {
    std::string said;
    std::thread greeter([&] { said = greeting(); });
    return said;
}
