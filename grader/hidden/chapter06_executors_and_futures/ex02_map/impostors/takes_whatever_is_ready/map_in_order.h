// Fails: examples, wrong, "example"
// Takes the first result that is ready, from wherever in the window: as they complete.
#pragma once

#include <condition_variable>
#include <deque>
#include <exception>
#include <memory>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <thread>
#include <type_traits>
#include <utility>
#include <vector>

template <class Item, class Result>
struct Slot {
    std::optional<Item> item;
    std::optional<Result> result;
    std::exception_ptr error;
    bool done = false;
};

template <class Source, class Function, class Sink>
void map_in_order(int threads, Source next_item, Function f, Sink take) {
    using Item = typename std::invoke_result_t<Source&>::value_type;
    using Result = std::invoke_result_t<Function&, Item>;
    if (threads < 1) throw std::invalid_argument("somebody has to do the work");

    std::mutex mutex;
    std::condition_variable changed;
    std::deque<std::shared_ptr<Slot<Item, Result>>> not_begun;  // guarded by mutex
    bool closing = false;                                       // guarded by mutex

    const auto work = [&] {
        std::unique_lock lock(mutex);
        while (true) {
            changed.wait(lock, [&] { return closing || !not_begun.empty(); });
            if (closing) return;
            const auto slot = std::move(not_begun.front());
            not_begun.pop_front();
            lock.unlock();
            try {
                slot->result.emplace(f(std::move(*slot->item)));
            } catch (...) {
                slot->error = std::current_exception();
            }
            lock.lock();
            slot->done = true;
            changed.notify_all();
        }
    };
    struct Closer {
        std::mutex& mutex;
        std::condition_variable& changed;
        bool& closing;
        ~Closer() {
            {
                const std::lock_guard lock(mutex);
                closing = true;
            }
            changed.notify_all();
        }
    };
    std::vector<std::jthread> workers;
    const Closer closer{mutex, changed, closing};  // before the workers are joined
    for (int i = 0; i < threads; ++i) workers.emplace_back(work);

    std::deque<std::shared_ptr<Slot<Item, Result>>> window;
    bool more = true;
    while (true) {
        while (more && window.size() < 2 * static_cast<std::size_t>(threads)) {
            std::optional<Item> item = next_item();
            more = item.has_value();
            if (!more) break;
            window.push_back(std::make_shared<Slot<Item, Result>>());
            window.back()->item = std::move(item);
            {
                const std::lock_guard lock(mutex);
                not_begun.push_back(window.back());
            }
            changed.notify_all();
        }
        if (window.empty()) return;
        {
            std::unique_lock lock(mutex);
            changed.wait(lock, [&] {
                for (auto& slot : window) {
                    if (slot->done) {
                        std::swap(slot, window.front());
                        return true;
                    }
                }
                return false;
            });
        }
        const auto oldest = window.front();
        window.pop_front();
        if (oldest->error) std::rethrow_exception(oldest->error);
        take(std::move(*oldest->result));
    }
}
