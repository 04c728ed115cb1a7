// Another design: a std::jthread joins by itself at the end of its block, also when something
// throws in between.
#pragma once

#include <functional>
#include <string>
#include <thread>

[[nodiscard]] inline std::string greet_in_a_thread(const std::function<std::string()>& greeting) {
    std::string said;
    {
        std::jthread greeter([&] { said = greeting(); });
    }
    return said;
}
