// Workload: thread pool
// Two hundred tasks of unequal length, known from the start.
// At least: 2.7
#include <racecourse/kit.h>

#include <cstdint>
#include <deque>
#include <future>
#include <memory>
#include <semaphore>
#include <span>

namespace {

struct Task {
    std::uint64_t seed;
    int rounds;
    std::uint64_t result;
};

std::vector<Task> make_tasks() {
    static std::atomic<std::uint64_t> calls{0};
    std::uint64_t state = ++calls * 0x9e3779b97f4a7c15u;
    std::vector<Task> tasks(200);
    for (auto& task : tasks) {
        state = state * 6364136223846793005u + 1442695040888963407u;
        task = {state, 25'000 + static_cast<int>(state >> 48) % 50'000, 0};
    }
    return tasks;
}

// Never inlined, so that the reference and every solution run the same instructions.
[[gnu::noinline]] void run(Task& task) {
    std::uint64_t value = task.seed;
    for (int i = 0; i < task.rounds; ++i) value = (value ^ (value >> 29)) * 0xbf58476d1ce4e5b9u;
    task.result = value;
}

template <class Solution>
void measure(Solution solution, const char* sentence) {
    auto tasks = make_tasks();
    std::uint64_t expected = 0, sum = 0;
    for (auto& task : tasks) run(task), expected += task.result, task.result = 0;
    EXPECT_SPEEDUP(
        [&] {
            for (auto& task : tasks) run(task);
            racecourse::use(tasks.front());
        },
        [&] {
            for (auto& task : tasks) task.result = 0;
            solution(std::span<Task>(tasks), racecourse::cores());
        })
        << sentence;
    for (const auto& task : tasks) sum += task.result;
    EXPECT_EQ(sum, expected) << racecourse::because << "Every task must have run.";
}

// A queue, and threads that take from it until it is closed and empty.
class Pool {
  public:
    explicit Pool(int threads) {
        for (int i = 0; i < threads; ++i) workers_.emplace_back([this] { work(); });
    }
    ~Pool() {
        {
            std::lock_guard lock(mutex_);
            closed_ = true;
        }
        more_or_closed_.notify_all();
    }
    void submit(std::function<void()> job) {
        {
            std::lock_guard lock(mutex_);
            jobs_.push_back(std::move(job));
        }
        more_or_closed_.notify_one();
    }

  private:
    void work() {
        while (true) {
            std::unique_lock lock(mutex_);
            more_or_closed_.wait(lock, [this] { return closed_ || !jobs_.empty(); });
            if (jobs_.empty()) return;
            const auto job = std::move(jobs_.front());
            jobs_.pop_front();
            lock.unlock();
            job();
        }
    }

    std::mutex mutex_;
    std::condition_variable more_or_closed_;
    std::deque<std::function<void()>> jobs_;
    bool closed_ = false;
    std::vector<std::jthread> workers_;  // the last member: joined before the others go
};

TEST(Speed, right_queue_with_a_condition) {
    measure(
        [](std::span<Task> tasks, int threads) {
            Pool pool(threads);
            for (auto& task : tasks) pool.submit([&] { run(task); });
        },
        "A worker holds the queue's lock only while it takes a task.");
}

TEST(Speed, right_packaged_tasks) {
    measure(
        [](std::span<Task> tasks, int threads) {
            Pool pool(threads);
            std::vector<std::future<void>> done;
            for (auto& task : tasks) {
                auto job = std::make_shared<std::packaged_task<void()>>([&] { run(task); });
                done.push_back(job->get_future());
                pool.submit([job] { (*job)(); });
            }
            for (auto& future : done) future.get();
        },
        "All tasks are submitted before the first future is asked for.");
}

TEST(Speed, right_index_of_the_next_task) {
    measure(
        [](std::span<Task> tasks, int threads) {
            std::atomic<std::size_t> next{0};
            racecourse::start_together(threads, [&](int) {
                for (auto i = next++; i < tasks.size(); i = next++) run(tasks[i]);
            });
        },
        "The tasks are known, so an atomic index is queue enough.");
}

TEST(Speed, right_semaphore_counts_the_tasks) {
    measure(
        [](std::span<Task> tasks, int threads) {
            std::mutex mutex;
            std::deque<Task*> waiting;
            std::counting_semaphore<> available(0);
            std::vector<std::thread> workers;
            for (int i = 0; i < threads; ++i) {
                workers.emplace_back([&] {
                    while (true) {
                        available.acquire();
                        Task* task = nullptr;
                        {
                            std::lock_guard lock(mutex);
                            task = waiting.front();
                            waiting.pop_front();
                        }
                        if (task == nullptr) return;
                        run(*task);
                    }
                });
            }
            const auto put = [&](Task* task) {
                {
                    std::lock_guard lock(mutex);
                    waiting.push_back(task);
                }
                available.release();
            };
            for (auto& task : tasks) put(&task);
            for (int i = 0; i < threads; ++i) put(nullptr);
            for (auto& worker : workers) worker.join();
        },
        "A semaphore counts what waits in the queue; an empty task ends a worker.");
}

TEST(Speed, right_every_eighth_task) {
    measure(
        [](std::span<Task> tasks, int threads) {
            std::vector<std::jthread> workers;
            for (int i = 0; i < threads; ++i) {
                workers.emplace_back([&, i] {
                    for (auto k = static_cast<std::size_t>(i); k < tasks.size();
                         k += static_cast<std::size_t>(threads))
                        run(tasks[k]);
                });
            }
        },
        "The tasks are dealt out like cards, so long and short ones mix.");
}

TEST(Speed, wrong_runs_under_the_queues_lock) {
    measure(
        [](std::span<Task> tasks, int threads) {
            std::mutex mutex;
            std::deque<Task*> waiting;
            for (auto& task : tasks) waiting.push_back(&task);
            std::vector<std::jthread> workers;
            for (int i = 0; i < threads; ++i) {
                workers.emplace_back([&] {
                    while (true) {
                        std::lock_guard lock(mutex);
                        if (waiting.empty()) return;
                        run(*waiting.front());
                        waiting.pop_front();
                    }
                });
            }
        },
        "The lock of the queue is held while the task runs.");
}

TEST(Speed, wrong_waits_for_each_result) {
    measure(
        [](std::span<Task> tasks, int threads) {
            Pool pool(threads);
            for (auto& task : tasks) {
                std::promise<void> done;
                pool.submit([&] {
                    run(task);
                    done.set_value();
                });
                done.get_future().get();
            }
        },
        "Each task is waited for before the next one is submitted.");
}

TEST(Speed, wrong_pool_of_one) {
    measure(
        [](std::span<Task> tasks, int) {
            Pool pool(1);
            for (auto& task : tasks) pool.submit([&] { run(task); });
        },
        "The pool has one worker, however many were asked for.");
}

TEST(Speed, wrong_queue_chosen_by_an_even_number) {
    measure(
        [](std::span<Task> tasks, int threads) {
            std::vector<std::vector<Task*>> queues(static_cast<std::size_t>(threads));
            for (auto& task : tasks) {
                const auto address = reinterpret_cast<std::uintptr_t>(&task);
                queues[address / 64 * 64 % queues.size()].push_back(&task);
            }
            std::vector<std::jthread> workers;
            for (const auto& queue : queues) {
                workers.emplace_back([&] {
                    for (auto* task : queue) run(*task);
                });
            }
        },
        "A worker is chosen by a number that eight always divides: the first one gets all.");
}

TEST(Speed, wrong_naps_after_each_task) {
    measure(
        [](std::span<Task> tasks, int threads) {
            std::atomic<std::size_t> next{0};
            std::vector<std::jthread> workers;
            for (int i = 0; i < threads; ++i) {
                workers.emplace_back([&] {
                    for (auto k = next++; k < tasks.size(); k = next++) {
                        run(tasks[k]);
                        std::this_thread::sleep_for(std::chrono::milliseconds(1));
                    }
                });
            }
        },
        "Each worker sleeps a millisecond after each task, ten times as long as the task took.");
}

TEST(Speed, wrong_one_permit) {
    measure(
        [](std::span<Task> tasks, int threads) {
            std::counting_semaphore<> permits(1);
            Pool pool(threads);
            for (auto& task : tasks) {
                pool.submit([&] {
                    permits.acquire();
                    run(task);
                    permits.release();
                });
            }
            // The pool is gone before the permits are: it joins its workers here.
        },
        "A semaphore with one permit is taken around each task.");
}

TEST(Speed, wrong_sleeps_with_the_lock) {
    measure(
        [](std::span<Task> tasks, int threads) {
            std::mutex mutex;
            std::size_t next = 0;
            racecourse::start_together(threads, [&](int) {
                while (true) {
                    Task* task = nullptr;
                    {
                        std::lock_guard lock(mutex);
                        if (next == tasks.size()) return;
                        task = &tasks[next++];
                        std::this_thread::sleep_for(std::chrono::microseconds(200));
                    }
                    run(*task);
                }
            });
        },
        "A worker that takes a task rests a little, and keeps the lock meanwhile.");
}

}  // namespace
