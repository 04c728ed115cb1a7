// Another design: std::async starts the thread and brings its result back, an exception too. The
// future joins the thread when it is destroyed, at the end of the line.
#pragma once

#include <functional>
#include <future>
#include <string>

[[nodiscard]] inline std::string greet_in_a_thread(const std::function<std::string()>& greeting) {
    return std::async(std::launch::async, greeting).get();
}
