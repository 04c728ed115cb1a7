// Fails: behaviour, wrong, "different processes"
// Each task gets a fresh worker, in which nothing can be left of the one before. To start a process
// costs more than most tasks.
#pragma once

#include <poll.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <tuple>
#include <type_traits>
#include <vector>

#include "task.h"

// Messages as in exercise 2, over a socket: it goes both ways, and MSG_NOSIGNAL keeps SIGPIPE away.
// Whatever is wrong with the line, the other end is dead: false, or nothing.
inline bool send_message(int line, std::string_view message) {
    const std::uint64_t size = message.size();
    std::string frame(reinterpret_cast<const char*>(&size), sizeof size);
    frame += message;
    for (std::size_t sent = 0; sent < frame.size();) {
        const ssize_t more = send(line, frame.data() + sent, frame.size() - sent, MSG_NOSIGNAL);
        if (more >= 0)
            sent += static_cast<std::size_t>(more);
        else if (errno != EINTR)
            return false;
    }
    return true;
}

inline bool receive_all(int line, char* to, std::size_t size) {
    for (std::size_t got = 0; got < size;) {
        const ssize_t more = recv(line, to + got, size - got, 0);
        if (more > 0)
            got += static_cast<std::size_t>(more);
        else if (more == 0 || errno != EINTR)
            return false;
    }
    return true;
}

inline std::optional<std::string> receive_message(int line) {
    std::uint64_t size = 0;
    if (!receive_all(line, reinterpret_cast<char*>(&size), sizeof size)) return std::nullopt;
    std::string message(size, '\0');
    if (!receive_all(line, message.data(), size)) return std::nullopt;
    return message;
}

// A call, and what came of it.
struct Task {
    std::string call;
    std::optional<std::string> outcome = std::nullopt;
    bool worker_died = false;

    [[nodiscard]] bool done() const { return outcome || worker_died; }

    template <class Result>
    [[nodiscard]] Result result() const {
        if (worker_died) throw WorkerDied();
        return result_in<Result>(*outcome);
    }
};

using Tasks = std::vector<std::shared_ptr<Task>>;

// A child process that makes the calls which it is sent.
class Worker {
  public:
    explicit Worker(const std::vector<std::unique_ptr<Worker>>& others) {
        int ends[2];
        if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends) != 0)
            throw std::system_error(errno, std::generic_category(), "socketpair");
        pid_ = fork();
        if (pid_ == 0) {
            // The parent's ends must be the parent's alone: a worker learns that the parent is dead
            // from the end of its line, which comes when nobody has the other end open.
            close(ends[0]);
            for (const auto& other : others)
                if (other) close(other->line_);
            while (const auto call = receive_message(ends[1]))
                if (!send_message(ends[1], outcome_of(*call))) break;
            _exit(0);
        }
        const int error = errno;
        close(ends[1]);
        line_ = ends[0];
        if (pid_ > 0) return;
        close(line_);
        throw std::system_error(error, std::generic_category(), "fork");
    }

    ~Worker() {
        kill(pid_, SIGKILL);
        while (waitpid(pid_, nullptr, 0) < 0 && errno == EINTR) {
        }
        close(line_);
    }

    Worker(const Worker&) = delete;
    Worker& operator=(const Worker&) = delete;

    [[nodiscard]] int line() const { return line_; }

    std::shared_ptr<Task> task;  // what it is doing, if anything

  private:
    pid_t pid_;
    int line_;
};

class ProcessPool;

// What apply_async() or map_async() return: a result that is there sooner or later. It can be asked
// as long as the pool exists.
template <class T>
class Pending {
  public:
    // Is it there, or an exception in its place? Does not wait.
    [[nodiscard]] bool ready();

    // Waits until it is there, and returns it or throws what came instead. May be called again.
    T get();

    // The same, but throws TimedOut if it is not there within `limit`. Nothing is lost then: the
    // task goes on, and get() may be called again.
    T get(std::chrono::milliseconds limit);

  private:
    friend class ProcessPool;
    using Collect = std::function<T(const Tasks&)>;
    Pending(ProcessPool& pool, Tasks tasks, Collect collect)
        : pool_(&pool), tasks_(std::move(tasks)), collect_(std::move(collect)) {}

    [[nodiscard]] bool done() const {
        return std::ranges::all_of(tasks_, [](const auto& task) { return task->done(); });
    }

    ProcessPool* pool_;
    Tasks tasks_;
    Collect collect_;
};

// What imap() or imap_unordered() return: many results, each to be had as soon as it is there. They
// can be asked for as long as the pool exists.
template <class T>
class Results {
  public:
    // Waits for the next result and returns it, or nothing after the last one. Throws TaskFailed or
    // WorkerDied in place of a result; the next call goes on behind it.
    [[nodiscard]] std::optional<T> next();

  private:
    friend class ProcessPool;
    Results(ProcessPool& pool, const Tasks& tasks, bool ordered)
        : pool_(&pool), left_(tasks.begin(), tasks.end()), ordered_(ordered) {}

    ProcessPool* pool_;
    std::deque<std::shared_ptr<Task>> left_;
    bool ordered_;
};

// A fixed number of worker processes, each of which does one task at a time. A task is a function
// with its arguments, which are sent to a worker; its result is sent back.
//
// - Workers are forks of the process that made the pool: they have a copy of its memory and its
// open
//   descriptors, from that moment. Only calls and outcomes are sent later.
// - Tasks are begun in the order in which they came. A worker that has finished one takes the next.
// - A task that throws has failed: who asks for its result gets a TaskFailed. A worker that dies,
//   for whatever reason, is replaced; who asks for the result of its task gets a WorkerDied, and
//   all other tasks are done as if nothing had happened.
// - The pool has no thread of its own: tasks are handed out, and outcomes taken, when one of its
//   functions or one of a Pending or Results is called. All of them are called by one thread.
// - All calls go on when a signal interrupts them.
class ProcessPool {
  public:
    // Starts the workers, at least one.
    explicit ProcessPool(int workers) {
        for (int i = 0; i < workers; ++i) workers_.push_back(std::make_unique<Worker>(workers_));
    }

    // Ends all workers, in the middle of a task if need be, and waits for their ends. If the
    // process dies without getting here, the workers end by themselves, each after its present
    // task.
    ~ProcessPool() = default;

    ProcessPool(const ProcessPool&) = delete;
    ProcessPool& operator=(const ProcessPool&) = delete;

    // Does function(arguments...) in a worker, waits, and returns the result.
    template <class Result, class... Arguments>
    Result apply(Result (*function)(Arguments...), std::type_identity_t<Arguments>... arguments) {
        return apply_async(function, std::move(arguments)...).get();
    }

    // Does not wait. If a worker is idle, it begins at once.
    template <class Result, class... Arguments>
    [[nodiscard]] Pending<Result> apply_async(Result (*function)(Arguments...),
                                              std::type_identity_t<Arguments>... arguments) {
        return {*this, begin(function, {{std::move(arguments)...}}),
                [](const Tasks& tasks) { return tasks.front()->template result<Result>(); }};
    }

    // Does function(item) for each item, by all workers at once, and returns the results in the
    // order of the items. Waits until all are done; then, if some have failed or died, throws what
    // became of the first of these.
    template <class Result, class Argument>
    std::vector<Result> map(Result (*function)(Argument),
                            const std::vector<std::decay_t<Argument>>& items) {
        return map_async(function, items).get();
    }

    // The same without waiting. If workers are idle, they begin at once.
    template <class Result, class Argument>
    [[nodiscard]] Pending<std::vector<Result>> map_async(
        Result (*function)(Argument), const std::vector<std::decay_t<Argument>>& items) {
        return {*this, begin(function, as_tuples(items)), all_results<Result>};
    }

    // Like map(), for a function with several arguments: each item has all of them.
    template <class Result, class... Arguments>
    std::vector<Result> starmap(Result (*function)(Arguments...),
                                const std::vector<std::tuple<std::decay_t<Arguments>...>>& items) {
        return Pending<std::vector<Result>>(*this, begin(function, items), all_results<Result>)
            .get();
    }

    // Like map_async(), but the results can be had one by one, in the order of the items.
    template <class Result, class Argument>
    [[nodiscard]] Results<Result> imap(Result (*function)(Argument),
                                       const std::vector<std::decay_t<Argument>>& items) {
        return {*this, begin(function, as_tuples(items)), true};
    }

    // Like imap(), but whichever is there first comes first.
    template <class Result, class Argument>
    [[nodiscard]] Results<Result> imap_unordered(Result (*function)(Argument),
                                                 const std::vector<std::decay_t<Argument>>& items) {
        return {*this, begin(function, as_tuples(items)), false};
    }

  private:
    template <class T>
    friend class Pending;
    template <class T>
    friend class Results;
    using Clock = std::chrono::steady_clock;

    template <class Item>
    static std::vector<std::tuple<Item>> as_tuples(const std::vector<Item>& items) {
        return {items.begin(), items.end()};
    }

    template <class Result>
    static std::vector<Result> all_results(const Tasks& tasks) {
        std::vector<Result> results;
        for (const auto& task : tasks) results.push_back(task->template result<Result>());
        return results;
    }

    template <class Result, class... Arguments>
    Tasks begin(Result (*function)(Arguments...),
                const std::vector<std::tuple<std::decay_t<Arguments>...>>& items) {
        Tasks tasks;
        for (const auto& item : items)
            tasks.push_back(std::make_shared<Task>(packed_call(function, item)));
        waiting_.insert(waiting_.end(), tasks.begin(), tasks.end());
        hand_out();
        return tasks;
    }

    // A worker gets a task only when it has none, so it is reading and the call cannot get stuck.
    void hand_out() {
        for (const auto& worker : workers_) {
            if (waiting_.empty()) return;
            if (worker->task) continue;
            worker->task = std::move(waiting_.front());
            waiting_.pop_front();
            send_message(worker->line(), worker->task->call);  // if it is dead, poll() will tell
        }
    }

    // Takes what workers have to say. Waits for that, until the deadline at most.
    void step(std::optional<Clock::time_point> deadline) {
        int limit = -1;
        if (deadline) {
            const auto left =
                std::chrono::ceil<std::chrono::milliseconds>(*deadline - Clock::now());
            limit = static_cast<int>(std::clamp<long>(left.count(), 0, 1'000'000));
        }
        std::vector<pollfd> lines;
        for (const auto& worker : workers_) lines.push_back({worker->line(), POLLIN, 0});
        if (poll(lines.data(), lines.size(), limit) > 0) {
            for (std::size_t i = 0; i < lines.size(); ++i)
                if (lines[i].revents != 0) take_from(workers_[i]);
        }
        hand_out();
    }

    void take_from(std::unique_ptr<Worker>& worker) {
        std::optional<std::string> outcome = receive_message(worker->line());
        const std::shared_ptr<Task> task = std::move(worker->task);
        if (outcome) {
            task->outcome = std::move(outcome);
            worker.reset();
            worker = std::make_unique<Worker>(workers_);
            return;
        }
        if (task) task->worker_died = true;
        worker.reset();
        worker = std::make_unique<Worker>(workers_);
    }

    template <class Done>
    void run_until(const Done& done, std::optional<Clock::time_point> deadline = std::nullopt) {
        while (!done()) {
            const bool last = deadline && Clock::now() >= *deadline;
            step(deadline);
            if (last && !done()) throw TimedOut();
        }
    }

    std::vector<std::unique_ptr<Worker>> workers_;
    std::deque<std::shared_ptr<Task>> waiting_;
};

template <class T>
bool Pending<T>::ready() {
    if (!done()) pool_->step(ProcessPool::Clock::now());
    return done();
}

template <class T>
T Pending<T>::get() {
    pool_->run_until([this] { return done(); });
    return collect_(tasks_);
}

template <class T>
T Pending<T>::get(std::chrono::milliseconds limit) {
    pool_->run_until([this] { return done(); }, ProcessPool::Clock::now() + limit);
    return collect_(tasks_);
}

template <class T>
std::optional<T> Results<T>::next() {
    if (left_.empty()) return std::nullopt;
    // In order, only the first will do.
    const auto last = ordered_ ? left_.begin() + 1 : left_.end();
    const auto is_done = [](const auto& task) { return task->done(); };
    pool_->run_until([&] { return std::any_of(left_.begin(), last, is_done); });
    const auto found = std::find_if(left_.begin(), last, is_done);
    const std::shared_ptr<Task> task = *found;
    left_.erase(found);
    return task->template result<T>();
}
