// Computing that is shared out evenly, for the cores that there are: whatever its threads wait for
// before they begin, nobody may be without a core while one is free.
#include <racecourse/kit.h>

#include <atomic>
#include <condition_variable>
#include <latch>
#include <mutex>
#include <thread>
#include <vector>

namespace {

[[gnu::noinline]] std::uint64_t compute(int steps) {
    static std::atomic<std::uint64_t> salt{1};
    std::uint64_t number = salt.load();
    for (int i = 0; i < steps; ++i) number = (number ^ (number >> 29)) * 0xbf58476d1ce4e5b9u;
    return number;
}

constexpr int share = 5'000'000;

// `threads` shares of the work, one after the other and by as many threads.
void shared(int threads, const std::function<void(const std::function<void()>&)>& run) {
    EXPECT_SPEEDUP(
        [&] {
            for (int i = 0; i < threads; ++i) racecourse::use(compute(share));
        },
        [&] { run([] { racecourse::use(compute(share)); }); })
        << "Even shares.";
}

}  // namespace

TEST(Speed, OneForEachCore) {
    shared(racecourse::cores(), [](const auto& work) {
        std::vector<std::jthread> threads;
        for (int i = 0; i < racecourse::cores(); ++i) threads.emplace_back(work);
    });
}
TEST(Speed, OneForEachCoreAtOnce) {
    shared(racecourse::cores(), [](const auto& work) {
        racecourse::start_together(racecourse::cores(), [&](int) { work(); });
    });
}
// The one who lets the others go computes on at once, and asks for nothing until it is done.
TEST(Speed, OneForEachCoreWhenTheLastHasCome) {
    shared(racecourse::cores(), [](const auto& work) {
        std::mutex mutex;
        std::condition_variable all_here;
        int missing = racecourse::cores();
        std::vector<std::jthread> threads;
        for (int i = 0; i < racecourse::cores(); ++i) {
            threads.emplace_back([&] {
                {
                    std::unique_lock lock(mutex);
                    if (--missing == 0)
                        all_here.notify_all();
                    else
                        all_here.wait(lock, [&] { return missing == 0; });
                }
                work();
                const std::lock_guard lock(mutex);
            });
        }
        threads.clear();
    });
}
TEST(Speed, ThreeForEachCore) {
    shared(3 * racecourse::cores(), [](const auto& work) {
        std::vector<std::jthread> threads;
        for (int i = 0; i < 3 * racecourse::cores(); ++i) threads.emplace_back(work);
    });
}
