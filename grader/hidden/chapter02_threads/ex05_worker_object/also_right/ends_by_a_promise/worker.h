// Another design: the end of the thread is a shared_future, which anybody may wait for or ask. The
// state of the mailbox and the state of the thread do not share a lock.
#pragma once

#include <pthread.h>

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <future>
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

    void join() { ended_.wait(); }

    [[nodiscard]] bool is_alive() const {
        return ended_.wait_for(std::chrono::seconds(0)) != std::future_status::ready;
    }

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
        while (const auto message = next()) handle_(*message);
        registry_.remove(name_);
        end_.set_value();
    }

    Registry& registry_;
    const std::string name_;
    const Handler handle_;

    std::mutex mutex_;  // guards what follows
    std::condition_variable changed_;
    std::deque<std::string> messages_;
    bool closed_ = false;

    std::promise<void> end_;
    const std::shared_future<void> ended_ = end_.get_future().share();
    std::jthread thread_;
};
