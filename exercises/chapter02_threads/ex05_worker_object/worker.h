// A worker with a thread and a mailbox of its own, and a list of all that are alive.
#pragma once

#include <racecourse/not_started.h>

#include <functional>
#include <string>
#include <vector>

// The workers that are alive. Any thread may call anything at any time. It outlives its workers.
class Registry {
  public:
    // Their names, sorted. Two workers may have the same name, which is listed twice then.
    [[nodiscard]] std::vector<std::string> alive() const {
        racecourse::not_started("Registry::alive");
    }
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
    Worker(Registry& registry, std::string name, Handler handle) {}

    // Closes and joins.
    ~Worker() {}

    Worker(const Worker&) = delete;
    Worker& operator=(const Worker&) = delete;

    [[nodiscard]] const std::string& name() const { racecourse::not_started("Worker::name"); }

    // Puts a message into the mailbox and returns at once. true: it will be handled, whatever
    // comes. false: the worker is closed, and the message will not be handled.
    bool post(std::string message) { racecourse::not_started("Worker::post"); }

    // From here on the worker takes no more messages. Those that it took will still be handled, and
    // then it ends. Does not wait for that. May be called more than once.
    void close() { racecourse::not_started("Worker::close"); }

    // Waits, asleep, until the worker has been closed, has handled all messages, and is neither
    // alive nor listed any more.
    void join() { racecourse::not_started("Worker::join"); }

    // Whether the worker may still handle something. Once false, always false, and not listed.
    [[nodiscard]] bool is_alive() const { racecourse::not_started("Worker::is_alive"); }
};
