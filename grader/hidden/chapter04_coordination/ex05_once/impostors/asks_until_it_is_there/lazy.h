// Fails: speed, too slow, "processor"
// Right in every order, but whoever waits asks again and again whether the value is there.
#pragma once

#include <atomic>
#include <functional>
#include <optional>
#include <thread>
#include <utility>

template <class Value>
class Lazy {
  public:
    explicit Lazy(std::function<Value()> make) : make_(std::move(make)) {}

    Lazy(const Lazy&) = delete;
    Lazy& operator=(const Lazy&) = delete;

    [[nodiscard]] const Value& get() {
        while (state_.load() != ready) {
            int seen = nothing;
            if (!state_.compare_exchange_strong(seen, being_made)) {
                std::this_thread::yield();
                continue;
            }
            try {
                value_.emplace(make_());
            } catch (...) {
                state_.store(nothing);
                throw;
            }
            state_.store(ready);
        }
        return *value_;
    }

  private:
    const std::function<Value()> make_;
    enum : int { nothing, being_made, ready };
    std::atomic<int> state_{nothing};
    std::optional<Value> value_;
};
