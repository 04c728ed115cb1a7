#include "desk/runner.h"

#include <sys/eventfd.h>
#include <unistd.h>

#include <csignal>
#include <cstdint>
#include <utility>

#include "common/error.h"
#include "sandbox/sandbox.h"

namespace grader {

Runner::Runner() : signal_(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
    if (signal_ < 0) throw Error("No eventfd could be made.", Exit::environment);
    // Signals are for the thread that holds the terminal.
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    thread_ = std::jthread([this](const std::stop_token& end) { live(end); });
    pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

Runner::~Runner() {
    cancel();
    thread_.request_stop();
    thread_.join();
    close(signal_);
}

void Runner::start(Work work, Work ready) {
    cancel();
    const std::lock_guard lock(mutex_);
    next_ = std::move(work);
    ready_ = std::move(ready);
    work_waits_.notify_one();
}

void Runner::cancel() {
    const std::lock_guard lock(mutex_);
    ++run_;
    next_ = nullptr;
    stop_.request_stop();
    stop_ = std::stop_source();
    news_.clear();
}

std::vector<News> Runner::news() {
    const std::lock_guard lock(mutex_);
    std::uint64_t times = 0;
    [[maybe_unused]] const auto got = read(signal_, &times, sizeof times);
    return std::exchange(news_, {});
}

void Runner::tell(int run, News news) {
    const std::lock_guard lock(mutex_);
    if (run != run_) return;
    news_.push_back(std::move(news));
    const std::uint64_t once = 1;
    [[maybe_unused]] const auto written = write(signal_, &once, sizeof once);
}

void Runner::live(const std::stop_token& end) {
    while (true) {
        std::unique_lock lock(mutex_);
        if (!work_waits_.wait(lock, end, [this] { return next_ != nullptr; })) return;
        const Work work = std::exchange(next_, nullptr), ready = std::exchange(ready_, nullptr);
        const int run = run_;
        const std::stop_token stop = stop_.get_token();
        lock.unlock();
        const Tell told = [this, run](News news) { tell(run, std::move(news)); };
        try {
            if (ready) ready(told, end);
            if (stop.stop_requested()) continue;
            work(told, stop);
            told({News::done, {}});
        } catch (const Cancelled&) {
            // Nobody listens any more.
        } catch (const std::exception& error) {
            told({News::failed, error.what()});
        }
    }
}

}  // namespace grader
