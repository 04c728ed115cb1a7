// Fails: behaviour, wrong, "type"
// Carries home what() of the exception in a new one. The caller who wants to treat a full disk in
// another way than a lost connection cannot tell them apart any more.
#pragma once

#include <exception>
#include <functional>
#include <stdexcept>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

using Task = std::function<void(std::stop_token)>;

inline void run_all(const std::vector<Task>& tasks) {
    std::stop_source stop;
    std::string text;
    {
        std::vector<std::jthread> threads;
        for (const Task& task : tasks) {
            threads.emplace_back([&] {
                try {
                    task(stop.get_token());
                } catch (const std::exception& error) {
                    if (stop.request_stop()) text = error.what();
                } catch (...) {
                    if (stop.request_stop()) text = "unknown";
                }
            });
        }
    }
    if (stop.stop_requested()) throw std::runtime_error(text);
}
