// Fails: schedules, wrong, "However long the new thread takes"
// "A tenth of a second is plenty." It nearly always is, and no two threads touch the string without
// its lock. But nothing makes the caller wait until the greeting is there.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

[[nodiscard]] inline std::string greet_in_a_thread(const std::function<std::string()>& greeting) {
    struct Desk {
        std::mutex mutex;
        std::string said;
    };
    auto desk = std::make_shared<Desk>();
    std::thread greeter([desk, greeting] {
        std::lock_guard lock(desk->mutex);
        desk->said = greeting();
    });
    greeter.detach();
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
    std::lock_guard lock(desk->mutex);
    return desk->said;
}
