// Fails: behaviour, wrong, "has not ended yet"
// Tells the caller as soon as anything is known, and leaves the rest to run on their own. They
// still use what the caller is about to destroy.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <stop_token>
#include <thread>
#include <vector>

using Task = std::function<void(std::stop_token)>;

inline void run_all(const std::vector<Task>& tasks) {
    struct Shared {
        std::stop_source stop;
        std::mutex mutex;
        std::condition_variable changed;
        std::size_t done = 0;
        std::exception_ptr first;
    };
    const auto shared = std::make_shared<Shared>();
    for (const Task& task : tasks) {
        std::thread([task, shared] {
            std::exception_ptr error;
            try {
                task(shared->stop.get_token());
            } catch (...) {
                error = std::current_exception();
            }
            const std::lock_guard lock(shared->mutex);
            ++shared->done;
            if (error && shared->stop.request_stop()) shared->first = error;
            shared->changed.notify_all();
        }).detach();
    }
    std::unique_lock lock(shared->mutex);
    shared->changed.wait(lock, [&] { return shared->first || shared->done == tasks.size(); });
    if (shared->first) std::rethrow_exception(shared->first);
}
