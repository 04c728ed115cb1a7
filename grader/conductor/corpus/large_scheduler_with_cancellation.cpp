// A job scheduler with priorities. A worker looks whether its job has been cancelled and then
// marks it as running, in two steps: a cancel() in between says "cancelled" of a job that runs.
// Finds: wrong
#include <racecourse/kit.h>

#include <memory>
#include <queue>

namespace {

class Job {
  public:
    Job(int priority, std::function<void()> action)
        : priority_(priority), action_(std::move(action)) {}

    // True if the job has not begun and now never will.
    bool cancel() {
        State expected = State::queued;
        return state_.compare_exchange_strong(expected, State::cancelled);
    }

    // Runs the job unless it was cancelled.
    void run() {
#ifdef FAULTY
        if (state_.load() == State::cancelled) return;
        state_.store(State::running);
#else
        State expected = State::queued;
        if (!state_.compare_exchange_strong(expected, State::running)) return;
#endif
        action_();
        state_.store(State::done);
    }

    [[nodiscard]] bool done() const {
        return state_.load() == State::done;
    }
    [[nodiscard]] int priority() const {
        return priority_;
    }

  private:
    enum class State { queued, running, done, cancelled };

    const int priority_;
    const std::function<void()> action_;
    std::atomic<State> state_{State::queued};
};

class Scheduler {
  public:
    explicit Scheduler(int workers) : worker_count_(workers) {}

    ~Scheduler() {
        {
            std::lock_guard lock(mutex_);
            stopping_ = true;
        }
        changed_.notify_all();
        for (std::thread& worker : workers_) worker.join();
    }

    Scheduler(const Scheduler&) = delete;
    Scheduler& operator=(const Scheduler&) = delete;

    // Jobs of higher priority are begun first.
    std::shared_ptr<Job> submit(int priority, std::function<void()> action) {
        auto job = std::make_shared<Job>(priority, std::move(action));
        {
            std::lock_guard lock(mutex_);
            queue_.push(job);
            ++unfinished_;
        }
        changed_.notify_one();
        return job;
    }

    void start() {
        for (int i = 0; i < worker_count_; ++i) workers_.emplace_back([this] { work(); });
    }

    // Returns when each submitted job has run or was found cancelled.
    void drain() {
        std::unique_lock lock(mutex_);
        drained_.wait(lock, [this] { return unfinished_ == 0; });
    }

    // In which order the workers took the jobs.
    std::vector<int> priorities_taken() {
        std::lock_guard lock(mutex_);
        return taken_;
    }

  private:
    struct LessUrgent {
        bool operator()(const std::shared_ptr<Job>& left, const std::shared_ptr<Job>& right) const {
            return left->priority() < right->priority();
        }
    };

    void work() {
        std::unique_lock lock(mutex_);
        for (;;) {
            changed_.wait(lock, [this] { return stopping_ || !queue_.empty(); });
            if (queue_.empty()) return;
            const std::shared_ptr<Job> job = queue_.top();
            queue_.pop();
            taken_.push_back(job->priority());
            lock.unlock();
            job->run();
            lock.lock();
            if (--unfinished_ == 0) drained_.notify_all();
        }
    }

    const int worker_count_;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::condition_variable drained_;
    std::priority_queue<std::shared_ptr<Job>, std::vector<std::shared_ptr<Job>>, LessUrgent> queue_;
    std::vector<int> taken_;
    int unfinished_ = 0;
    bool stopping_ = false;
    std::vector<std::thread> workers_;
};

}  // namespace

TEST(Schedules, Program) {
    Scheduler scheduler(2);
    std::atomic<int> backups{0};
    std::atomic<int> reports{0};
    const std::shared_ptr<Job> backup = scheduler.submit(1, [&] { ++backups; });
    const std::shared_ptr<Job> report = scheduler.submit(3, [&] { ++reports; });
    const std::shared_ptr<Job> second_report = scheduler.submit(2, [&] { ++reports; });
    scheduler.start();
    bool cancelled = false;
    std::thread operating([&] { cancelled = backup->cancel(); });
    scheduler.drain();
    operating.join();
    EXPECT_EQ(backups.load(), cancelled ? 0 : 1);
    EXPECT_EQ(reports.load(), 2);
    EXPECT_TRUE(report->done());
    EXPECT_TRUE(second_report->done());
    EXPECT_EQ(scheduler.priorities_taken(), (std::vector<int>{3, 2, 1}));
}
