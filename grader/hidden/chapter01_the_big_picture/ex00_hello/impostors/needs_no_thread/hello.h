// Fails: behaviour, wrong, "by a new thread"
// The right words, said by the caller itself.
#pragma once

#include <functional>
#include <string>

[[nodiscard]] inline std::string greet_in_a_thread(const std::function<std::string()>& greeting) {
    return greeting();
}
