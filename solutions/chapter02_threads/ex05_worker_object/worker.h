// A worker with a thread and a mailbox of its own, and a list of all that are alive.
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

// The workers that are alive. Any thread may call anything at any time. It outlives its workers.
class Registry {
  public:
    // Their names, sorted. Two workers may have the same name, which is listed twice then.
    [[nodiscard]] std::vector<std::string> alive() const {
        std::vector<std::string> names = copy();
        std::ranges::sort(names);
        return names;
    }

    // Called by workers only.
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
    std::vector<std::string> names_;  // guarded by mutex_
};

// A thread that handles messages, one after the other. Any thread may call any function at any
// time, except the destructor, which only one calls, when nobody uses the worker any more.
class Worker {
  public:
    using Handler = std::function<void(const std::string& message)>;

    // Starts the thread; the system shows it under this name (the first 15 characters of it). The
    // worker is alive and listed from here on. handle(message) is called in that thread, once for
    // each message, in the order in which they were posted. It must not throw, nor join its own
    // worker; it may call anything else, such as post.
    Worker(Registry& registry, std::string name, Handler handle)
        : registry_(registry),
          name_(std::move(name)),
          handle_(std::move(handle)),
          thread_([this] { run(); }) {
        registry_.add(name_);
    }

    // Closes and joins.
    ~Worker() {
        close();
        join();
    }

    Worker(const Worker&) = delete;
    Worker& operator=(const Worker&) = delete;

    [[nodiscard]] const std::string& name() const { return name_; }

    // Puts a message into the mailbox and returns at once. true: it will be handled, whatever
    // comes. false: the worker is closed, and the message will not be handled.
    bool post(std::string message) {
        {
            const std::lock_guard lock(mutex_);
            if (closed_) return false;
            messages_.push_back(std::move(message));
        }
        changed_.notify_all();
        return true;
    }

    // From here on the worker takes no more messages. Those that it took will still be handled, and
    // then it ends. Does not wait for that. May be called more than once.
    void close() {
        {
            const std::lock_guard lock(mutex_);
            closed_ = true;
        }
        changed_.notify_all();
    }

    // Waits, asleep, until the worker has been closed, has handled all messages, and is neither
    // alive nor listed any more.
    void join() {
        std::unique_lock lock(mutex_);
        ended_.wait(lock, [this] { return !alive_; });
    }

    // Whether the worker may still handle something. Once false, always false, and not listed.
    [[nodiscard]] bool is_alive() const {
        const std::lock_guard lock(mutex_);
        return alive_;
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
        while (const auto message = next()) handle_(*message);  // no lock is held here
        registry_.remove(name_);
        {
            const std::lock_guard lock(mutex_);
            alive_ = false;
        }
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
