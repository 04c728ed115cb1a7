// Workload: overlapped waits
// Fetches that only wait, a worker that is asked to stop, and a wait with a deadline.
// At least: 2.7
#include <racecourse/kit.h>

#include <cstdint>
#include <deque>
#include <future>
#include <semaphore>
#include <stop_token>

namespace {

using namespace std::chrono_literals;

// ---- Fetches: as many at once as there may be, whatever the number of cores ----

constexpr int at_once = 8;

struct Page {
    std::chrono::microseconds delay;
    std::uint64_t content;
    std::uint64_t fetched;
};
using Pages = std::vector<Page>;

Pages make_pages() {
    static std::atomic<std::uint64_t> calls{0};
    std::uint64_t state = ++calls * 0x9e3779b97f4a7c15u;
    Pages pages(32);
    for (auto& page : pages) {
        state = state * 6364136223846793005u + 1442695040888963407u;
        page = {2ms + std::chrono::microseconds((state >> 40) % 1000), state, 0};
    }
    return pages;
}

void fetch(Page& page) {
    std::this_thread::sleep_for(page.delay);
    page.fetched = page.content;
}

template <class Solution>
void measure(Solution solution, const char* sentence) {
    auto pages = make_pages();
    EXPECT_SPEEDUP(
        [&] {
            for (auto& page : pages) fetch(page);
        },
        [&] {
            for (auto& page : pages) page.fetched = 0;
            solution(pages);
        })
        << sentence;
    for (const auto& page : pages) {
        EXPECT_EQ(page.fetched, page.content)
            << racecourse::because << "Every page must have been fetched.";
    }
}

TEST(Speed, right_thread_for_each_fetch) {
    measure(
        [](Pages& pages) {
            std::vector<std::thread> threads;
            for (auto& page : pages) threads.emplace_back([&] { fetch(page); });
            for (auto& thread : threads) thread.join();
        },
        "A thread that sleeps costs little, so each fetch has one.");
}

TEST(Speed, right_futures) {
    measure(
        [](Pages& pages) {
            std::vector<std::future<void>> fetched;
            for (auto& page : pages)
                fetched.push_back(std::async(std::launch::async, [&] { fetch(page); }));
            for (auto& future : fetched) future.get();
        },
        "All fetches are started before the first one is waited for.");
}

TEST(Speed, right_eight_take_the_next_page) {
    measure(
        [](Pages& pages) {
            std::atomic<std::size_t> next{0};
            std::vector<std::jthread> threads;
            for (int i = 0; i < at_once; ++i) {
                threads.emplace_back([&] {
                    for (auto k = next++; k < pages.size(); k = next++) fetch(pages[k]);
                });
            }
        },
        "Eight threads fetch, and take the next page when they are done.");
}

TEST(Speed, right_eight_permits) {
    measure(
        [](Pages& pages) {
            std::counting_semaphore<> permits(at_once);
            std::vector<std::jthread> threads;
            for (auto& page : pages) {
                threads.emplace_back([&] {
                    permits.acquire();
                    fetch(page);
                    permits.release();
                });
            }
        },
        "A semaphore lets eight fetches wait at a time.");
}

TEST(Speed, wrong_one_after_the_other) {
    measure(
        [](Pages& pages) {
            for (auto& page : pages) fetch(page);
        },
        "Each fetch is waited for before the next one begins.");
}

TEST(Speed, wrong_future_asked_at_once) {
    measure(
        [](Pages& pages) {
            for (auto& page : pages) std::async(std::launch::async, [&] { fetch(page); }).get();
        },
        "Each future is asked for its result before the next fetch starts.");
}

TEST(Speed, wrong_deferred) {
    measure(
        [](Pages& pages) {
            std::vector<std::future<void>> fetched;
            for (auto& page : pages)
                fetched.push_back(std::async(std::launch::deferred, [&] { fetch(page); }));
            for (auto& future : fetched) future.get();
        },
        "A deferred fetch begins when its result is asked for.");
}

TEST(Speed, wrong_waits_with_the_lock) {
    measure(
        [](Pages& pages) {
            std::mutex mutex;
            std::vector<std::jthread> threads;
            for (auto& page : pages) {
                threads.emplace_back([&] {
                    std::lock_guard lock(mutex);
                    fetch(page);
                });
            }
        },
        "The lock that guards the list of pages is held during the fetch.");
}

TEST(Speed, wrong_one_permit) {
    measure(
        [](Pages& pages) {
            std::counting_semaphore<> permits(1);
            racecourse::start_together(static_cast<int>(pages.size()), [&](int i) {
                permits.acquire();
                fetch(pages[static_cast<std::size_t>(i)]);
                permits.release();
            });
        },
        "The semaphore has one permit where eight were meant.");
}

TEST(Speed, wrong_two_at_a_time) {
    measure(
        [](Pages& pages) {
            for (std::size_t i = 0; i + 1 < pages.size(); i += 2) {
                std::jthread other([&] { fetch(pages[i]); });
                fetch(pages[i + 1]);
            }
        },
        "Only two fetches overlap.");
}

// ---- A worker that looks for work once a second is asked to stop after 20 ms ----

template <class Worker>
void measure_stop(const char* sentence) {
    const auto life = racecourse::took([] {
        Worker worker;
        std::this_thread::sleep_for(20ms);
        worker.stop();
    });
    EXPECT_AT_LEAST(life.time, 20ms) << "The worker is not asked to stop before 20 ms.";
    EXPECT_AT_MOST(life.time, 25ms) << sentence;
    EXPECT_AT_MOST(life.work, 5ms) << sentence;
}

class ConditionWorker {
  public:
    void stop() {
        {
            std::lock_guard lock(mutex_);
            stopped_ = true;
        }
        stopped_or_time_.notify_one();
        thread_.join();
    }

  private:
    std::mutex mutex_;
    std::condition_variable stopped_or_time_;
    bool stopped_ = false;
    std::thread thread_{[this] {
        std::unique_lock lock(mutex_);
        while (!stopped_or_time_.wait_for(lock, 1s, [this] { return stopped_; })) {
        }
    }};
};

TEST(Speed, right_stop_wakes_the_worker) {
    measure_stop<ConditionWorker>("The worker waits for its time or for being stopped.");
}

class TokenWorker {
  public:
    void stop() {
        thread_.request_stop();
        thread_.join();
    }

  private:
    std::jthread thread_{[](const std::stop_token& stop) {
        std::mutex mutex;
        std::condition_variable_any stopped_or_time;
        std::unique_lock lock(mutex);
        while (!stop.stop_requested())
            stopped_or_time.wait_for(lock, stop, 1s, [] { return false; });
    }};
};

TEST(Speed, right_stop_token_wakes_the_worker) {
    measure_stop<TokenWorker>("The wait with a stop token ends when the stop is requested.");
}

class NappingWorker {
  public:
    void stop() {
        stopped_ = true;
        thread_.join();
    }

  private:
    std::atomic<bool> stopped_{false};
    std::thread thread_{[this] {
        while (!stopped_) std::this_thread::sleep_for(1s);
    }};
};

TEST(Speed, wrong_stop_seen_after_the_nap) {
    measure_stop<NappingWorker>("The worker looks at the flag only after it has slept a second.");
}

class BusyWorker {
  public:
    void stop() {
        stopped_ = true;
        thread_.join();
    }

  private:
    std::atomic<bool> stopped_{false};
    std::thread thread_{[this] {
        while (!stopped_) std::this_thread::yield();
    }};
};

TEST(Speed, wrong_busy_until_stopped) {
    measure_stop<BusyWorker>("The worker looks at the flag again and again and burns a core.");
}

class DeafWorker {
  public:
    void stop() {
        stopped_ = true;
        time_.notify_one();
        thread_.join();
    }

  private:
    std::mutex mutex_;
    std::condition_variable time_;
    std::atomic<bool> stopped_{false};
    std::thread thread_{[this] {
        std::unique_lock lock(mutex_);
        while (!stopped_) time_.wait_for(lock, 1s, [] { return false; });
    }};
};

TEST(Speed, wrong_stop_wakes_it_and_it_sleeps_on) {
    measure_stop<DeafWorker>("The worker is woken, but what it waits for is not the stop.");
}

// ---- A mailbox: receive(limit) gives up after 20 ms, whatever else arrives meanwhile ----

struct Mailbox {
    std::mutex mutex;
    std::condition_variable arrived;
    std::deque<int> letters;

    void put(int letter) {
        {
            std::lock_guard lock(mutex);
            letters.push_back(letter);
        }
        arrived.notify_all();
    }
    bool has(int letter) const {
        for (const int other : letters)
            if (other == letter) return true;
        return false;
    }
};

// Letters for somebody else arrive every 5 ms, ten times; letter 1 never does.
template <class Receive>
void measure_deadline(Receive receive, const char* sentence) {
    Mailbox box;
    std::jthread postman([&box] {
        for (int i = 0; i < 10; ++i) {
            std::this_thread::sleep_for(5ms);
            box.put(2);
        }
    });
    bool received = true;
    const auto wait = racecourse::took([&] { received = receive(box); });
    EXPECT_FALSE(received) << racecourse::because << "Letter 1 was never sent.";
    EXPECT_AT_LEAST(wait.time, 20ms) << sentence;
    EXPECT_AT_MOST(wait.time, 23ms) << sentence;
    EXPECT_AT_MOST(wait.work, 3ms) << sentence;
}

TEST(Speed, right_waits_until_a_deadline) {
    measure_deadline(
        [](Mailbox& box) {
            const auto deadline = std::chrono::steady_clock::now() + 20ms;
            std::unique_lock lock(box.mutex);
            while (!box.has(1)) {
                if (box.arrived.wait_until(lock, deadline) == std::cv_status::timeout)
                    return box.has(1);
            }
            return true;
        },
        "The deadline is fixed before the first wait.");
}

TEST(Speed, right_waits_for_with_a_predicate) {
    measure_deadline(
        [](Mailbox& box) {
            std::unique_lock lock(box.mutex);
            return box.arrived.wait_for(lock, 20ms, [&] { return box.has(1); });
        },
        "wait_for with a predicate keeps one deadline however often it is woken.");
}

TEST(Speed, wrong_limit_starts_anew) {
    measure_deadline(
        [](Mailbox& box) {
            std::unique_lock lock(box.mutex);
            while (!box.has(1))
                if (box.arrived.wait_for(lock, 20ms) == std::cv_status::timeout) return false;
            return true;
        },
        "Each letter for somebody else makes the 20 ms begin again.");
}

TEST(Speed, wrong_gives_up_early) {
    measure_deadline(
        [](Mailbox& box) {
            std::unique_lock lock(box.mutex);
            box.arrived.wait_for(lock, 20ms);
            return box.has(1);
        },
        "Any wake-up ends the wait, long before the 20 ms are over.");
}

TEST(Speed, wrong_asks_again_and_again) {
    measure_deadline(
        [](Mailbox& box) {
            const auto deadline = std::chrono::steady_clock::now() + 20ms;
            while (std::chrono::steady_clock::now() < deadline) {
                std::lock_guard lock(box.mutex);
                if (box.has(1)) return true;
            }
            return false;
        },
        "The mailbox is looked into without a pause until the time is over.");
}

}  // namespace
