// Exceptions that cross threads: they are counted inside libstdc++.so, where ThreadSanitizer sees
// nothing, so the last owner's destruction seems to race with another's reading.
#include <racecourse/kit.h>

#include <cstring>
#include <future>
#include <stdexcept>

// The worker drops the exception last, whatever the machine does meanwhile. The flag is relaxed and
// orders nothing: only the library's own count makes this right.
TEST(Right, PackagedTaskThatThrows) {
    for (int i = 0; i < 20; ++i) {
        std::atomic<bool> dropped{false};
        std::packaged_task<int()> task(
            []() -> int { throw std::runtime_error("no result today"); });
        auto result = task.get_future();
        std::thread worker([task = std::move(task), &dropped]() mutable {
            task();
            while (!dropped.load(std::memory_order_relaxed)) std::this_thread::yield();
        });
        try {
            racecourse::use(result.get());
        } catch (const std::exception& error) {
            racecourse::use(std::strlen(error.what()));
        }
        result = {};
        dropped.store(true, std::memory_order_relaxed);
        worker.join();
    }
}

TEST(Right, PromiseWithAnException) {
    for (int i = 0; i < 20; ++i) {
        std::atomic<bool> dropped{false};
        std::promise<int> promise;
        auto result = promise.get_future();
        std::thread worker([promise = std::move(promise), &dropped]() mutable {
            try {
                throw std::runtime_error("no result today");
            } catch (...) {
                promise.set_exception(std::current_exception());
            }
            while (!dropped.load(std::memory_order_relaxed)) std::this_thread::yield();
        });
        try {
            racecourse::use(result.get());
        } catch (const std::exception& error) {
            racecourse::use(std::strlen(error.what()));
        }
        result = {};
        dropped.store(true, std::memory_order_relaxed);
        worker.join();
    }
}

struct Counted : std::runtime_error {
    using std::runtime_error::runtime_error;
    int seen = 0;
};

// One exception thrown again in three threads, which read it; wrong: each of them writes it.
void rethrow(bool reads_only) {
    for (int i = 0; i < 10; ++i) {
        auto error = std::make_exception_ptr(Counted("shared"));
        std::vector<std::thread> threads;
        for (int t = 0; t < 3; ++t) {
            threads.emplace_back([error, reads_only] {
                try {
                    std::rethrow_exception(error);
                } catch (Counted& counted) {
                    if (reads_only) {
                        racecourse::use(std::strlen(counted.what()));
                    } else {
                        ++counted.seen;
                    }
                }
            });
        }
        error = nullptr;
        for (auto& thread : threads) thread.join();
    }
}
TEST(Right, OneExceptionInThreeThreads) {
    rethrow(true);
}
TEST(Wrong, OneExceptionInThreeThreads) {
    rethrow(false);
}

// The worker goes on writing into the exception that it has handed over.
void write_after_handing_over(bool through_promise) {
    std::promise<int> promise;
    auto result = promise.get_future();
    std::thread worker([&] {
        const auto throws = []() -> int { throw Counted("kept"); };
        std::exception_ptr kept;
        if (through_promise) {
            kept = std::make_exception_ptr(Counted("kept"));
            promise.set_exception(kept);
        } else {
            std::packaged_task<int()> task(throws);
            auto own = task.get_future();
            task();
            try {
                racecourse::use(own.get());
            } catch (...) {
                kept = std::current_exception();
            }
            promise.set_exception(kept);
        }
        try {
            std::rethrow_exception(kept);
        } catch (Counted& counted) {
            ++counted.seen;
        }
    });
    try {
        racecourse::use(result.get());
    } catch (const Counted& counted) {
        racecourse::use(counted.seen);
    }
    worker.join();
}
TEST(Wrong, PackagedTaskThatThrows) {
    write_after_handing_over(false);
}
TEST(Wrong, PromiseWithAnException) {
    write_after_handing_over(true);
}
