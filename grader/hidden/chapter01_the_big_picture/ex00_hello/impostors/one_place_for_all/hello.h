// Fails: races, race, "said"
// static: one string for all who call, however many do so at once.
#pragma once

#include <functional>
#include <string>
#include <thread>

[[nodiscard]] inline std::string greet_in_a_thread(const std::function<std::string()>& greeting) {
    static std::string said;
    std::thread greeter([&] { said = greeting(); });
    greeter.join();
    return said;
}
