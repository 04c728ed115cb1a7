// Fails: behaviour, deadlock, "mutex_"
// Calls the handler while the mailbox is locked. A handler that posts to its own worker waits for a
// lock that its own thread holds.
#pragma once

#include <pthread.h>

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

class Registry {
  public:
    [[nodiscard]] std::vector<std::string> alive() const {
        std::vector<std::string> names = copy();
        std::ranges::sort(names);
        return names;
    }

    void add(const std::string& name) {
        const std::lock_guard lock(mutex_);
        names_.push_back(name);
    }
    void remove(const std::string& name) {
        const std::lock_guard lock(mutex_);
        const auto found = std::ranges::find(names_, name);  // one of them, if several have it
        if (found != names_.end()) names_.erase(found);
    }

  private:
    std::vector<std::string> copy() const {
        const std::lock_guard lock(mutex_);
        return names_;
    }

    mutable std::mutex mutex_;
    std::vector<std::string> names_;
};

class Worker {
  public:
    using Handler = std::function<void(const std::string& message)>;

    Worker(Registry& registry, std::string name, Handler handle)
        : registry_(registry),
          name_(std::move(name)),
          handle_(std::move(handle)),
          thread_([this] { run(); }) {
        registry_.add(name_);
    }

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

    [[nodiscard]] bool is_alive() const {
        const std::lock_guard lock(mutex_);
        return alive_;
    }

  private:
    void run() {
        pthread_setname_np(pthread_self(), name_.substr(0, 15).c_str());
        std::unique_lock lock(mutex_);
        while (true) {
            changed_.wait(lock, [this] { return closed_ || !messages_.empty(); });
            if (messages_.empty()) break;
            const std::string message = std::move(messages_.front());
            messages_.pop_front();
            handle_(message);
        }
        registry_.remove(name_);
        alive_ = false;
        ended_.notify_all();
    }

    Registry& registry_;
    const std::string name_;
    const Handler handle_;

    mutable std::mutex mutex_;  // guards what follows
    std::condition_variable changed_;
    std::condition_variable ended_;
    std::deque<std::string> messages_;
    bool closed_ = false;
    bool alive_ = true;

    std::jthread thread_;  // the last member: when it starts, all others are there
};
