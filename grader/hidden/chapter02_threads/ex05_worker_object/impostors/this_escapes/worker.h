// Fails: races, race, "alive_"
// The first thing that the worker does is to enter itself, `this`, into the list. Whoever lists the
// workers then asks one that is still under construction whether it is alive.
#pragma once

#include <pthread.h>

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

class Worker;

class Registry {
  public:
    [[nodiscard]] std::vector<std::string> alive() const;

    void add(const std::string& name, const Worker* worker) {
        const std::lock_guard lock(mutex_);
        workers_.emplace_back(name, worker);
    }
    void remove(const Worker* worker) {
        const std::lock_guard lock(mutex_);
        std::erase_if(workers_, [&](const auto& entry) { return entry.second == worker; });
    }

  private:
    mutable std::mutex mutex_;
    std::vector<std::pair<std::string, const Worker*>> workers_;
};

class Worker {
  public:
    using Handler = std::function<void(const std::string& message)>;

    Worker(Registry& registry, std::string name, Handler handle)
        : registration_(registry, name, this),
          registry_(registry),
          name_(std::move(name)),
          handle_(std::move(handle)),
          thread_([this] { run(); }) {}

    ~Worker() {
        close();
        join();
    }

    Worker(const Worker&) = delete;
    Worker& operator=(const Worker&) = delete;

    [[nodiscard]] const std::string& name() const { return name_; }

    bool post(std::string message) {
        {
            const std::lock_guard lock(mutex_);
            if (closed_) return false;
            messages_.push_back(std::move(message));
        }
        changed_.notify_all();
        return true;
    }

    void close() {
        {
            const std::lock_guard lock(mutex_);
            closed_ = true;
        }
        changed_.notify_all();
    }

    void join() {
        std::unique_lock lock(mutex_);
        ended_.wait(lock, [this] { return !alive_; });
    }

    [[nodiscard]] bool is_alive() const { return alive_; }

  private:
    // The next message, or nothing when the worker is closed and all are handled.
    std::optional<std::string> next() {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [this] { return closed_ || !messages_.empty(); });
        if (messages_.empty()) return std::nullopt;
        std::string message = std::move(messages_.front());
        messages_.pop_front();
        return message;
    }

    void run() {
        pthread_setname_np(pthread_self(), name_.substr(0, 15).c_str());
        while (const auto message = next()) handle_(*message);  // no lock is held here
        registry_.remove(this);
        {
            const std::lock_guard lock(mutex_);
            alive_ = false;
        }
        ended_.notify_all();
    }

    struct Registration {
        Registration(Registry& registry, const std::string& name, const Worker* worker) {
            registry.add(name, worker);
        }
    };
    Registration registration_;
    Registry& registry_;
    const std::string name_;
    const Handler handle_;
    std::atomic<bool> alive_{true};
    mutable std::mutex mutex_;
    std::condition_variable changed_;
    std::condition_variable ended_;
    std::deque<std::string> messages_;
    bool closed_ = false;
    std::jthread thread_;
};

inline std::vector<std::string> Registry::alive() const {
    const std::lock_guard lock(mutex_);
    std::vector<std::string> names;
    for (const auto& [name, worker] : workers_) {
        if (worker->is_alive()) names.push_back(name);
    }
    std::ranges::sort(names);
    return names;
}
