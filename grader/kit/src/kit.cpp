// The kit's functions that hidden tests call: compiled once, not with every test.
#include <racecourse/kit.h>

// The conductor's, where it is linked in.
extern "C" [[gnu::weak]] void racecourse_turn_begins(int most);
extern "C" [[gnu::weak]] void racecourse_turn_ends();

namespace racecourse {

void start_together(int count, const std::function<void(int)>& body) {
    std::latch ready(count);
    std::mutex mutex;
    std::exception_ptr first;
    std::vector<std::jthread> threads;
    for (int number = 0; number < count; ++number) {
        threads.emplace_back([&, number] {
            ready.arrive_and_wait();
            try {
                body(number);
            } catch (...) {
                std::lock_guard lock(mutex);
                if (!first) first = std::current_exception();
            }
        });
    }
    threads.clear();
    if (first) std::rethrow_exception(first);
}

void repeat(int rounds, const std::function<void(int)>& round) {
    for (int i = 0; i < rounds && !::testing::Test::HasFailure(); ++i) round(i);
}

void Gate::open() {
    {
        std::lock_guard lock(mutex_);
        open_ = true;
    }
    opened_.notify_all();
}

void Gate::wait() {
    std::unique_lock lock(mutex_);
    opened_.wait(lock, [this] { return open_; });
}

bool Gate::wait_for(std::chrono::milliseconds limit) {
    std::unique_lock lock(mutex_);
    return opened_.wait_for(lock, limit, [this] { return open_; });
}

bool Gate::is_open() {
    std::lock_guard lock(mutex_);
    return open_;
}

void Gauge::enter() {
    const int inside = now_.fetch_add(1) + 1;
    int seen = highest_.load();
    while (seen < inside && !highest_.compare_exchange_weak(seen, inside)) {
    }
}

bool eventually(const std::function<bool()>& condition, std::chrono::milliseconds limit) {
    const auto deadline = std::chrono::steady_clock::now() + limit;
    while (!condition()) {
        if (std::chrono::steady_clock::now() >= deadline) return false;
        std::this_thread::sleep_for(1ms);
    }
    return true;
}

Turn::Turn(int most) {
    if (racecourse_turn_begins != nullptr) racecourse_turn_begins(most);
}

Turn::~Turn() {
    if (racecourse_turn_ends != nullptr) racecourse_turn_ends();
}

}  // namespace racecourse
